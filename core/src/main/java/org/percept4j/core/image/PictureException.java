package org.percept4j.core.image;

import java.io.IOException;

/** What is wrong with a picture, without the name of its file. */
final class PictureException extends IOException {

  private static final long serialVersionUID = 1;

  PictureException(String message) {
    super(message);
  }
}
