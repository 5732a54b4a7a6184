package org.percept4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The network that is being made of a model: what nodes are turned into is added here. */
final class Conversion {

  /** Values for a parameter, made when they are needed, so that not all are there twice. */
  private record Parameter(String layer, String key, Values values) {
    interface Values {
      INDArray get();
    }
  }

  private final ComputationGraphConfiguration.GraphBuilder builder;
  private final long opset;
  private final long batch;
  private final DataType type;
  private final Map<String, OnnxTensor> constants;
  private final Map<String, String> vertices = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> unknown = new HashSet<>();
  private final List<Parameter> parameters = new ArrayList<>();

  /** What vertices give for images of the size that the file declares, where that is known. */
  private final Map<String, long[]> shapes = new HashMap<>();

  /**
   * @param batch the N that shapes in the file were written for; −1 if it is open
   */
  Conversion(
      ComputationGraphConfiguration.GraphBuilder builder,
      OnnxModel model,
      Map<String, OnnxTensor> constants,
      long batch,
      DataType type) {
    this.builder = builder;
    this.opset = model.opset();
    this.batch = batch;
    this.type = type;
    this.constants = constants;
    for (OnnxModel.Value input : model.inputs()) {
      vertices.put(input.name(), input.name());
      names.add(input.name());
    }
  }

  /**
   * Follows shapes from here on, which takes time; those of inputs are as declared, N perhaps 1.
   */
  void followShapes(OnnxModel model) {
    for (OnnxModel.Value input : model.inputs()) {
      long[] shape = input.shape().clone();
      if (shape.length > 0) {
        shape[0] = Math.max(1, shape[0]);
      }
      boolean known = shape.length > 0 && Arrays.stream(shape).allMatch(s -> s > 0);
      if (known && Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b) < 1e8) {
        shapes.put(input.name(), shape);
      }
    }
  }

  long opset() {
    return opset;
  }

  boolean isBatch(long size) {
    return batch > 0 && size == batch;
  }

  boolean isConstant(OnnxNode node, int input) {
    return node.hasInput(input) && constants.containsKey(node.inputs().get(input));
  }

  /**
   * A constant that a node reads.
   *
   * @throws RefusedException if it is computed
   */
  OnnxTensor constant(OnnxNode node, int input, String what) throws RefusedException {
    if (!isConstant(node, input)) {
      throw new RefusedException(what + " that is computed, not constant");
    }
    return constants.get(node.inputs().get(input));
  }

  /** The vertex that gives what a node reads. */
  String input(OnnxNode node, int input) throws RefusedException, MalformedOnnxException {
    if (!node.hasInput(input)) {
      throw new MalformedOnnxException(node + ": expected an input " + input + ", got none");
    }
    String name = node.inputs().get(input);
    String vertex = vertices.get(name);
    if (vertex == null) {
      if (constants.containsKey(name)) {
        throw new RefusedException("only constants as input " + input);
      }
      throw new MalformedOnnxException(
          node + ": expected an input that an earlier node gives, got \"" + name + "\"");
    }
    return vertex;
  }

  /** Whether it reads something that a refused node would have given. */
  boolean readsUnknown(OnnxNode node) {
    return node.inputs().stream().anyMatch(unknown::contains);
  }

  /** The shape of what a node reads first; null if it is not known. */
  long @Nullable [] shape(OnnxNode node) {
    String vertex = node.hasInput(0) ? vertices.get(node.inputs().get(0)) : null;
    return vertex == null ? null : shapes.get(vertex);
  }

  void refuse(OnnxNode node) {
    unknown.addAll(node.outputs());
  }

  /** A name that no vertex has yet. */
  String free(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "#" + i;
    }
    return name;
  }

  /** Adds the layer that a node is, named as it. */
  String layer(OnnxNode node, Layer layer, String from) {
    String name = add(node.name(), layer, from);
    gives(node, 0, name);
    return name;
  }

  /** Adds a layer that does what a node does to its first input. */
  void operation(OnnxNode node, Operation operation)
      throws RefusedException, MalformedOnnxException {
    layer(node, new OperationLayer(operation), input(node, 0));
  }

  /** Adds a layer by another name. */
  String add(String wanted, Layer layer, String from) {
    String name = free(wanted);
    builder.addLayer(name, layer, from);
    if (shapes.containsKey(from)) {
      shapes.put(name, LayerShapes.of(layer, shapes.get(from)));
    }
    return name;
  }

  void gives(OnnxNode node, int output, String vertex) {
    vertices.put(node.outputs().get(output), vertex);
  }

  /** Adds a vertex of several inputs, and a layer after it so that it can be asked for by name. */
  void merge(OnnxNode node, Operation operation, String... from) {
    String name = free(node.name());
    String vertex = free(name + ".inputs");
    builder.addVertex(vertex, new OperationVertex(operation, from.length), from);
    builder.addLayer(
        name, new OperationLayer(new Pointwise(Pointwise.Kind.IDENTITY, 0, 0)), vertex);
    if (Arrays.stream(from).allMatch(shapes::containsKey)) {
      long[][] in = Arrays.stream(from).map(shapes::get).toArray(long[][]::new);
      shapes.put(name, LayerShapes.of(operation, in));
    }
    gives(node, 0, name);
  }

  /** Gives a layer the values of a tensor as one of its parameters, in the parameter's shape. */
  void parameter(String layer, String key, OnnxTensor values) {
    parameters.add(new Parameter(layer, key, () -> array(values)));
  }

  /** Gives a layer values that are made of a tensor's. */
  void parameter(
      String layer, String key, OnnxTensor values, java.util.function.UnaryOperator<INDArray> of) {
    parameters.add(new Parameter(layer, key, () -> of.apply(array(values))));
  }

  private INDArray array(OnnxTensor tensor) {
    long[] shape = tensor.rank() == 0 ? new long[] {1} : tensor.dims();
    return type == DataType.DOUBLE
        ? Nd4j.create(tensor.doubles(), shape, 'c')
        : Nd4j.create(tensor.floats(), shape, 'c');
  }

  /** The finished network. */
  ComputationGraph network(List<OnnxModel.Value> outputs) throws MalformedOnnxException {
    List<String> last = new ArrayList<>();
    for (OnnxModel.Value output : outputs) {
      String vertex = vertices.get(output.name());
      if (vertex == null) {
        throw new MalformedOnnxException(
            "expected an output that a node computes, got \"" + output.name() + "\"");
      }
      last.add(vertex);
    }
    builder.setOutputs(last.toArray(String[]::new));
    ComputationGraphConfiguration configuration = builder.build();
    long size = 0;
    for (var vertex : configuration.getVertices().values()) {
      size += vertex.numParams(true);
    }
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(size == 0 ? null : Nd4j.create(type, 1, size), false);
    for (Parameter parameter : parameters) {
      INDArray to = graph.getLayer(parameter.layer()).getParam(parameter.key());
      to.assign(parameter.values().get().reshape('c', to.shape()));
    }
    return graph;
  }
}
