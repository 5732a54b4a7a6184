package org.percept4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.percept4j.core.NetworkInput.Layout;
import org.percept4j.core.internal.DataFormats;
import org.percept4j.core.internal.GraphOperations;

/**
 * Describes a {@code SameDiff} graph as a network: what it takes, and what it computes of that.
 *
 * <p>Inputs are the placeholders, in the graph's order, but for those that the training
 * configuration maps labels to. What depends on labels, such as a loss, is no part of the network.
 * Whether channels come first or last is what the first operation behind a placeholder says, such
 * as a convolution, followed back through permutations; first if none says.
 *
 * <p>The graph is only read, and as it is when asked.
 */
public final class SameDiffGraph {

  private final SameDiff graph;
  private final Set<String> labels;
  private final List<NetworkInput> inputs = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final Map<String, String> axes = new HashMap<>();

  private SameDiffGraph(SameDiff graph) {
    this.graph = graph;
    TrainingConfig training = graph.getTrainingConfig();
    this.labels =
        training == null || training.getDataSetLabelMapping() == null
            ? Set.of()
            : Set.copyOf(training.getDataSetLabelMapping());
    for (String name : graph.inputs()) {
      if (!labels.contains(name)) {
        inputs.add(input(graph.getVariable(name)));
      }
    }
    readVariables();
  }

