package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.HostFloats;

/** A probe that walks over the operations of a network, forward and backward. */
final class GraphProbe implements NetworkProbe {

  private final NetworkLayers layers;
  private final ProbeGraph graph;
  private final Map<Integer, Optional<ConvolutionChain>> chains = new HashMap<>();

  private final @Nullable ConvolutionTrunk trunk;

  GraphProbe(NetworkLayers layers, ProbeGraph graph) {
    this.layers = layers;
    this.graph = graph;
    this.trunk = ConvolutionTrunk.of(graph);
  }

  @Override
  public NetworkLayers layers() {
    return layers;
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it; nothing is asked of it
  public synchronized List<INDArray> activations(List<LayerRef> wanted, INDArray... inputs) {
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, got none");
    }
    int[] nodes = wanted.stream().mapToInt(ref -> graph.node(layers.nameOf(ref))).toArray();
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      @Nullable INDArray[] outputs = forward(nodes, inputs, false);
      List<INDArray> chosen = new ArrayList<>();
      for (int node : nodes) {
        INDArray output = Objects.requireNonNull(outputs[node]);
        boolean once = Arrays.stream(nodes).filter(n -> n == node).count() == 1;
        if (once && graph.freeable()[node] && HostFloats.isPlain(output)) {
          chosen.add(output);
          outputs[node] = null; // nobody else holds it, so it need not be copied
        } else {
          chosen.add(output.dup('c'));
        }
      }
      free(outputs);
      return chosen;
    } finally {
      graph.release();
    }
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it; nothing is asked of it
  public synchronized Gradients inputGradient(
      LayerRef layer, UnaryOperator<INDArray> epsilon, INDArray... inputs) {
    int target = graph.node(layers.nameOf(layer));
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Gradients inOneGo = inOneGo(target, epsilon, inputs);
      if (inOneGo != null) {
        return inOneGo;
      }
      graph.prepareBackward();
      @Nullable INDArray[] outputs = forward(new int[] {target}, inputs, true);
      INDArray output = Objects.requireNonNull(outputs[target]).dup('c');
      List<INDArray> gradients = backward(target, start(epsilon, output), inputs);
      graph.release();
      free(outputs);
      return new Gradients(output, gradients);
    } finally {
      graph.release();
    }
  }

  /**
   * Runs forward and keeps what backward passes from some layers need, until the next call of
   * another method.
   *
   * @return for each layer its output, detached
   */
  @SuppressWarnings("try") // the scope is left by closing it; nothing is asked of it
  synchronized List<INDArray> hold(List<LayerRef> wanted, INDArray... inputs) {
    int[] nodes = wanted.stream().mapToInt(ref -> graph.node(layers.nameOf(ref))).toArray();
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      graph.prepareBackward();
      @Nullable INDArray[] outputs = forward(nodes, inputs, true);
      return Arrays.stream(nodes)
          .mapToObj(n -> Objects.requireNonNull(outputs[n]).dup('c'))
          .toList();
    } catch (RuntimeException e) {
      graph.release();
      throw e;
    }
  }

  /** Runs backward from a layer over what {@link #hold} kept. */
  @SuppressWarnings("try") // the scope is left by closing it; nothing is asked of it
  synchronized List<INDArray> backward(LayerRef layer, INDArray epsilon, INDArray... inputs) {
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return backward(graph.node(layers.nameOf(layer)), epsilon, inputs);
    }
  }

  synchronized void release() {
    graph.release();
  }

  /** By a chain of convolutions; null if there is none, or the input is none for it. */
  private @Nullable Gradients inOneGo(
      int target, UnaryOperator<INDArray> epsilon, INDArray[] inputs) {
    ConvolutionChain chain =
        chains
            .computeIfAbsent(target, t -> Optional.ofNullable(ConvolutionChain.of(graph, t)))
            .orElse(null);
    if (chain == null || inputs.length != 1 || inputs[0].isEmpty()) {
      return null;
    }
    try {
      INDArray output = chain.forward(inputs[0]);
      return output == null
          ? null
          : new Gradients(output, List.of(chain.backward(start(epsilon, output))));
    } finally {
      chain.release();
    }
  }

  static INDArray start(UnaryOperator<INDArray> epsilon, INDArray output) {
    INDArray start = epsilon.apply(output);
    if (!Arrays.equals(start.shape(), output.shape())) {
      throw new IllegalArgumentException(
          String.format(
              "epsilon: expected shape %s, that of the layer's output, got %s",
              Arrays.toString(output.shape()), Arrays.toString(start.shape())));
    }
    return start;
  }

  /**
   * Runs what some nodes need.
   *
   * @param keep whether operations remember what a backward pass needs; otherwise nothing is held
   *     longer than until its last reader has run
   */
  private @Nullable INDArray[] forward(int[] wanted, INDArray[] inputs, boolean keep) {
    check(inputs);
    @Nullable INDArray[] outputs = new INDArray[graph.nodes().size()];
    boolean[] needed = graph.neededFor(wanted);
    int[] last = graph.lastReaders(needed);
    if (!keep && trunk != null && inputs[0].dataType() == graph.dataType()) {
      @Nullable INDArray[] begun = begin(trunk, wanted, inputs[0], needed);
      outputs = begun == null ? outputs : begun;
    }
    for (int n = 0; n < outputs.length; n++) {
      ProbeGraph.Node node = graph.nodes().get(n);
      if (outputs[n] != null) {
        continue;
      }
      if (node.input() >= 0) {
        outputs[n] = inputs[node.input()].castTo(graph.dataType()).dup('c');
      } else if (needed[n]) {
        node.operation().begin((int) inputs[0].size(0));
        outputs[n] = run(node, outputs, inputs);
        if (!keep) {
          node.operation().release();
          for (int f : node.from()) {
            if (last[f] == n && Arrays.stream(wanted).noneMatch(w -> w == f)) {
              free(outputs, f);
            }
          }
        }
      }
    }
    return outputs;
  }

  /**
   * Runs the trunk.
   *
   * @param needed modified: what the trunk has run is needed no more
   * @return its outputs that others need, null for all other nodes; null if it could not run
   */
  private @Nullable INDArray @Nullable [] begin(
      ConvolutionTrunk trunk, int[] wanted, INDArray input, boolean[] needed) {
    boolean[] read = new boolean[needed.length];
    for (int n : wanted) {
      read[n] = true;
    }
    for (int n = 0; n < needed.length; n++) {
      for (int f : graph.nodes().get(n).from()) {
        read[f] |= needed[n] && !trunk.holds(n);
      }
    }
    @Nullable INDArray[] outputs = trunk.forward(input, read);
    for (int n = 0; n < needed.length && outputs != null; n++) {
      needed[n] &= !trunk.holds(n);
    }
    return outputs;
  }

  private static INDArray run(
      ProbeGraph.Node node, @Nullable INDArray[] outputs, INDArray[] inputs) {
    INDArray[] values =
        Arrays.stream(node.from())
            .mapToObj(f -> Objects.requireNonNull(outputs[f]))
            .toArray(INDArray[]::new);
    try {
      return node.operation().forward(values);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              "inputs: expected shapes the network can take, got %s; \"%s\" fails on %s: %s",
              shapes(inputs), node.name(), shapes(values), e.getMessage()),
          e);
    }
  }

  private void free(@Nullable INDArray[] outputs) {
    for (int n = 0; n < outputs.length; n++) {
      free(outputs, n);
    }
  }

  /** Gives native memory back at once where that is safe; the collector does the rest, later. */
  private void free(@Nullable INDArray[] outputs, int node) {
    INDArray output = outputs[node];
    if (output != null && graph.freeable()[node] && output.closeable()) {
      output.close();
    }
    outputs[node] = null;
  }

  private List<INDArray> backward(int target, INDArray start, INDArray[] inputs) {
    @Nullable INDArray[] epsilons = new INDArray[graph.nodes().size()];
    epsilons[target] = start.castTo(graph.dataType()).dup('c');
    for (int n = target; n >= 0; n--) {
      ProbeGraph.Node node = graph.nodes().get(n);
      INDArray epsilon = epsilons[n];
      if (epsilon == null || node.input() >= 0) {
        continue;
      }
      epsilons[n] = null;
      boolean fresh = node.operation().isFresh();
      INDArray[] parts = node.operation().backward(epsilon);
      for (int i = 0; i < parts.length; i++) {
        add(epsilons, node.from()[i], fresh ? parts[i] : parts[i].dup('c'));
      }
      if (fresh && epsilon.closeable()) {
        epsilon.close();
      }
    }
    List<INDArray> gradients = new ArrayList<>();
    for (int n : graph.inputNodes()) {
      INDArray gradient = epsilons[n];
      INDArray input = inputs[graph.nodes().get(n).input()];
      gradients.add(
          gradient == null
              ? Nd4j.zeros(graph.dataType(), input.shape())
              : gradient.reshape(input.shape()).dup('c'));
    }
    return gradients;
  }

  /** Every epsilon is an array of its own, because DL4J's layers may overwrite theirs. */
  private static void add(@Nullable INDArray[] epsilons, int node, INDArray part) {
    INDArray sum = epsilons[node];
    if (sum == null) {
      epsilons[node] = part;
    } else {
      sum.addi(part);
      if (part.closeable()) {
        part.close();
      }
    }
  }

  private void check(INDArray[] inputs) {
    if (inputs.length != graph.inputNodes().length) {
      throw new IllegalArgumentException(
          "inputs: expected " + graph.inputNodes().length + " arrays, got " + inputs.length);
    }
    for (INDArray input : inputs) {
      if (input.isEmpty() || input.rank() < 2 || input.size(0) != inputs[0].size(0)) {
        throw new IllegalArgumentException(
            "inputs: expected arrays [N, …] with one N of at least 1, got " + shapes(inputs));
      }
    }
  }

  private static String shapes(INDArray[] arrays) {
    return Arrays.toString(Arrays.stream(arrays).map(a -> Arrays.toString(a.shape())).toArray());
  }
}
