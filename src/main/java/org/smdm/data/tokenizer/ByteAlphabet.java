package org.smdm.data.tokenizer;

/**
 * The 256 printable characters that stand for bytes in byte-level vocabularies, as introduced with
 * GPT-2 (Radford et al., 2019): a byte that prints in Latin-1 stands for itself, and the others, in
 * order, are the characters from U+0100 on.
 */
final class ByteAlphabet {

  private static final int FIRST_SUBSTITUTE = 0x100;

  private ByteAlphabet() {}

  /** The characters of bytes 0 to 255, in order. */
  static char[] characters() {
    char[] characters = new char[256];
    char next = FIRST_SUBSTITUTE;
    for (int value = 0; value < characters.length; value++) {
      characters[value] = prints(value) ? (char) value : next++;
    }
    return characters;
  }

  private static boolean prints(int value) {
    boolean ascii = value > ' ' && value < 0x7F;
    boolean latin = value > 0xA0 && value != 0xAD; // the soft hyphen does not print
    return ascii || latin;
  }
}
