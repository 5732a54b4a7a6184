package org.percept4j.hypercolumn;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.HostFloats;

/** How a network lays out images: the axis of the channels, and how many the first layer takes. */
final class Layout {

  private final boolean channelsLast;

  private Layout(boolean channelsLast) {
    this.channelsLast = channelsLast;
  }

  /** That of the first layer in forward order that declares one; NCHW if none does. */
  static Layout of(NetworkLayers layers) {
    for (NetworkLayers.Entry entry : layers) {
      CNN2DFormat format = format(entry.configuration());
      if (format != null) {
        return new Layout(format == CNN2DFormat.NHWC);
      }
    }
    return new Layout(false);
  }

  private static @Nullable CNN2DFormat format(Layer conf) {
    if (conf instanceof ConvolutionLayer convolution) {
      return convolution.getCnn2dDataFormat();
    } else if (conf instanceof SubsamplingLayer subsampling) {
      return subsampling.getCnn2dDataFormat();
    } else if (conf instanceof ZeroPaddingLayer padding) {
      return padding.getDataFormat();
    }
    return conf instanceof BatchNormalization normalization ? normalization.getCnn2DFormat() : null;
  }

  /** One image as a batch of one; batches as they are. */
  INDArray batch(INDArray image, String name) {
    if (image.rank() == 3) {
      return image.reshape(1, image.size(0), image.size(1), image.size(2));
    }
    if (image.rank() != 4) {
      throw new IllegalArgumentException(
          String.format(
              "%s: expected an image %s or a batch of them, got rank %d",
              name,
              channelsLast ? "[height, width, channels]" : "[channels, height, width]",
              image.rank()));
    }
    return image;
  }

  int channels(INDArray batch) {
    return Math.toIntExact(batch.size(channelsLast ? 3 : 1));
  }

  int height(INDArray batch) {
    return Math.toIntExact(batch.size(channelsLast ? 1 : 2));
  }

  int width(INDArray batch) {
    return Math.toIntExact(batch.size(channelsLast ? 2 : 3));
  }

  /** Refuses images with other channels than the first convolution over this input takes. */
  void requireChannels(Model model, NetworkLayers layers, int input, INDArray batch) {
    String reader = layers.asList().get(0).name();
    if (model instanceof ComputationGraph graph) {
      String name = graph.getConfiguration().getNetworkInputs().get(input);
      reader =
          graph.getConfiguration().getVertexInputs().entrySet().stream()
              .filter(e -> e.getValue().contains(name))
              .map(e -> e.getKey())
              .findFirst()
              .orElse(reader);
    }
    for (NetworkLayers.Entry entry : layers) {
      boolean reads =
          model instanceof ComputationGraph ? entry.name().equals(reader) : entry.index() == 0;
      if (reads
          && entry.configuration() instanceof ConvolutionLayer convolution
          && convolution.getNIn() != channels(batch)) {
        throw new IllegalArgumentException(
            String.format(
                "image: expected %d channels for layer \"%s\", got %s (%s)",
                convolution.getNIn(),
                reader,
                List.of(batch.size(0), batch.size(1), batch.size(2), batch.size(3)),
                channelsLast ? "NHWC" : "NCHW"));
      }
    }
  }

  /** The maps of each image in a batch of a layer's activations. */
  FeatureMaps[] maps(String layer, INDArray activations) {
    int images = Math.toIntExact(activations.size(0));
    FeatureMaps[] maps = new FeatureMaps[images];
    for (int i = 0; i < images; i++) {
      if (activations.rank() == 4) {
        INDArray chw = activations.tensorAlongDimension(i, 1, 2, 3);
        maps[i] = FeatureMaps.of(layer, channelsLast ? chw.permute(2, 0, 1) : chw);
      } else if (activations.rank() == 2) {
        float[] units = HostFloats.read(activations.getRow(i));
        maps[i] = FeatureMaps.owning(layer, units.length, 1, 1, units);
      } else {
        throw new IllegalArgumentException(
            String.format(
                "layer \"%s\": expected maps (rank 4) or units (rank 2), got activations of rank"
                    + " %d, which have no place in an image",
                layer, activations.rank()));
      }
    }
    return maps;
  }
}
