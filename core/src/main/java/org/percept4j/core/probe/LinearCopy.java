package org.percept4j.core.probe;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;

/** Copies networks so that one layer gives what its activation function is applied to. */
public final class LinearCopy {

  private LinearCopy() {}

  /**
   * Copies a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not modified
   * @param layer the layer that loses its activation function
   * @return a network of its own with the same parameters
   * @throws IllegalArgumentException if the layer has no activation function
   */
  public static Model of(Model model, LayerRef layer) {
    Model copy =
        model instanceof MultiLayerNetwork network
            ? network.clone()
            : ((ComputationGraph) model).clone();
    Layer configuration = NetworkLayers.of(copy).resolve(layer).configuration();
    if (configuration instanceof BaseLayer base) {
      base.setActivationFn(new ActivationIdentity());
    } else if (configuration instanceof ActivationLayer activation) {
      activation.setActivationFn(new ActivationIdentity());
    } else {
      throw new IllegalArgumentException(
          "layer: expected one with an activation function, got "
              + configuration.getClass().getSimpleName());
    }
    return copy;
  }

  /**
   * Tells whether a layer ends in a softmax.
   *
   * @param configuration of the layer
   * @return true if its activation function is one
   */
  public static boolean isSoftmax(Layer configuration) {
    return activation(configuration) instanceof ActivationSoftmax;
  }

  /**
   * Tells whether a layer's activation function looks at each value alone.
   *
   * @param configuration of the layer
   * @return false for a softmax, and for functions that are not ND4J's, which may look anywhere
   */
  public static boolean isElementwise(Layer configuration) {
    IActivation function = activation(configuration);
    return function == null
        || (!(function instanceof ActivationSoftmax)
            && function.getClass().getPackage().equals(ActivationSoftmax.class.getPackage()));
  }

  private static @Nullable IActivation activation(Layer configuration) {
    if (configuration instanceof BaseLayer base) {
      return base.getActivationFn();
    }
    return configuration instanceof ActivationLayer layer ? layer.getActivationFn() : null;
  }
}
