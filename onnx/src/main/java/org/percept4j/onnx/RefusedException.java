package org.percept4j.onnx;

/** Says why a node cannot be converted; such reasons are collected over the whole model. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }
}
