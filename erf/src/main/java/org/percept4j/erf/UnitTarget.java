package org.percept4j.erf;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The number that is differentiated: one unit of a layer's output, or all its channels together.
 *
 * @param layer the layer's name, for messages
 * @param row row in the layer's map; ignored where the layer has no map
 * @param column column in the layer's map; ignored where the layer has no map
 * @param channel the channel, or {@link #ALL}
 * @param channelsLast whether maps are [N, H, W, C] and sequences [N, T, C]
 * @param relu whether the positive part of each channel counts
 */
record UnitTarget(
    String layer, int row, int column, int channel, boolean channelsLast, boolean relu) {

  static final int ALL = -1;

  /** The same channels of a layer with a single unit. */
  UnitTarget only() {
    return new UnitTarget(layer, 0, 0, channel, channelsLast, relu);
  }

  /** The same unit of an output whose channels are there. */
  UnitTarget with(boolean last) {
    return new UnitTarget(layer, row, column, channel, last, relu);
  }

  /**
   * The gradient of Σ over samples of the target with respect to the layer's output.
   *
   * @param alternating with every other channel subtracted
   */
  INDArray epsilon(INDArray output, boolean alternating) {
    long[] shape = output.shape();
    int samples = (int) shape[0];
    int perSample = (int) (output.length() / samples);
    double[] epsilon = new double[samples * perSample];
    double[] values = relu ? output.dup('c').data().asDouble() : epsilon;
    for (int s = 0; s < samples; s++) {
      for (int c = first(); c < end(shape); c++) {
        int at = s * perSample + index(shape, c);
        // A NaN output passes, so that the gradient shows it.
        boolean off = relu && values[at] <= 0;
        epsilon[at] = off ? 0 : alternating && c % 2 == 1 ? -1 : 1;
      }
    }
    return Nd4j.create(epsilon, Arrays.copyOf(shape, shape.length), 'c').castTo(output.dataType());
  }

  /** Whether one sample's unit is finite. */
  boolean isFinite(double[] output, long[] shape, int sample) {
    int perSample = output.length / (int) shape[0];
    for (int c = first(); c < end(shape); c++) {
      if (!Double.isFinite(output[sample * perSample + index(shape, c)])) {
        return false;
      }
    }
    return true;
  }

  private int first() {
    return channel == ALL ? 0 : channel;
  }

  private int end(long... shape) {
    int channels = (int) shape[shape.length > 2 && channelsLast ? shape.length - 1 : 1];
    if (channel != ALL && channel >= channels) {
      throw new IllegalArgumentException(
          "channel: expected 0 to " + (channels - 1) + " in " + layer + ", got " + channel);
    }
    return channel == ALL ? channels : channel + 1;
  }

  private int index(long[] shape, int c) {
    return switch (shape.length) {
      case 3 -> (int) (channelsLast ? column * shape[2] + c : c * shape[2] + column);
      case 4 ->
          channelsLast
              ? (int) ((row * shape[2] + column) * shape[3]) + c
              : (int) ((c * shape[2] + row) * shape[3]) + column;
      default -> c;
    };
  }
}
