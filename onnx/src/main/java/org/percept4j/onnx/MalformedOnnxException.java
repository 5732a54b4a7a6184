package org.percept4j.onnx;

import java.io.IOException;

/** Reports a file that is no ONNX model, or a corrupt one. */
public final class MalformedOnnxException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was expected and what was found
   */
  public MalformedOnnxException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was expected and what was found
   * @param cause what failed
   */
  public MalformedOnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
