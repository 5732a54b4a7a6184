package org.percept4j.core.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;

/**
 * Gradients of many units over the same inputs: one forward pass for all of them, whose activations
 * are kept, and one backward pass for each. The same numbers as those of {@link
 * NetworkProbe#inputGradient}, in less than half the time. Thread-safe; one backward pass runs at a
 * time. The network's parameters must not change meanwhile.
 */
public final class UnitGradients implements AutoCloseable {

  private final GraphProbe probe;
  private final INDArray[] inputs;
  private final Map<String, INDArray> outputs = new HashMap<>();

  private UnitGradients(GraphProbe probe, INDArray... inputs) {
    this.probe = probe;
    this.inputs = inputs;
  }

  /**
   * Runs the forward pass.
   *
   * @param model as for {@link NetworkProbe#of(Model)}. Not modified
   * @param layers whose units will be asked for
   * @param inputs as for {@link NetworkProbe#activations}. Not modified; not kept
   * @return what gradients are asked of; close it to free the activations
   * @throws IllegalArgumentException if there is no layer, one is unknown, or the inputs do not fit
   *     the network
   * @throws IllegalStateException if the network is not initialised
   */
  public static UnitGradients of(Model model, List<LayerRef> layers, INDArray... inputs) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, got none");
    }
    NetworkLayers network = NetworkLayers.of(model);
    GraphProbe probe = new GraphProbe(network, ProbeGraphBuilder.of(model, true));
    UnitGradients gradients = new UnitGradients(probe, inputs.clone());
    List<INDArray> found = probe.hold(layers, inputs);
    for (int i = 0; i < found.size(); i++) {
      gradients.outputs.put(network.nameOf(layers.get(i)), found.get(i));
    }
    return gradients;
  }

  /**
   * Returns the gradient of Σ ε·y with respect to the inputs, where y is the output of a layer.
   *
   * @param layer one of those given
   * @param epsilon gives ε for y, in the shape of y; must not modify y
   * @return y and the gradients; zero for an input that y does not depend on
   * @throws IllegalArgumentException if it is another layer, or ε has another shape than y
   * @throws IllegalStateException if this is closed
   * @throws UnsupportedOperationException as {@link NetworkProbe#inputGradient}
   */
  public NetworkProbe.Gradients inputGradient(LayerRef layer, UnaryOperator<INDArray> epsilon) {
    synchronized (outputs) {
      if (outputs.isEmpty()) {
        throw new IllegalStateException("gradients: expected open ones, got closed");
      }
      INDArray output = outputs.get(probe.layers().nameOf(layer));
      if (output == null) {
        throw new IllegalArgumentException(
            "layer: expected one of " + outputs.keySet() + ", got " + layer);
      }
      INDArray start = GraphProbe.start(epsilon, output);
      return new NetworkProbe.Gradients(output.dup('c'), probe.backward(layer, start, inputs));
    }
  }

  /** Returns the layers whose units can be asked for. */
  @Override
  public String toString() {
    synchronized (outputs) {
      return "UnitGradients[layers=" + new TreeSet<>(outputs.keySet()) + "]";
    }
  }

  /** Forgets the activations. */
  @Override
  public void close() {
    synchronized (outputs) {
      outputs.clear();
      probe.release();
    }
  }
}
