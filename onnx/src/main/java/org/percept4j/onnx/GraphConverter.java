package org.percept4j.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** Turns a model into a network, node by node; what cannot be turned is told all at once. */
final class GraphConverter {

  static final long FIRST_OPSET = 7;
  static final long LAST_OPSET = 21;

  private static final String SHAPE = "Shape";
  private static final Map<String, NodeConverter> CONVERTERS = converters();

  private GraphConverter() {}

  private static Map<String, NodeConverter> converters() {
    Map<String, NodeConverter> all = new HashMap<>();
    WindowNodes.register(all);
    WeightNodes.register(all);
    PointNodes.register(all);
    ShapeNodes.register(all);
    all.put(
        SHAPE,
        (node, to) -> {
          throw new RefusedException("sizes that the file leaves open");
        });
    return Map.copyOf(all);
  }

  /**
   * @throws UnsupportedOperationException if some nodes cannot be converted; names them all
   */
  static ComputationGraph convert(OnnxModel model, DataType type) throws MalformedOnnxException {
    if (model.opset() < FIRST_OPSET || model.opset() > LAST_OPSET) {
      throw new UnsupportedOperationException(
          "opset: expected " + FIRST_OPSET + " to " + LAST_OPSET + ", got " + model.opset());
    }
    if (model.inputs().isEmpty() || model.outputs().isEmpty()) {
      throw new MalformedOnnxException(
          "expected at least one input and one output, got "
              + model.inputs().size()
              + " and "
              + model.outputs().size());
    }
    Constants constants = new Constants(model.constants());
    List<OnnxNode> computed = constants.fold(needed(model));
    if (computed.stream().anyMatch(node -> node.operator().equals(SHAPE))) {
      foldShapes(model, computed, constants, type);
      computed = constants.fold(computed);
    }
    List<OnnxNode> nodes = ShufflePattern.fold(computed, constants.known());
    Conversion conversion = conversion(model, constants, type);
    List<String> refused = new ArrayList<>();
    for (OnnxNode node : nodes) {
      convert(node, conversion, refused);
    }
    if (!refused.isEmpty()) {
      throw new UnsupportedOperationException(
          "model: expected operators that can be converted, got "
              + refused.size()
              + " that cannot: "
              + String.join("; ", refused));
    }
    return conversion.network(model.outputs());
  }

  private static Conversion conversion(OnnxModel model, Constants constants, DataType type) {
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .graphBuilder()
            .validateOutputLayerConfig(false);
    builder.addInputs(model.inputs().stream().map(OnnxModel.Value::name).toList());
    long[] first = model.inputs().get(0).shape();
    long batch = first.length == 0 ? -1 : Math.max(1, first[0]);
    return new Conversion(builder, model, constants.known(), batch, type);
  }

  /** Works out shapes that nodes ask for, and what is made of them, in a network for that alone. */
  private static void foldShapes(
      OnnxModel model, List<OnnxNode> nodes, Constants constants, DataType type)
      throws MalformedOnnxException {
    Conversion sizes = conversion(model, constants, type);
    sizes.followShapes(model);
    for (OnnxNode node : nodes) {
      OnnxTensor value = constants.value(node);
      long[] shape = node.operator().equals(SHAPE) ? sizes.shape(node) : null;
      if (value == null && shape != null && node.attributes().isEmpty()) {
        value = OnnxTensor.ofLongs(node.name(), new long[] {shape.length}, shape);
      }
      if (value != null) {
        constants.put(node, value);
      } else {
        convert(node, sizes, new ArrayList<>());
      }
    }
  }

  private static void convert(OnnxNode node, Conversion conversion, List<String> refused)
      throws MalformedOnnxException {
    NodeConverter converter = node.domain().isEmpty() ? CONVERTERS.get(node.operator()) : null;
    if (converter != null && conversion.readsUnknown(node)) {
      conversion.refuse(node);
      return;
    }
    try {
      if (converter == null) {
        throw new RefusedException("the operator itself");
      }
      converter.convert(node, conversion);
    } catch (RefusedException e) {
      refused.add(node + ": " + e.getMessage());
      conversion.refuse(node);
    } catch (ArithmeticException e) {
      throw new MalformedOnnxException(node + ": expected numbers of moderate size", e);
    }
  }

  /** The nodes that the outputs depend on, in the file's order. */
  private static List<OnnxNode> needed(OnnxModel model) throws MalformedOnnxException {
    Map<String, OnnxNode> makers = new HashMap<>();
    for (OnnxNode node : model.nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty() && makers.put(output, node) != null) {
          throw new MalformedOnnxException(
              node + ": expected an output of a new name, got \"" + output + "\" again");
        }
      }
    }
    Set<OnnxNode> reached = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    model.outputs().forEach(output -> open.add(output.name()));
    while (!open.isEmpty()) {
      String name = open.remove();
      OnnxNode maker = seen.add(name) ? makers.get(name) : null;
      if (maker != null && reached.add(maker)) {
        open.addAll(maker.inputs());
      }
    }
    return model.nodes().stream().filter(reached::contains).toList();
  }
}