  /**
   * Reads a graph.
   *
   * @param graph the graph. Not modified
   * @return its description
   * @throws IllegalArgumentException if it has no placeholder besides those of labels, or one that
   *     is not of floating point or has no rank of 2 to 5; it is named
   */
  public static SameDiffGraph of(SameDiff graph) {
    SameDiffGraph read = new SameDiffGraph(Objects.requireNonNull(graph, "graph"));
    if (read.inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "graph: expected a placeholder that is no label, got none among " + graph.inputs());
    }
    return read;
  }

  /**
   * Returns what the graph takes.
   *
   * @return its inputs, without those of labels
   */
  public List<NetworkInput> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * Returns what the graph computes.
   *
   * @return names of the operations' results that are of floating point and depend on inputs but
   *     not on labels, each after those it is computed from
   */
  public List<String> variables() {
    return List.copyOf(variables);
  }

  /**
   * Finds a variable.
   *
   * @param layer its name, or its index among {@link #variables()}, negative from the end
   * @return its name
   * @throws IllegalArgumentException if there is no such variable
   */
  public String nameOf(LayerRef layer) {
    int size = variables.size();
    if (layer instanceof LayerRef.ByIndex byIndex) {
      int i = byIndex.index() < 0 ? byIndex.index() + size : byIndex.index();
      if (i < 0 || i >= size) {
        throw new IllegalArgumentException(
            String.format(
                "variable: expected an index from %d to %d, got %d",
                -size, size - 1, byIndex.index()));
      }
      return variables.get(i);
    }
    String name = ((LayerRef.ByName) layer).name();
    if (!variables.contains(name)) {
      throw new IllegalArgumentException(
          "variable: expected one that depends on the inputs "
              + inputs.stream().map(NetworkInput::name).toList()
              + " and not on labels, of "
              + variables
              + ", got \""
              + name
              + "\"");
    }
    return name;
  }

  /**
   * Returns the order of a variable's axes.
   *
   * @param variable its name
   * @param rank its rank
   * @return the order; that of DL4J's arrays of this rank where operations do not tell
   * @throws IllegalArgumentException if the rank is not 2 to 5
   */
  public Layout layoutOf(String variable, int rank) {
    String order = axes.getOrDefault(variable, "");
    return Arrays.stream(Layout.values())
        .filter(layout -> layout.name().equals(order) && rank == layout.rank())
        .findFirst()
        .orElseGet(() -> Layout.ofRank(rank));
  }

  /**
   * Returns the operations that a variable is computed by.
   *
   * @param variable its name
   * @return them, each after those it reads
   */
  public List<DifferentialFunction> operations(String variable) {
    return GraphOperations.of(graph, List.of(variable));
  }

  private NetworkInput input(SDVariable placeholder) {
    long[] shape = placeholder.getShape();
    String name = placeholder.name();
    if (shape == null || shape.length < 2 || shape.length > 5) {
      throw new IllegalArgumentException(
          "placeholder \""
              + name
              + "\": expected a shape of rank 2 to 5, got "
              + Arrays.toString(shape));
    }
    if (!placeholder.dataType().isFPType()) {
      throw new IllegalArgumentException(
          "placeholder \""
              + name
              + "\": expected a floating-point type, got "
              + placeholder.dataType());
    }
    Layout layout = layout(name, shape.length);
    long channels = shape[layout.channelAxis()];
    List<Integer> size = new ArrayList<>();
    for (int i = 0; i < shape.length - 2; i++) {
      size.add(Math.toIntExact(shape[layout.firstSpatialAxis() + i]));
    }
    boolean open = size.stream().anyMatch(length -> length < 1);
    return new NetworkInput(
        name,
        Optional.of(layout),
        false,
        channels < 1 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(channels)),
        open ? List.of() : size,
        placeholder.dataType());
  }

  /** What the first operation behind a placeholder says that tells where channels are. */
  private Layout layout(String placeholder, int rank) {
    Layout first = Layout.ofRank(rank);
    if (rank == 2) {
      return first;
    }
    Map<String, int[]> positions = new HashMap<>();
    int[] own = new int[rank];
    Arrays.setAll(own, i -> i);
    positions.put(placeholder, own);
    for (DifferentialFunction op : graph.ops()) {
      int[] map = op.args().length == 0 ? null : positions.get(op.arg(0).name());
      if (map == null) {
        continue;
      }
      Optional<Boolean> last = DataFormats.channelsLast(op);
      if (last.isPresent()) {
        boolean end = map[last.get() ? rank - 1 : 1] == rank - 1;
        return end ? channelsLast(rank) : first;
      }
      int[] next =
          DataFormats.permutation(op, rank)
              .map(order -> Arrays.stream(order).map(i -> map[i]).toArray())
              .orElse(map);
      for (SDVariable output : op.outputVariables()) {
        positions.put(output.name(), next);
      }
    }
    return first;
  }

  private static Layout channelsLast(int rank) {
    return rank == 3 ? Layout.NWC : rank == 4 ? Layout.NHWC : Layout.NDHWC;
  }

  private void readVariables() {
    Set<String> depending = new LinkedHashSet<>();
    Set<String> labelled = new HashSet<>(labels);
    for (NetworkInput input : inputs) {
      depending.add(input.name());
      axes.put(input.name(), input.layout().orElseThrow().name());
    }
    for (DifferentialFunction op : graph.ops()) {
      List<String> arguments = Arrays.stream(op.args()).map(SDVariable::name).toList();
      boolean loss = arguments.stream().anyMatch(labelled::contains);
      Optional<String> from = arguments.stream().filter(depending::contains).findFirst();
      for (SDVariable output : op.outputVariables()) {
        if (loss) {
          labelled.add(output.name());
        } else if (from.isPresent()) {
          depending.add(output.name());
          axes.put(output.name(), permuted(op, axes.getOrDefault(from.get(), "")));
          if (output.dataType().isFPType()) {
            variables.add(output.name());
          }
        }
      }
    }
  }

  private static String permuted(DifferentialFunction op, String order) {
    return DataFormats.permutation(op, order.length())
        .map(
            from -> {
              StringBuilder moved = new StringBuilder();
              for (int i : from) {
                moved.append(order.charAt(i));
              }
              return moved.toString();
            })
        .orElse(order);
  }

  @Override
  public String toString() {
    return "SameDiffGraph[" + inputs + ", " + variables.size() + " variables]";
  }
}
