package org.percept4j.erf.theory;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * SameDiff's windows along each axis, read from the integers that the operations run with. An axis
 * is counted among those with positions: 0 for depth of a volume, rows of a picture, steps of a
 * sequence.
 */
final class SameDiffWindows {

  private static final int SAME = 1;
  private static final int CAUSAL = 2;

  private SameDiffWindows() {}

  /** How many axes with positions the operation works on; 0 if it is no window. */
  static int axes(String operation) {
    return switch (operation) {
      case "conv1d" -> 1;
      case "conv2d", "depthwise_conv2d", "sconv2d", "pointwise_conv2d" -> 2;
      case "deconv2d", "upsampling2d", "space_to_depth", "depth_to_space" -> 2;
      case "maxpool2d", "avgpool2d", "pnormpool2d" -> 2;
      case "conv3dnew", "deconv3d", "maxpool3dnew", "avgpool3dnew", "upsampling3d" -> 3;
      default -> 0;
    };
  }

  /**
   * What a window operation does along one axis.
   *
   * @param weights shape of the second argument, if there is one
   * @param length of the input along the axis
   */
  static AxisOp of(CustomOp op, int axis, int length, long @Nullable ... weights) {
    int axes = axes(op.opName());
    return switch (op.opName()) {
      case "upsampling2d", "upsampling3d" -> new AxisOp.Repeat(number(op, axis));
      case "space_to_depth" -> AxisOp.Window.valid(number(op, 0), number(op, 0), 1);
      case "depth_to_space" -> new AxisOp.Repeat(number(op, 0));
      default -> {
        int kernel = kernel(op, axes, axis, weights);
        int stride = number(op, axes + axis);
        int padding = number(op, 2 * axes + axis);
        int dilation = number(op, 3 * axes + axis);
        int mode = number(op, 4 * axes);
        yield op.opName().startsWith("deconv")
            ? transposed(kernel, stride, padding, dilation, mode)
            : window(kernel, stride, padding, dilation, mode, length);
      }
    };
  }

  private static AxisOp window(
      int kernel, int stride, int padding, int dilation, int mode, int length) {
    return switch (mode) {
      case SAME -> AxisOp.Window.same(kernel, stride, dilation, length);
      case CAUSAL -> new AxisOp.Window(kernel, stride, dilation, (kernel - 1) * dilation, 0);
      default -> new AxisOp.Window(kernel, stride, dilation, padding, padding);
    };
  }

  private static AxisOp transposed(int kernel, int stride, int padding, int dilation, int mode) {
    return mode == SAME
        ? AxisOp.Transposed.same(kernel, stride, dilation)
        : new AxisOp.Transposed(kernel, stride, dilation, padding, padding);
  }

  /** As given, or else as the weights have it: [k…, in, out], [out, in, k…] or [out, k…, in]. */
  private static int kernel(CustomOp op, int axes, int axis, long @Nullable ... weights) {
    int given = number(op, axis);
    if (given > 0 || weights == null) {
      return given;
    }
    int format = number(op, 4 * axes + 2);
    return Math.toIntExact(weights[axis + (format == 0 ? 0 : format == 1 ? 2 : 1)]);
  }

  private static int number(CustomOp op, int index) {
    return op.numIArguments() > index ? Math.toIntExact(op.getIArgument(index)) : 0;
  }
}
