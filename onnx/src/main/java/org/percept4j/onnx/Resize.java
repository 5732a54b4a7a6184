package org.percept4j.onnx;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;

/** Enlarges or shrinks the rows and columns of [N, C, H, W], by ONNX's Resize and Upsample. */
final class Resize extends Operation {

  private static final long serialVersionUID = 1L;

  /** How values between positions are made. */
  enum Mode {
    NEAREST,
    LINEAR,
    CUBIC
  }

  /** How an output position is found in the input. */
  enum Coordinates {
    HALF_PIXEL,
    PYTORCH_HALF_PIXEL,
    ALIGN_CORNERS,
    ASYMMETRIC
  }

  /** Which neighbour is nearest. */
  enum Nearest {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL
  }

  private Mode mode = Mode.NEAREST;
  private Coordinates coordinates = Coordinates.HALF_PIXEL;
  private Nearest nearest = Nearest.ROUND_PREFER_FLOOR;
  private double cubic = -0.75;
  private double[] scales = {};
  private int[] sizes = {};

  /** For DL4J's JSON. */
  Resize() {}

  /**
   * @param cubic the coefficient of cubic interpolation
   * @param scales of rows and columns; empty if sizes are given
   * @param sizes of rows and columns; empty if scales are given
   */
  Resize(
      Mode mode,
      Coordinates coordinates,
      Nearest nearest,
      double cubic,
      double[] scales,
      int[] sizes) {
    this.mode = mode;
    this.coordinates = coordinates;
    this.nearest = nearest;
    this.cubic = cubic;
    this.scales = scales;
    this.sizes = sizes;
  }

  /**
   * One of an enumeration by ONNX's name for it.
   *
   * @throws RefusedException if there is none of that name
   */
  static <E extends Enum<E>> E named(Class<E> kinds, String name) throws RefusedException {
    return Arrays.stream(kinds.getEnumConstants())
        .filter(e -> e.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new RefusedException(kinds.getSimpleName() + " \"" + name + "\""));
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return AxisWeights.apply(
        inputs[0], weights(0, (int) inputs[0].size(2)), weights(1, (int) inputs[0].size(3)));
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    return only(
        AxisWeights.adjoint(
            epsilon, weights(0, (int) inputs[0].size(2)), weights(1, (int) inputs[0].size(3))));
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... lengths) {
    return weights(axis, lengths[0]).footprint();
  }

  private AxisWeights weights(int axis, int in) {
    int out = sizes.length > 0 ? sizes[axis] : (int) Math.floor(in * scales[axis]);
    double scale = sizes.length > 0 ? (double) out / in : scales[axis];
    if (out < 1 || out > 1 << 15) {
      throw new IllegalArgumentException(
          "input size: expected one that is resized to 1 to 32768, got " + in + " to " + out);
    }
    AxisWeights weights = new AxisWeights(in, out);
    for (int u = 0; u < out; u++) {
      double at = position(u, scale, in, sizes.length > 0 ? out : in * scale);
      if (mode == Mode.NEAREST) {
        weights.add(u, nearest(at), 1);
        continue;
      }
      int left = (int) Math.floor(at);
      double t = at - left;
      if (mode == Mode.LINEAR) {
        weights.add(u, left, 1 - t);
        weights.add(u, left + 1, t);
      } else {
        for (int k = -1; k <= 2; k++) {
          weights.add(u, left + k, cubicWeight(Math.abs(t - k)));
        }
      }
    }
    return weights;
  }

  /**
   * @param out length of the output before it is rounded, as ONNX has it
   */
  private double position(int output, double scale, int in, double out) {
    return switch (coordinates) {
      case HALF_PIXEL -> (output + 0.5) / scale - 0.5;
      case PYTORCH_HALF_PIXEL -> out > 1 ? (output + 0.5) / scale - 0.5 : 0;
      case ALIGN_CORNERS -> out > 1 ? output * (in - 1.0) / (out - 1) : 0;
      case ASYMMETRIC -> output / scale;
    };
  }

  private int nearest(double at) {
    return (int)
        switch (nearest) {
          case ROUND_PREFER_FLOOR -> Math.ceil(at - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(at + 0.5);
          case FLOOR -> Math.floor(at);
          case CEIL -> Math.ceil(at);
        };
  }

  /** Keys, "Cubic convolution interpolation for digital image processing", 1981. */
  private double cubicWeight(double d) {
    return d <= 1
        ? ((cubic + 2) * d - (cubic + 3)) * d * d + 1
        : d < 2 ? ((d - 5) * d + 8) * d * cubic - 4 * cubic : 0;
  }

  @Override
  public String toString() {
    return "Resize("
        + mode
        + ", "
        + coordinates
        + ", "
        + nearest
        + ", "
        + cubic
        + ", "
        + Arrays.toString(scales)
        + ", "
        + Arrays.toString(sizes)
        + ")";
  }
}
