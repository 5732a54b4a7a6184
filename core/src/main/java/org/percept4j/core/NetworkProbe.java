package org.percept4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Looks into a network from outside: activations of any layer, and the gradient of anything
 * computed from a layer's output with respect to the network's inputs. Everything is in evaluation
 * mode, per sample; batch normalisation uses its running statistics, dropout is off, frozen layers
 * pass gradients. Parameters and updater state are not touched, so a network in training may be
 * probed from a listener's {@code iterationDone}.
 *
 * <p>Not thread-safe: it uses the network's own layer objects.
 */
public final class NetworkProbe {

  /**
   * What {@link #inputGradient} finds.
   *
   * @param output the layer's output, detached
   * @param inputGradients the gradient for each network input, each of its input's shape, detached
   */
  public record Gradients(INDArray output, List<INDArray> inputGradients) {}

  private final Model model;
  private final NetworkLayers layers;

  private NetworkProbe(Model model) {
    this.model = model;
    this.layers = NetworkLayers.of(model);
  }

  /**
   * A probe of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return the probe; it sees later changes of the network's parameters
   */
  public static NetworkProbe of(Model model) {
    return new NetworkProbe(model);
  }

  /**
   * The network's layers.
   *
   * @return the layers in forward order
   */
  public NetworkLayers layers() {
    return layers;
  }

  /**
   * Activations of some layers. The pass ends with the last of them and holds other activations
   * only until they have been used.
   *
   * @param wanted which layers
   * @param inputs one array per network input, as the network takes them. Not modified.
   * @return detached arrays in the order asked for
   * @throws IllegalArgumentException if there is no such layer
   */
  @SuppressWarnings("try") // The workspace scope is there to be closed, not to be used.
  public List<INDArray> activations(List<LayerRef> wanted, INDArray... inputs) {
    List<NetworkLayers.Entry> entries = wanted.stream().map(layers::resolve).toList();
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      Map<String, INDArray> found = new HashMap<>();
      Map<String, INDArray> values = new HashMap<>(sources(inputs));
      List<ProbeStep> steps = ProbeStep.of(model);
      for (int i = 0; !entries.stream().allMatch(e -> found.containsKey(e.name())); i++) {
        ProbeStep step = steps.get(i);
        try {
          run(step, entries, values, found);
        } finally {
          step.release();
        }
        List<ProbeStep> later = steps.subList(i + 1, steps.size());
        values.keySet().removeIf(v -> later.stream().noneMatch(s -> s.inputs().contains(v)));
      }
      return entries.stream().map(e -> found.get(e.name())).toList();
    }
  }

  /**
   * The gradient of a number computed from one layer's output with respect to the inputs.
   *
   * @param layer the layer
   * @param epsilonOfOutput gives, for the layer's output, the number's gradient with respect to it,
   *     of the same shape: ones at the units wanted and zeros elsewhere, say. Must not modify the
   *     output.
   * @param inputs one array per network input, as the network takes them. Not modified.
   * @return the output and the gradients
   * @throws IllegalArgumentException if there is no such layer
   * @throws UnsupportedOperationException if a layer on the way cannot be differentiated; it is
   *     named
   */
  @SuppressWarnings("try") // The workspace scope is there to be closed, not to be used.
  public Gradients inputGradient(
      LayerRef layer, UnaryOperator<INDArray> epsilonOfOutput, INDArray... inputs) {
    NetworkLayers.Entry target = layers.resolve(layer);
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      Map<String, INDArray> found = new HashMap<>();
      List<ProbeStep> done = new ArrayList<>();
      prepareGradientViews();
      try {
        Map<String, INDArray> sources = forward(done, List.of(target), found, inputs);
        INDArray output = Objects.requireNonNull(found.get(target.name()));
        Map<String, INDArray> epsilons = new HashMap<>();
        epsilons.put(done.get(done.size() - 1).name(), epsilonOfOutput.apply(output));
        for (int i = done.size() - 1; i >= 0; i--) {
          ProbeStep step = done.get(i);
          INDArray epsilon = epsilons.get(step.name());
          if (epsilon != null) {
            INDArray[] back = step.backward(epsilon);
            for (int k = 0; k < back.length; k++) {
              epsilons.merge(step.inputs().get(k), back[k], INDArray::add);
            }
          }
        }
        List<INDArray> gradients = new ArrayList<>();
        sources.forEach(
            (name, input) ->
                gradients.add(epsilons.containsKey(name) ? epsilons.get(name) : input.like()));
        return new Gradients(output, List.copyOf(gradients));
      } finally {
        done.forEach(ProbeStep::release);
      }
    }
  }

  /** Runs steps until all wanted layers are found; returns the inputs by name, in order. */
  private Map<String, INDArray> forward(
      List<ProbeStep> done,
      List<NetworkLayers.Entry> wanted,
      Map<String, INDArray> found,
      INDArray... inputs) {
    Map<String, INDArray> sources = sources(inputs);
    Map<String, INDArray> values = new HashMap<>(sources);
    for (ProbeStep step : ProbeStep.of(model)) {
      if (wanted.stream().allMatch(e -> found.containsKey(e.name()))) {
        break;
      }
      done.add(step);
      run(step, wanted, values, found);
    }
    return sources;
  }

  private static void run(
      ProbeStep step,
      List<NetworkLayers.Entry> wanted,
      Map<String, INDArray> values,
      Map<String, INDArray> found) {
    INDArray[] arrays = step.inputs().stream().map(values::get).toArray(INDArray[]::new);
    INDArray output = step.forward(arrays);
    values.put(step.name(), output);
    wanted.stream()
        .filter(e -> e.layer() == step.layer())
        .forEach(e -> found.put(e.name(), output.dup('c')));
  }

  private Map<String, INDArray> sources(INDArray... inputs) {
    List<String> names =
        model instanceof ComputationGraph graph
            ? graph.getConfiguration().getNetworkInputs()
            : List.of(ProbeStep.INPUT);
    if (inputs.length != names.size()) {
      throw new IllegalArgumentException(
          "inputs: expected " + names.size() + " arrays, got " + inputs.length);
    }
    Map<String, INDArray> sources = new LinkedHashMap<>();
    Arrays.stream(inputs).forEach(a -> sources.put(names.get(sources.size()), a));
    return sources;
  }

  /** DL4J's backward passes write weight gradients into views that training creates lazily. */
  private void prepareGradientViews() {
    if (model instanceof MultiLayerNetwork network && network.getFlattenedGradients() == null) {
      network.initGradientsView();
    } else if (model instanceof ComputationGraph graph && graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
  }
}
