package org.percept4j.onnx;

/** Turns nodes of one operator into layers. */
interface NodeConverter {

  /**
   * Adds what the node does.
   *
   * @throws RefusedException if it is valid but not supported; says what is not
   * @throws MalformedOnnxException if it is not valid
   */
  void convert(OnnxNode node, Conversion to) throws RefusedException, MalformedOnnxException;
}
