package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.SameDiffGraph;
import org.percept4j.core.internal.GraphOperations;
import org.percept4j.core.probe.SameDiffProbe;

/**
 * Turns SameDiff's operations into a {@link SpatialGraph}. Shapes are those of one run on zeros.
 * Each variable has an order of axes, such as NCHW, which permutations change and reductions
 * shorten. A variable behind an operation that is not understood has a reason instead.
 */
final class SameDiffReader {

  private final SpatialGraph.Builder builder = SpatialGraph.builder();
  private final SameDiff graph;
  private final List<String> inputs = new ArrayList<>();
  private final List<String> pictures = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();
  private final Map<String, String> orders = new HashMap<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private final Map<String, INDArray> values;

  static SameDiffReader read(SameDiff graph, InputSize... sizes) {
    return new SameDiffReader(graph, SameDiffGraph.of(graph), sizes);
  }

  private SameDiffReader(SameDiff graph, SameDiffGraph network, InputSize... sizes) {
    this.graph = graph;
    Map<String, INDArray> zeros = addInputs(network.inputs(), sizes);
    List<DifferentialFunction> operations = GraphOperations.of(graph, network.variables());
    List<String> needed =
        operations.stream().flatMap(op -> Arrays.stream(op.outputVariablesNames())).toList();
    values = new HashMap<>(SameDiffProbe.of(graph).values(needed, zeros));
    values.putAll(zeros);
    operations.forEach(this::add);
    layers.retainAll(network.variables());
  }

  SpatialGraph graph() {
    return builder.build();
  }

  List<String> inputs() {
    return inputs;
  }

  List<String> layers() {
    return layers;
  }

  List<String> pictures() {
    return pictures;
  }

  /** Why variables have no field. */
  Map<String, String> refused() {
    return refused;
  }

  private Map<String, INDArray> addInputs(List<NetworkInput> given, InputSize... sizes) {
    List<InputSize> each = InputSize.each(given.stream().map(NetworkInput::name).toList(), sizes);
    Map<String, INDArray> zeros = new HashMap<>();
    for (int i = 0; i < given.size(); i++) {
      InputSize size = each.get(i);
      NetworkInput input = given.get(i);
      String name = input.name();
      int[] lengths =
          switch (input.layout().orElseThrow().rank()) {
            case 2 -> new int[0];
            case 3 -> new int[] {size.columns()};
            case 4 -> new int[] {size.rows(), size.columns()};
            default -> new int[] {size.depth(), size.rows(), size.columns()};
          };
      long samples = Math.max(1, graph.getVariable(name).getShape()[0]);
      zeros.put(name, Nd4j.zeros(input.dataType(), input.withSize(lengths).shape(samples)));
      String order = input.layout().get().name();
      orders.put(name, order);
      inputs.add(name);
      builder.input(
          name, length(name, 'D', zeros), length(name, 'H', zeros), length(name, 'W', zeros));
      if (order.length() > 2) {
        pictures.add(name);
      }
    }
    return zeros;
  }

  /** The length of an axis; 1 if there is none. */
  private int length(String variable, char axis, Map<String, INDArray> arrays) {
    int at = orders.getOrDefault(variable, "").indexOf(axis);
    return at < 0 ? 1 : Math.toIntExact(arrays.get(variable).size(at));
  }

  private void add(DifferentialFunction op) {
    List<String> arguments = Arrays.stream(op.args()).map(SDVariable::name).toList();
    String[] outputs = op.outputVariablesNames();
    for (String argument : arguments) {
      if (refused.containsKey(argument)) {
        Arrays.stream(outputs).forEach(name -> refused.put(name, refused.get(argument)));
        return;
      }
    }
    if (arguments.stream().noneMatch(orders::containsKey)) {
      return;
    }
    for (int i = 0; i < outputs.length; i++) {
      try {
        SameDiffNode node = SameDiffNode.of(op, i, orders, this::value);
        add(outputs[i], node);
      } catch (UnsupportedOperationException e) {
        refused.put(outputs[i], e.getMessage());
      }
    }
  }

  private INDArray value(String variable) {
    INDArray value = values.get(variable);
    return value == null ? graph.getVariable(variable).getArr() : value;
  }

  private void add(String name, SameDiffNode node) {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < node.reads().size(); i++) {
      SameDiffNode.Read from = node.reads().get(i);
      String step = node.reads().size() == 1 ? name : name + ">" + i;
      builder.add(step, from.depth(), from.rows(), from.columns(), from.variable());
      read.add(step);
    }
    if (read.size() > 1) {
      builder.add(name, AxisOp.IDENTITY, read.toArray(String[]::new));
    }
    orders.put(name, node.order());
    layers.add(name);
    boolean positions =
        builder.depth(name) * builder.rows(name) * builder.columns(name) > 1
            || node.reads().stream().allMatch(r -> pictures.contains(r.variable()) && r.isLocal());
    if (node.order().length() > 2 && positions) {
      pictures.add(name);
    }
  }
}
