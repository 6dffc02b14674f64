package org.smdm.data.prepare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.smdm.config.PrepareConfig;
import org.smdm.config.PrepareConfig.Separator;

/** Documents, files of them as they are published, and what was made of them. */
final class Inputs {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Inputs() {}

  /** Texts of random lengths with letters of several bytes, quotes and line ends. */
  static List<String> texts(int count) {
    Random random = new Random(7);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("Document " + i + ":");
      for (int word = random.nextInt(60); word >= 0; word--) {
        text.append(' ').append(List.of("fair", "Ökonomie", "\"said\"", "日本", "\n").get(word % 5));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** One object per line, as SlimPajama's files have them. */
  static String slimPajama(List<String> texts) {
    StringBuilder lines = new StringBuilder();
    for (String text : texts) {
      ObjectNode line = MAPPER.createObjectNode();
      line.put("text", text).putObject("meta").put("redpajama_set_name", "RedPajamaC4");
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  static Path plain(Path file, String content) throws IOException {
    return Files.writeString(file, content);
  }

  static Path gzip(Path file, String content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  /** Two frames behind each other, as parallel compressors write. */
  static Path zstd(Path file, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    int half = bytes.length / 2;
    try (OutputStream all = Files.newOutputStream(file)) {
      for (int part = 0; part < 2; part++) {
        ZstdOutputStream out = new ZstdOutputStream(all).setCloseFrameOnFlush(true);
        out.write(bytes, part * half, part == 0 ? half : bytes.length - half);
        out.flush();
      }
    }
    return file;
  }

  /** Columns and compression of FineWeb's files; dates are of the days from 2021-03-01 on. */
  static Path fineWeb(Path file, List<String> texts) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t (text VARCHAR, id VARCHAR, dump VARCHAR, url VARCHAR, date VARCHAR,"
              + " file_path VARCHAR, language VARCHAR, language_score DOUBLE, token_count BIGINT)");
      try (PreparedStatement row =
          connection.prepareStatement(
              "INSERT INTO t VALUES (?, '<urn:uuid:1>', 'CC-MAIN-2021-10', 'http://x', ?, 's3://x',"
                  + " 'en', 0.9, 12)")) {
        for (int i = 0; i < texts.size(); i++) {
          row.setString(1, texts.get(i));
          row.setString(2, "2021-03-%02dT05:06:07Z".formatted(1 + i % 30));
          row.execute();
        }
      }
      statement.execute(
          "COPY t TO '" + file + "' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)");
    }
    return file;
  }

  /** What a query of DuckDB's gives; the name may hold signs that it would expand. */
  static Path parquet(Path file, String query) throws SQLException, IOException {
    Files.createDirectories(file.getParent());
    Path plain = file.resolveSibling("plain.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, plain));
    }
    return Files.move(plain, file);
  }

  static PrepareConfig config(Path... paths) {
    return config(null, null, null, 0.1, false, paths);
  }

  static PrepareConfig config(
      String dateColumn,
      String from,
      String to,
      double validationFraction,
      boolean skipBadLines,
      Path... paths) {
    return new PrepareConfig(
        List.of(new PrepareConfig.Source("a", 1, Stream.of(paths).map(Path::toString).toList())),
        "text",
        dateColumn,
        from,
        to,
        "bytes",
        Separator.EOS,
        validationFraction,
        500,
        false,
        skipBadLines);
  }

  /** All shards' bytes in hexadecimal by name. */
  static Map<String, String> shards(Path folder) {
    Map<String, String> shards = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".bin")).toList()) {
        shards.put(
            file.getFileName().toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shards;
  }
}
