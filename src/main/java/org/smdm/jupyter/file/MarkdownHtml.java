package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown with tables and formulas as HTML, with its pictures in it. */
final class MarkdownHtml {

  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

  private static final Parser PARSER =
      Parser.builder()
          .extensions(EXTENSIONS)
          .customInlineContentParserFactory(new MathSpan.ParserFactory())
          .build();

  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .nodeRendererFactory(
              context ->
                  new NodeRenderer() {
                    @Override
                    public Set<Class<? extends Node>> getNodeTypes() {
                      return Set.of(MathSpan.class);
                    }

                    @Override
                    public void render(Node node) {
                      context.getWriter().raw(((MathSpan) node).html());
                    }
                  })
          .build();

  private MarkdownHtml() {}

  /**
   * A cell's text as HTML.
   *
   * @param markdown the text; HTML in it stays HTML
   * @param attachments the cell's media by name
   * @param folder of the notebook, which names of pictures are seen from
   */
  static String of(String markdown, JsonNode attachments, Path folder) {
    Node document = PARSER.parse(markdown);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Image image) {
            image.setDestination(embedded(image.getDestination(), attachments, folder));
            visitChildren(image);
          }
        });
    return RENDERER.render(document);
  }

  /** The picture itself in the place of its address, where it is at hand. */
  private static String embedded(String address, JsonNode attachments, Path folder) {
    if (address.startsWith("attachment:")) {
      String name = address.substring("attachment:".length());
      for (Map.Entry<String, JsonNode> media : attachments.path(decoded(name)).properties()) {
        return "data:"
            + media.getKey()
            + ";base64,"
            + media.getValue().asText().replaceAll("\\s", "");
      }
      return address;
    }
    if (address.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      return address;
    }
    String type =
        address.endsWith(".svg")
            ? "image/svg+xml"
            : URLConnection.guessContentTypeFromName(address);
    try {
      Path file = folder.resolve(decoded(address));
      return type != null && type.startsWith("image/") && Files.isRegularFile(file)
          ? "data:"
              + type
              + ";base64,"
              + Base64.getEncoder().encodeToString(Files.readAllBytes(file))
          : address;
    } catch (IOException | InvalidPathException e) {
      // The page shows that a picture is missing.
      return address;
    }
  }

  private static String decoded(String address) {
    try {
      return URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
