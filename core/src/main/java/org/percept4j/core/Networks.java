package org.percept4j.core;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.Backend;

/**
 * Asks a {@code MultiLayerNetwork} or a {@code ComputationGraph} what both know but DL4J's {@code
 * Model} does not offer, so that nothing outside this package needs to tell the two apart.
 * Stateless; as thread-safe as the network.
 */
public final class Networks {

  private Networks() {}

  /**
   * Returns whether a model is one of the two network classes, and not the single layer that DL4J
   * hands to listeners in pretraining.
   *
   * @param model any model. Not modified
   * @return true for a {@code MultiLayerNetwork} and a {@code ComputationGraph}
   */
  public static boolean isNetwork(Model model) {
    return model instanceof MultiLayerNetwork || model instanceof ComputationGraph;
  }

  /**
   * Returns whether {@code init()} was called on a network. Asking does not call it, as some of
   * DL4J's own methods do.
   *
   * @param model a network. Not modified
   * @return whether its parameters exist
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static boolean isInitialised(Model model) {
    if (requireNetwork(model) instanceof MultiLayerNetwork network) {
      return network.isInitCalled() && network.getLayers() != null;
    }
    return ((ComputationGraph) model).getVertices() != null;
  }

  /**
   * Returns a model if it is a network.
   *
   * @param model any model. Not modified
   * @return the same model
   * @throws IllegalArgumentException if it is another kind of model; the message names its class
   */
  public static Model requireNetwork(Model model) {
    if (isNetwork(Objects.requireNonNull(model, "model"))) {
      return model;
    }
    throw new IllegalArgumentException(
        "model: expected a MultiLayerNetwork or a ComputationGraph, got "
            + model.getClass().getName());
  }

  /**
   * Returns a network whose parameters exist.
   *
   * @param model any model. Not modified; in particular not initialised
   * @return the same model
   * @throws IllegalArgumentException if it is another kind of model
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  public static Model requireInitialised(Model model) {
    if (isInitialised(model)) {
      return model;
    }
    Backend.require(); // without one init() could not help
    throw new IllegalStateException(
        "model: expected an initialised network, got a "
            + model.getClass().getSimpleName()
            + " before init()");
  }

  /**
   * Returns the data type a network computes in.
   *
   * @param model a network, initialised or not. Not modified
   * @return that of its parameters; what its configuration says if it has none
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static DataType dataType(Model model) {
    if (isInitialised(model) && model.numParams() > 0) {
      return model.params().dataType();
    }
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().getDataType()
        : ((ComputationGraph) model).getConfiguration().getDataType();
  }

  /**
   * Adds listeners to those a network has.
   *
   * @param model an initialised network. Modified: its list of listeners grows
   * @param listeners the new ones
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static void addListeners(Model model, TrainingListener... listeners) {
    if (requireNetwork(model) instanceof MultiLayerNetwork network) {
      network.addListeners(listeners);
    } else {
      ((ComputationGraph) model).addListeners(listeners);
    }
  }

  /**
   * Returns what a network says of some inputs in inference mode.
   *
   * @param model an initialised network. Its activations are DL4J's business; parameters stay
   * @param inputs one array [N, …] for each network input. Not modified
   * @return one array for each network output
   * @throws IllegalArgumentException if it is another kind of model or the number of inputs is
   *     wrong
   */
  public static List<INDArray> output(Model model, INDArray... inputs) {
    int expected = inputCount(model);
    if (inputs.length != expected) {
      throw new IllegalArgumentException(
          "inputs: expected " + expected + " arrays, got " + inputs.length);
    }
    return model instanceof MultiLayerNetwork network
        ? List.of(network.output(inputs[0], false))
        : Arrays.asList(((ComputationGraph) model).output(false, inputs));
  }

  /**
   * Returns how many arrays a network takes.
   *
   * @param model a network, initialised or not. Not modified
   * @return 1 for a {@code MultiLayerNetwork}
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static int inputCount(Model model) {
    return requireNetwork(model) instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
  }

  /**
   * Returns the learning rate at which a layer is being trained.
   *
   * @param model an initialised network. Not modified
   * @param layer one of its layers
   * @return the rate, which follows its schedule; empty if the layer has no parameters or its
   *     updater has no rate
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static OptionalDouble learningRate(Model model, NetworkLayers.Entry layer) {
    Double rate =
        requireInitialised(model) instanceof MultiLayerNetwork network
            ? network.getLearningRate(layer.index())
            : ((ComputationGraph) model).getLearningRate(layer.parameterPrefix());
    return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }
}
