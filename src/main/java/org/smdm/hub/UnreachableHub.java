package org.smdm.hub;

import java.io.IOException;

/** No connection could be made, however often it was tried. The message is one for the user. */
final class UnreachableHub extends IOException {

  UnreachableHub(String sentence, IOException cause) {
    super(sentence, cause);
  }
}
