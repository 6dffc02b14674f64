package org.smdm.jupyter.file;

import java.util.Set;
import org.commonmark.node.CustomNode;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/** A formula in Markdown, between dollar signs, in which nothing else is Markdown. */
final class MathSpan extends CustomNode {

  private final String latex;
  private final boolean display;

  private MathSpan(String latex, boolean display) {
    this.latex = latex;
    this.display = display;
  }

  String html() {
    return MathHtml.of(latex, display);
  }

  /** Finds formulas by the rules of Pandoc, so that prices stay prices. */
  static final class ParserFactory implements InlineContentParserFactory {

    @Override
    public Set<Character> getTriggerCharacters() {
      return Set.of('$');
    }

    @Override
    public InlineContentParser create() {
      return ParserFactory::tryParse;
    }

    private static ParsedInline tryParse(InlineParserState state) {
      Scanner scanner = state.scanner();
      boolean display = scanner.matchMultiple('$') >= 2;
      if (!display && Character.isWhitespace(scanner.peek())) {
        return ParsedInline.none();
      }
      Position begin = scanner.position();
      while (scanner.find('$') >= 0) {
        Position end = scanner.position();
        boolean escaped = scanner.peekPreviousCodePoint() == '\\';
        boolean spaced = Character.isWhitespace(scanner.peekPreviousCodePoint());
        int signs = scanner.matchMultiple('$');
        boolean closes =
            display
                ? signs >= 2
                : !escaped && !spaced && !Character.isDigit(scanner.peekCodePoint());
        if (closes) {
          String latex = scanner.getSource(begin, end).getContent();
          return ParsedInline.of(new MathSpan(latex.strip(), display), scanner.position());
        }
        if (!display && !escaped) {
          return ParsedInline.none();
        }
      }
      return ParsedInline.none();
    }
  }
}
