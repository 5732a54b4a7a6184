package org.percept4j.onnx;

import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says, before anything is made of it.
 *
 * @param opset the version of ONNX's operators that it uses
 * @param nodes in the file's order, which is topological
 * @param constants by name
 * @param inputs what the network is fed with, without constants
 * @param outputs what it gives
 */
record OnnxModel(
    long opset,
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> constants,
    List<Value> inputs,
    List<Value> outputs) {

  /**
   * Something that is passed between nodes.
   *
   * @param name its name
   * @param shape its declared shape, −1 where a size is left open
   */
  record Value(String name, long[] shape) {}
}
