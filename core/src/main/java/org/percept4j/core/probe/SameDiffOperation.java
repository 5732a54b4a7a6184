package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer or vertex that is a SameDiff graph. DL4J's own implementation runs forward. Backward it
 * has a graph of its own for Σ ε·y, because DL4J 1.0.0-M2.1 gives twice the gradient there.
 */
final class SameDiffOperation implements ProbeGraph.Operation {

  private static final String EPSILON = "percept4j_epsilon";
  private static final String SUM = "percept4j_sum";

  /** Defines the output. */
  private interface Definition {
    SDVariable define(
        SameDiff graph,
        Map<String, SDVariable> inputs,
        Map<String, SDVariable> parameters,
        Map<String, SDVariable> masks);
  }

  private final ProbeGraph.Operation forward;
  private final List<String> names;
  private final Map<String, INDArray> parameters;
  private final Definition definition;
  private INDArray[] inputs = {};
  private @Nullable SameDiff graph;
  private List<long[]> shapes = List.of();

  private SameDiffOperation(
      ProbeGraph.Operation forward,
      List<String> names,
      Map<String, INDArray> parameters,
      Definition definition) {
    this.forward = forward;
    this.names = names;
    this.parameters = parameters;
    this.definition = definition;
  }

  /** The operation of a layer that may be run. */
  static SameDiffOperation of(Layer layer, SameDiffLayer conf) {
    String input = "input";
    return new SameDiffOperation(
        new LayerOperation(layer),
        List.of(input),
        layer.paramTable(),
        (graph, inputs, parameters, masks) ->
            conf.defineLayer(graph, inputs.get(input), parameters, masks.get(input)));
  }

  /** The operation of a vertex that may be run. */
  static SameDiffOperation of(GraphVertex vertex, SameDiffVertex conf) {
    return new SameDiffOperation(
        new VertexOperation(vertex),
        conf.getVertexParams().getInputs(),
        vertex.paramTable(false),
        conf::defineVertex);
  }

  @Override
  public void begin(int samples) {
    forward.begin(samples);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    this.inputs = Arrays.stream(inputs).map(INDArray::dup).toArray(INDArray[]::new);
    return forward.forward(inputs).dup(); // SameDiff writes over its results in the next run
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    Map<String, INDArray> values = new HashMap<>();
    values.put(EPSILON, epsilon.dup());
    for (int i = 0; i < inputs.length; i++) {
      values.put(names.get(i), inputs[i]);
      values.put(maskName(names.get(i)), ones(inputs[i]));
    }
    SameDiff run = graph(epsilon);
    Map<String, INDArray> gradients = run.calculateGradients(values, names.toArray(String[]::new));
    INDArray[] results =
        names.stream()
            .map(name -> Objects.requireNonNull(gradients.get(name), name).dup())
            .toArray(INDArray[]::new);
    run.clearPlaceholders(true);
    run.clearOpInputs();
    return results;
  }

  private SameDiff graph(INDArray epsilon) {
    List<long[]> wanted = Arrays.stream(inputs).map(INDArray::shape).toList();
    boolean fits =
        graph != null
            && Arrays.deepEquals(wanted.toArray(long[][]::new), shapes.toArray(long[][]::new));
    if (!fits) {
      graph = made(epsilon);
      shapes = wanted;
    }
    return Objects.requireNonNull(graph);
  }

  private SameDiff made(INDArray epsilon) {
    SameDiff made = SameDiff.create();
    // As DL4J does it, so that views of the network's parameters may be used as they are.
    made.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    Map<String, SDVariable> in = new LinkedHashMap<>();
    Map<String, SDVariable> masks = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      String name = names.get(i);
      in.put(name, made.placeHolder(name, inputs[i].dataType(), anyBatch(inputs[i])));
      INDArray mask = ones(inputs[i]);
      masks.put(name, made.placeHolder(maskName(name), mask.dataType(), anyBatch(mask)));
    }
    Map<String, SDVariable> variables = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          SDVariable variable = made.var(name, value.dataType(), value.shape());
          made.associateArrayWithVariable(value, variable);
          variables.put(name, variable);
        });
    SDVariable output = definition.define(made, in, variables, masks);
    SDVariable weighted =
        output.mul(made.placeHolder(EPSILON, epsilon.dataType(), anyBatch(epsilon)));
    // SameDiff differentiates only what depends on a variable, which some layers have none of.
    SDVariable one = made.var("percept4j_one", Nd4j.scalar(epsilon.dataType(), 1));
    weighted.sum().mul(SUM, one);
    made.setLossVariables(SUM);
    made.createGradFunction(names.toArray(String[]::new));
    return made;
  }

  private static String maskName(String input) {
    return input + "_mask";
  }

  private static long[] anyBatch(INDArray array) {
    long[] shape = array.shape().clone();
    shape[0] = -1;
    return shape;
  }

  /** The mask that DL4J gives where there is none. */
  private static INDArray ones(INDArray input) {
    List<Long> shape = new ArrayList<>(List.of(input.size(0)));
    if (input.rank() == 3) {
      shape.add(input.size(2));
    } else {
      while (shape.size() < input.rank()) {
        shape.add(1L);
      }
    }
    return Nd4j.ones(input.dataType(), shape.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public void release() {
    inputs = new INDArray[0];
    forward.release();
  }
}
