package org.percept4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.NetworkInput.Layout;

/**
 * Finds out what a network takes. The number of channels at every node is a sum over the inputs, Σ
 * aᵢ·cᵢ + constant, as long as only pooling, merges, space-to-depth and the like lie between; each
 * layer with a fixed number of inputs gives one equation.
 */
final class InputInference {

  /**
   * What is known of one node's output.
   *
   * @param multiples for each network input how often its channels are contained
   * @param constant channels beside these
   * @param shared which inputs have the same layout and size as this, apart from channels
   */
  private record Flow(long[] multiples, long constant, boolean[] shared) {

    Flow times(long factor) {
      return new Flow(
          Arrays.stream(multiples).map(m -> m * factor).toArray(), constant * factor, shared);
    }

    Flow reshaped() {
      return new Flow(multiples, constant, new boolean[shared.length]);
    }
  }

  private record Equation(Flow left, long right) {}

  private final NetworkStructure structure;
  private final int count;
  private final Layout[] layouts;
  private final boolean[] flat;
  private final List<List<Integer>> sizes = new ArrayList<>();
  private final List<Equation> equations = new ArrayList<>();
  private final Map<String, Flow> flows = new HashMap<>();

  private InputInference(NetworkStructure structure) {
    this.structure = structure;
    count = structure.inputs().size();
    layouts = new Layout[count];
    flat = new boolean[count];
    for (int i = 0; i < count; i++) {
      sizes.add(List.of());
      long[] multiples = new long[count];
      multiples[i] = 1;
      boolean[] shared = new boolean[count];
      shared[i] = true;
      flows.put(structure.inputs().get(i), new Flow(multiples, 0, shared));
    }
  }

  static List<NetworkInput> of(NetworkStructure structure) {
    InputInference inference = new InputInference(structure);
    for (NetworkStructure.Node node : structure.nodes()) {
      Flow flow = inference.after(node);
      if (flow != null) {
        inference.flows.put(node.name(), flow);
      }
    }
    return inference.inputs();
  }

  private List<NetworkInput> inputs() {
    OptionalInt[] channels = solved();
    List<NetworkInput> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(
          new NetworkInput(
              structure.inputs().get(i),
              Optional.ofNullable(layouts[i]),
              flat[i],
              channels[i],
              sizes.get(i),
              structure.dataType()));
    }
    return List.copyOf(inputs);
  }

  /** Equations of one unknown, until none is left. */
  private OptionalInt[] solved() {
    OptionalInt[] channels = new OptionalInt[count];
    Arrays.fill(channels, OptionalInt.empty());
    boolean found = true;
    while (found) {
      found = false;
      for (Equation equation : equations) {
        long rest = equation.right() - equation.left().constant();
        int unknown = -1;
        int unknowns = 0;
        for (int i = 0; i < count; i++) {
          long multiple = equation.left().multiples()[i];
          if (multiple != 0 && channels[i].isPresent()) {
            rest -= multiple * channels[i].getAsInt();
          } else if (multiple != 0) {
            unknown = i;
            unknowns++;
          }
        }
        if (unknowns == 1 && rest > 0 && rest % equation.left().multiples()[unknown] == 0) {
          channels[unknown] = OptionalInt.of((int) (rest / equation.left().multiples()[unknown]));
          found = true;
        }
      }
    }
    return channels;
  }

  private @Nullable Flow after(NetworkStructure.Node node) {
    List<Flow> from = new ArrayList<>();
    for (String name : node.from()) {
      Flow flow = flows.get(name);
      if (flow == null) {
        return node.layer().map(layer -> outputOf(layer, null)).orElse(null);
      }
      from.add(flow);
    }
    if (node.vertex().isPresent()) {
      return afterVertex(node.vertex().get(), from);
    }
    Flow flow = merged(from);
    if (node.preprocessor().isPresent()) {
      flow = afterNeeds(InputNeeds.of(node.preprocessor().get()), flow);
    }
    Layer layer = node.layer().orElseThrow();
    if (flow != null) {
      tell(InputNeeds.of(layer), flow);
    }
    return outputOf(layer, flow);
  }

  /** What comes out of a layer, whose input may be unknown. */
  private @Nullable Flow outputOf(Layer layer, @Nullable Flow flow) {
    long outputs = InputNeeds.outputs(layer);
    if (outputs > 0) {
      return constant(outputs);
    }
    long factor = InputNeeds.channelFactor(layer);
    if (flow == null || factor == 0) {
      return null;
    }
    return InputNeeds.keepsShape(layer) ? flow : flow.times(factor).reshaped();
  }

  private @Nullable Flow afterVertex(GraphVertex vertex, List<Flow> from) {
    if (vertex instanceof PreprocessorVertex preprocessor) {
      return afterNeeds(InputNeeds.of(preprocessor.getPreProcessor()), from.get(0));
    }
    if (vertex instanceof SubsetVertex subset) {
      Flow flow = constant(subset.getTo() - subset.getFrom() + 1L);
      return new Flow(flow.multiples(), flow.constant(), from.get(0).shared());
    }
    if (vertex instanceof MergeVertex) {
      return merged(from);
    }
    if (vertex instanceof ElementWiseVertex) {
      for (Flow other : from.subList(1, from.size())) {
        long[] difference = from.get(0).multiples().clone();
        Arrays.setAll(difference, i -> other.multiples()[i] - difference[i]);
        equations.add(
            new Equation(
                new Flow(difference, other.constant(), other.shared()), from.get(0).constant()));
      }
      return sharedByAll(from.get(0), from);
    }
    if (vertex instanceof StackVertex
        || vertex instanceof UnstackVertex
        || vertex instanceof ScaleVertex
        || vertex instanceof ShiftVertex
        || vertex instanceof L2NormalizeVertex) {
      return sharedByAll(from.get(0), from);
    }
    return vertex instanceof PoolHelperVertex ? from.get(0).reshaped() : null;
  }

  private @Nullable Flow afterNeeds(InputNeeds needs, Flow flow) {
    tell(needs, flow);
    return needs.outputs() > 0
        ? constant(needs.outputs())
        : needs.layout() == null ? null : flow.reshaped();
  }

  private void tell(InputNeeds needs, Flow flow) {
    if (needs.channels() > 0) {
      equations.add(new Equation(flow, needs.channels()));
    }
    for (int i = 0; i < count; i++) {
      if (flow.shared()[i] && layouts[i] == null && needs.layout() != null) {
        layouts[i] = needs.layout();
        flat[i] = needs.flat();
        sizes.set(i, needs.size());
      }
    }
  }

  private Flow merged(List<Flow> from) {
    long[] multiples = new long[count];
    long constant = 0;
    for (Flow flow : from) {
      Arrays.setAll(multiples, i -> multiples[i] + flow.multiples()[i]);
      constant += flow.constant();
    }
    return sharedByAll(new Flow(multiples, constant, new boolean[count]), from);
  }

  /** Arrays that are put together have one layout. */
  private Flow sharedByAll(Flow flow, List<Flow> from) {
    boolean[] shared = new boolean[count];
    for (int i = 0; i < count; i++) {
      int input = i;
      shared[i] = from.stream().anyMatch(f -> f.shared()[input]);
    }
    return new Flow(flow.multiples(), flow.constant(), shared);
  }

  private Flow constant(long channels) {
    return new Flow(new long[count], channels, new boolean[count]);
  }
}
