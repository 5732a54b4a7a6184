package org.percept4j.core.probe;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;

/**
 * Looks into a network in evaluation mode: activations of chosen layers, and the gradient of any
 * unit of any layer with respect to the network's inputs.
 *
 * <p>Evaluation mode means: dropout and weight noise are off, batch normalisation uses its running
 * statistics in both directions, so samples do not influence each other. Frozen layers pass
 * gradients on. Output layers are their activation function, without the loss.
 *
 * <p>The probe reads the network's own parameters, by operations and layers of its own, so the
 * network is only read: parameters that training changes later are seen by later calls, and nothing
 * of the network changes. Where a gradient passes through DL4J's own layers with parameters, the
 * first one makes a second array of the parameters' size, which the probe keeps. One call runs at a
 * time; calls may come from any thread, but not while the network is being trained on another
 * thread.
 */
public interface NetworkProbe {

  /**
   * Holds what {@link #inputGradient} gives; detached arrays.
   *
   * @param output activations of the layer, [N, …]
   * @param inputGradients for each network input the gradient, in the shape of that input
   */
  record Gradients(INDArray output, List<INDArray> inputGradients) {

    /**
     * Copies the list.
     *
     * @param output activations of the layer
     * @param inputGradients one for each network input
     */
    public Gradients {
      inputGradients = List.copyOf(inputGradients);
    }

    /**
     * Returns whether neither the output nor a gradient holds NaN or an infinity. A gradient alone
     * does not tell: ReLU's slope lets NaN in an input pass as zero.
     *
     * @return true if all values are finite
     */
    public boolean isFinite() {
      return NetworkProbe.isFinite(output)
          && inputGradients.stream().allMatch(NetworkProbe::isFinite);
    }
  }

  /**
   * Returns a probe of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not modified
   * @return the probe
   * @throws IllegalArgumentException if it is another kind of model or has no layers
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  static NetworkProbe of(Model model) {
    return of(model, true);
  }

  /**
   * Returns a probe that may leave everything to DL4J's layers.
   *
   * @param model as in {@link #of(Model)}. Not modified
   * @param accelerated whether plain 2-D convolutions and dense layers run as operations of ND4J
   *     (on oneDNN where the natives have it, and without weight gradients; results agree within
   *     1e-5 relative), as {@link #of(Model)} has them, or as DL4J's own layers do. Gradients
   *     through narrow FLOAT convolutions of stride 1 with ReLU take less time still in a JVM that
   *     was started with {@code --add-modules jdk.incubator.vector}
   * @return the probe
   * @throws IllegalArgumentException as {@link #of(Model)}
   * @throws IllegalStateException as {@link #of(Model)}
   */
  static NetworkProbe of(Model model, boolean accelerated) {
    return new GraphProbe(NetworkLayers.of(model), ProbeGraphBuilder.of(model, accelerated));
  }

  /**
   * Returns a probe of the layers from the input to one of them, without their padding. A unit of
   * that layer that sees no padding in the whole network has exactly the same value and gradient
   * here if just what it sees, its theoretical receptive field, is the input; it is the only unit
   * then.
   *
   * @param model as in {@link #of(Model)}. Once its parameters have changed, make another probe,
   *     because this one need not notice. Not modified
   * @param last the layer; later ones are unknown to the probe
   * @param accelerated as in {@link #of(Model, boolean)}
   * @return the probe; empty if the layers are no chain of 2-D convolutions, pools, batch norms,
   *     local response normalisations and activation functions, of which this is true
   * @throws IllegalArgumentException if the layer is unknown, and as {@link #of(Model)}
   * @throws IllegalStateException as {@link #of(Model)}
   */
  static Optional<NetworkProbe> unpadded(Model model, LayerRef last, boolean accelerated) {
    NetworkLayers layers = NetworkLayers.of(model);
    if (layers.vertices().contains(layers.nameOf(last))) {
      return Optional.empty();
    }
    return Optional.ofNullable(ProbeGraphBuilder.unpadded(model, layers.resolve(last), accelerated))
        .map(graph -> new GraphProbe(layers, graph));
  }

  /**
   * Returns whether an array holds neither NaN nor an infinity, such as an input before it is
   * probed.
   *
   * @param array of a floating-point type. Not modified
   * @return true if all values are finite
   */
  static boolean isFinite(INDArray array) {
    return Nd4j.getExecutioner().exec(new MatchCondition(array, Conditions.notFinite())).getInt(0)
        == 0;
  }

  /**
   * Returns the network's layers.
   *
   * @return the layers in forward order
   */
  NetworkLayers layers();

  /**
   * Returns activations of chosen layers and vertices; nothing after the last of them is computed.
   *
   * @param layers which layers; {@link LayerRef#name} means a graph vertex, such as a merge or a
   *     sum, too
   * @param inputs one array [N, …] for each network input, in the network's layout (images NCHW or
   *     NHWC as its first layer has it). Not modified
   * @return in the order of {@code layers} their activations [N, …] in each layer's own layout,
   *     detached
   * @throws IllegalArgumentException if a layer is unknown or the inputs do not fit the network
   */
  List<INDArray> activations(List<LayerRef> layers, INDArray... inputs);

  /**
   * Returns the gradient of Σ ε·y with respect to the inputs, where y is the output of a layer: for
   * ε = 1 at one unit and 0 elsewhere, the gradient of that unit, for each sample.
   *
   * @param layer which layer, or by its name which vertex
   * @param epsilon gives ε for y, in the shape of y; must not modify y
   * @param inputs as in {@link #activations}. Not modified
   * @return y and the gradients; zero for an input that y does not depend on
   * @throws IllegalArgumentException if the layer is unknown, the inputs do not fit the network, or
   *     ε has another shape than y
   * @throws UnsupportedOperationException if there is a layer or vertex on the way whose gradient
   *     cannot be probed (docs/support.md lists them; custom ones, unless they {@linkplain
   *     org.percept4j.core.custom.DeclaredOperation declare} it exact); the message names it
   */
  Gradients inputGradient(LayerRef layer, UnaryOperator<INDArray> epsilon, INDArray... inputs);
}
