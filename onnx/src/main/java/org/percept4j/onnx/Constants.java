package org.percept4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known before a network runs: the file's constants, and what nodes make of them. PyTorch
 * works out pads and shapes by nodes of their own.
 */
final class Constants {

  private final Map<String, OnnxTensor> known;

  Constants(Map<String, OnnxTensor> initial) {
    this.known = new HashMap<>(initial);
  }

  Map<String, OnnxTensor> known() {
    return known;
  }

  /** Takes out the nodes that only give constants, and remembers those. */
  List<OnnxNode> fold(List<OnnxNode> nodes) throws MalformedOnnxException {
    List<OnnxNode> rest = new ArrayList<>();
    for (OnnxNode node : nodes) {
      OnnxTensor before = known.get(node.outputs().get(0));
      OnnxTensor value = before == null ? value(node) : before;
      if (value == null) {
        rest.add(node);
      } else {
        put(node, value);
      }
    }
    return rest;
  }

  /** Remembers what a node gives. */
  void put(OnnxNode node, OnnxTensor value) {
    known.put(node.outputs().get(0), value);
  }

  /** What a node gives if it only works on constants; null if not. */
  @Nullable OnnxTensor value(OnnxNode node) throws MalformedOnnxException {
    if (!node.domain().isEmpty()) {
      return null;
    }
    if (node.operator().equals("Constant")) {
      return constant(node);
    }
    List<OnnxTensor> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      OnnxTensor found = known.get(input);
      if (found == null && !input.isEmpty()) {
        return null;
      }
      if (found != null) {
        inputs.add(found);
      }
    }
    if (inputs.isEmpty()) {
      return null;
    }
    if (node.operator().equals("Identity") || node.operator().equals("Cast")) {
      return inputs.get(0);
    }
    try {
      return IntegerFolding.fold(node, inputs);
    } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
      throw new MalformedOnnxException(node + ": expected constants that fit together", e);
    }
  }

  private static OnnxTensor constant(OnnxNode node) throws MalformedOnnxException {
    OnnxNode.OnnxAttribute value = node.attributes().get("value");
    if (value != null && value.t() != null) {
      return value.t();
    }
    OnnxNode.OnnxAttribute single = node.attributes().get("value_int");
    if (single != null && single.i() != null) {
      return OnnxTensor.ofLongs(node.name(), new long[0], single.i());
    }
    OnnxNode.OnnxAttribute list = node.attributes().get("value_ints");
    if (list != null) {
      long[] values = list.ints().stream().mapToLong(Long::longValue).toArray();
      return OnnxTensor.ofLongs(node.name(), new long[] {values.length}, values);
    }
    OnnxNode.OnnxAttribute number = node.attributes().get("value_float");
    if (number != null && number.f() != null) {
      return OnnxTensor.ofFloats(node.name(), new long[0], List.of(number.f()));
    }
    OnnxNode.OnnxAttribute numbers = node.attributes().get("value_floats");
    if (numbers != null) {
      return OnnxTensor.ofFloats(
          node.name(), new long[] {numbers.floats().size()}, numbers.floats());
    }
    throw new MalformedOnnxException(node + ": expected a constant of numbers, got none");
  }
}
