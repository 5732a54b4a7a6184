package org.percept4j.erf;

import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;

/**
 * How one network input holds a picture.
 *
 * @param rows height; 1 for a plain vector
 * @param columns width; 1 for a plain vector
 * @param channels number of channels
 * @param channelsLast [N, H, W, C] instead of [N, C, H, W]
 * @param flat [N, C·H·W]: a picture that the network unfolds itself, or a plain vector
 */
record InputLayout(int rows, int columns, int channels, boolean channelsLast, boolean flat) {

  /** The layout of a given array. */
  static InputLayout of(Model model, int input, INDArray array) {
    if (array.rank() == 4) {
      boolean last = ReceptiveFields.isChannelsLast(model);
      return new InputLayout(
          (int) array.size(last ? 1 : 2),
          (int) array.size(last ? 2 : 3),
          (int) array.size(last ? 3 : 1),
          last,
          false);
    }
    if (array.rank() == 2) {
      FeedForwardToCnnPreProcessor unfolding = unfolding(model, input);
      return unfolding == null
          ? new InputLayout(1, 1, (int) array.size(1), false, true)
          : unfolded(unfolding);
    }
    throw new IllegalArgumentException(
        "inputs: expected rank 4 [N, C, H, W] or rank 2 [N, pixels], got rank "
            + array.rank()
            + "; recurrent, 1-D and 3-D inputs have no receptive field in a picture");
  }

  /** The layout that noise for the only input of a network needs. */
  static InputLayout forNoise(Model model, @Nullable InputSize size) {
    FeedForwardToCnnPreProcessor unfolding = unfolding(model, 0);
    if (unfolding != null) {
      InputLayout known = unfolded(unfolding);
      if (size != null && !size.equals(known.size())) {
        throw new IllegalArgumentException(
            "inputSize: expected the network's own " + known.size() + ", got " + size);
      }
      return known;
    }
    if (size == null) {
      throw new IllegalStateException(
          "inputSize: expected a size for noise, since this network takes any; call inputSize(rows,"
              + " columns) or give inputs");
    }
    return new InputLayout(
        size.rows(),
        size.columns(),
        channels(model)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "noise: expected a convolution to tell the number of input channels, got"
                            + " none; give inputs")),
        ReceptiveFields.isChannelsLast(model),
        false);
  }

  /** How many inputs a network has. */
  static int inputs(Model model) {
    return model instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
  }

  /** How many values one sample has. */
  int values() {
    return Math.multiplyExact(Math.multiplyExact(rows, columns), channels);
  }

  /** Whether the network may take pictures of so many channels. */
  boolean mayFit(Model model) {
    return channels(model).orElse(channels) == channels;
  }

  InputSize size() {
    return new InputSize(rows, columns);
  }

  /** The shape of a batch. */
  long[] shape(int samples) {
    if (flat) {
      return new long[] {samples, (long) channels * rows * columns};
    }
    return channelsLast
        ? new long[] {samples, rows, columns, channels}
        : new long[] {samples, channels, rows, columns};
  }

  /** Index of a value within one sample in C order. */
  int index(int channel, int row, int column) {
    return channelsLast && !flat
        ? (row * columns + column) * channels + channel
        : (channel * rows + row) * columns + column;
  }

  /** The same layout for a part of the picture. */
  InputLayout cropped(int height, int width) {
    return new InputLayout(height, width, channels, channelsLast, flat);
  }

  private static InputLayout unfolded(FeedForwardToCnnPreProcessor unfolding) {
    return new InputLayout(
        (int) unfolding.getInputHeight(),
        (int) unfolding.getInputWidth(),
        (int) unfolding.getNumChannels(),
        false,
        true);
  }

  /** What unfolds a flat input into a picture before the first layer, if anything does. */
  private static @Nullable FeedForwardToCnnPreProcessor unfolding(Model model, int input) {
    if (model instanceof MultiLayerNetwork network) {
      return asUnfolding(network.getLayerWiseConfigurations().getInputPreProcess(0));
    }
    ComputationGraph graph = (ComputationGraph) model;
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    String name = inputs.get(input);
    for (var from : graph.getConfiguration().getVertexInputs().entrySet()) {
      GraphVertex vertex = graph.getConfiguration().getVertices().get(from.getKey());
      if (from.getValue().contains(name) && vertex instanceof LayerVertex layer) {
        FeedForwardToCnnPreProcessor found = asUnfolding(layer.getPreProcessor());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable FeedForwardToCnnPreProcessor asUnfolding(
      @Nullable InputPreProcessor preprocessor) {
    return preprocessor instanceof FeedForwardToCnnPreProcessor found ? found : null;
  }

  private static OptionalInt channels(Model model) {
    for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
      Layer layer = entry.layer().conf().getLayer();
      if (layer instanceof ConvolutionLayer || layer instanceof BatchNormalization) {
        return OptionalInt.of((int) ((FeedForwardLayer) layer).getNIn());
      }
    }
    return OptionalInt.empty();
  }
}
