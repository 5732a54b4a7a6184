package org.percept4j.erf;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkInput.Layout;
import org.percept4j.erf.theory.InputSize;

/**
 * How one network input holds a picture; a sequence is a picture of one row, a vector of one pixel.
 *
 * @param rows height
 * @param columns width, or length of a sequence
 * @param channels number of channels
 * @param order of the axes
 * @param flat [N, C·H·W]: a picture that the network unfolds itself
 */
record InputLayout(int rows, int columns, int channels, Layout order, boolean flat) {

  /** The layout of a given array. */
  static InputLayout of(NetworkInput input, INDArray array) {
    return of(input.of(array));
  }

  /** The layout that noise for the only input of a network needs. */
  static InputLayout forNoise(NetworkInput only, @Nullable InputSize size) {
    NetworkInput input = only;
    if (input.layout().isEmpty() && size != null) {
      // Such as a batch norm alone, which takes anything: the size says that it is a picture.
      input =
          new NetworkInput(
              input.name(),
              Optional.of(Layout.NCHW),
              input.flat(),
              input.channels(),
              input.size(),
              input.dataType());
    }
    if (input.layout().isEmpty() || input.channels().isEmpty()) {
      throw new IllegalStateException(
          "noise: expected a network that tells what it takes, got " + input + "; give inputs");
    }
    Layout order = input.layout().get();
    if (order == Layout.NC) {
      return of(input);
    }
    List<Integer> own = input.size();
    if (size == null) {
      if (own.isEmpty()) {
        throw new IllegalStateException(
            "inputSize: expected a size for noise, since this network takes any; call"
                + " inputSize(rows, columns) or give inputs");
      }
      return of(input);
    }
    List<Integer> wanted =
        order.rank() == 3 ? List.of(size.columns()) : List.of(size.rows(), size.columns());
    if (!own.isEmpty() && !own.equals(wanted)) {
      throw new IllegalArgumentException(
          "inputSize: expected the network's own " + own + ", got " + size);
    }
    if (order.rank() == 3 && size.rows() != 1) {
      throw new IllegalArgumentException(
          "inputSize: expected one row for a sequence, got " + size.rows());
    }
    return of(input.withSize(wanted.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static InputLayout of(NetworkInput input) {
    Layout order = input.layout().orElseThrow();
    List<Integer> size = input.size();
    int channels = input.channels().orElseThrow();
    return switch (order.rank()) {
      case 2 -> new InputLayout(1, 1, channels, order, false);
      case 3 -> new InputLayout(1, size.get(0), channels, order, false);
      case 4 -> new InputLayout(size.get(0), size.get(1), channels, order, input.flat());
      default ->
          throw new UnsupportedOperationException(
              "inputs: expected pictures, sequences or vectors, got volumes (" + order + ")");
    };
  }

  /** How many values one sample has. */
  int values() {
    return Math.multiplyExact(Math.multiplyExact(rows, columns), channels);
  }

  /** Whether arrays are [N, C, H, W] or [N, H, W, C]. */
  boolean isPicture() {
    return order.rank() == 4 && !flat;
  }

  boolean channelsLast() {
    return order.isChannelsLast();
  }

  InputSize size() {
    return new InputSize(rows, columns);
  }

  /** The shape of a batch. */
  long[] shape(int samples) {
    if (flat) {
      return new long[] {samples, values()};
    }
    return order.shape(
        samples,
        channels,
        switch (order.rank()) {
          case 2 -> List.of();
          case 3 -> List.of(columns);
          default -> List.of(rows, columns);
        });
  }

  /** Index of a value within one sample in C order. */
  int index(int channel, int row, int column) {
    return channelsLast() && !flat
        ? (row * columns + column) * channels + channel
        : (channel * rows + row) * columns + column;
  }

  /** The same layout for a part of the picture. */
  InputLayout cropped(int height, int width) {
    return new InputLayout(height, width, channels, order, flat);
  }
}
