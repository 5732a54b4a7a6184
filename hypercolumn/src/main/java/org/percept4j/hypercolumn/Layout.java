package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.internal.HostFloats;

/** Brings images into the form that a network takes, and its activations into maps. */
final class Layout {

  private final List<NetworkInput> inputs;
  private final boolean channelsLast;
  private final boolean mapsLast;

  private Layout(List<NetworkInput> inputs, boolean channelsLast, boolean mapsLast) {
    this.inputs = inputs;
    this.channelsLast = channelsLast;
    this.mapsLast = mapsLast;
  }

  /** The layout of a network whose activations have their channels where its inputs have them. */
  static Layout of(List<NetworkInput> inputs) {
    return of(inputs, inputs.stream().anyMatch(NetworkInput::isChannelsLast));
  }

  /**
   * The layout of a network.
   *
   * @param mapsLast whether activations have their channels last
   */
  static Layout of(List<NetworkInput> inputs, boolean mapsLast) {
    boolean last = inputs.stream().anyMatch(NetworkInput::isChannelsLast);
    return new Layout(List.copyOf(inputs), last, mapsLast);
  }

  int inputs() {
    return inputs.size();
  }

  /** One image as a batch of one, in the network's data type; batches as they are. */
  INDArray batch(int i, INDArray image) {
    NetworkInput input = inputs.get(i);
    boolean flat = input.flat() && image.rank() <= 2;
    int rank = flat ? 2 : 4;
    if (image.rank() != rank && image.rank() != rank - 1) {
      throw new IllegalArgumentException(
          String.format(
              "image: expected %s%s or a batch of them, got rank %d",
              channelsLast ? "[height, width, channels]" : "[channels, height, width]",
              input.flat() ? ", [values]" : "",
              image.rank()));
    }
    long[] shape = image.shape();
    if (image.rank() < rank) {
      shape = new long[rank];
      shape[0] = 1;
      System.arraycopy(image.shape(), 0, shape, 1, rank - 1);
    }
    requireChannels(input, flat, shape);
    return image.reshape(shape).castTo(input.dataType());
  }

  private void requireChannels(NetworkInput input, boolean flat, long[] shape) {
    if (input.channels().isEmpty()) {
      return;
    }
    int channels = input.channels().getAsInt();
    if (flat) {
      int values = input.size().stream().reduce(channels, Math::multiplyExact);
      if (shape[1] != values) {
        throw new IllegalArgumentException(
            String.format(
                "image: expected %d values for input \"%s\", %d channels of %s, got %s",
                values, input.name(), channels, input.size(), Arrays.toString(shape)));
      }
    } else if (shape[channelsLast ? 3 : 1] != channels) {
      throw new IllegalArgumentException(
          String.format(
              "image: expected %d channels for input \"%s\", got %s (%s)",
              channels, input.name(), Arrays.toString(shape), channelsLast ? "NHWC" : "NCHW"));
    }
  }

  /** Rows of the images in a batch for the first input. */
  int height(INDArray batch) {
    return side(batch, 0);
  }

  /** Columns of the images in a batch for the first input. */
  int width(INDArray batch) {
    return side(batch, 1);
  }

  private int side(INDArray batch, int axis) {
    return batch.rank() == 2
        ? inputs.get(0).size().get(axis)
        : Math.toIntExact(batch.size(axis + (channelsLast ? 1 : 2)));
  }

  /** The maps of each image in a batch of a layer's activations. */
  FeatureMaps[] maps(String layer, INDArray activations) {
    int images = Math.toIntExact(activations.size(0));
    FeatureMaps[] maps = new FeatureMaps[images];
    for (int i = 0; i < images; i++) {
      if (activations.rank() == 4) {
        INDArray chw = activations.tensorAlongDimension(i, 1, 2, 3);
        maps[i] = FeatureMaps.of(layer, mapsLast ? chw.permute(2, 0, 1) : chw);
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
