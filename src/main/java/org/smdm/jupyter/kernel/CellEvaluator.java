package org.smdm.jupyter.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.smdm.io.UserException;

/** Runs whole cells: their code and their magics. */
final class CellEvaluator implements AutoCloseable {

  private final JavaSession session;
  private final Magics magics;

  CellEvaluator(List<String> imports) {
    session = new JavaSession(imports);
    magics = new Magics(session);
  }

  /** As {@link JavaKernel#seenFrom}. */
  void seenFrom(Path folder) {
    magics.seenFrom(folder);
  }

  CodeAssistant assistant() {
    return new CodeAssistant(session, Magics.names());
  }

  /**
   * Runs a cell.
   *
   * @param source its text
   * @param cell its number, for messages
   * @return the value of its last expression; null where there is none
   * @throws CellFailure when something in it fails
   */
  Object run(String source, int cell) {
    CellParts parts = CellParts.of(source);
    Supplier<Object> body = () -> run(parts.parts(), cell);
    CellParts.Magic cellMagic = parts.cellMagic();
    return cellMagic == null
        ? body.get()
        : asFailure(cellMagic, () -> magics.runCell(cellMagic, body));
  }

  private Object run(List<CellParts.Part> parts, int cell) {
    Object value = null;
    for (CellParts.Part part : parts) {
      if (part instanceof CellParts.Code code) {
        value = session.run(code.source(), cell, code.line());
      } else if (part instanceof CellParts.Magic magic) {
        value =
            asFailure(
                magic, () -> magics.run(magic, (code, line) -> session.run(code, cell, line)));
      }
    }
    return value;
  }

  private static Object asFailure(CellParts.Magic magic, Supplier<Object> work) {
    try {
      return work.get();
    } catch (UserException e) {
      throw new CellFailure("MagicError", e.getMessage(), magic.line(), e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
