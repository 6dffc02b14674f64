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
import java.util.function.Function;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
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
          .sanitizeUrls(true)
          .urlSanitizer(SafeHtml.ADDRESSES)
          .nodeRendererFactory(
              context -> raw(context, MathSpan.class, node -> ((MathSpan) node).html()))
          .nodeRendererFactory(
              context ->
                  raw(
                      context,
                      HtmlInline.class,
                      node -> SafeHtml.of(((HtmlInline) node).getLiteral())))
          .nodeRendererFactory(
              context ->
                  raw(
                      context,
                      HtmlBlock.class,
                      node -> "\n" + SafeHtml.of(((HtmlBlock) node).getLiteral()) + "\n"))
          .build();

  private MarkdownHtml() {}

  private static NodeRenderer raw(
      HtmlNodeRendererContext context, Class<? extends Node> type, Function<Node, String> html) {
    return new NodeRenderer() {
      @Override
      public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(type);
      }

      @Override
      public void render(Node node) {
        context.getWriter().raw(html.apply(node));
      }
    };
  }

  /**
   * A cell's text as HTML.
   *
   * @param markdown the text; HTML in it is shown as far as {@link SafeHtml} lets it
   * @param attachments the cell's media by name
   * @param folder of the notebook, whose pictures become part of the page, and no others
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
        if (!media.getKey().startsWith("image/")) {
          continue;
        }
        return "data:"
            + media.getKey()
            + ";base64,"
            + MultilineText.joined(media.getValue()).replaceAll("\\s", "");
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
      return type != null
              && type.startsWith("image/")
              && Files.isRegularFile(file)
              // Links are followed first: what is elsewhere is not for whoever gets the page.
              && file.toRealPath().startsWith(folder.toRealPath())
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
