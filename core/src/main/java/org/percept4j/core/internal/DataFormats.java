package org.percept4j.core.internal;

import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.CustomOp;

/** Says where SameDiff's operations expect the channels, read from the numbers they run with. */
public final class DataFormats {

  private DataFormats() {}

  /**
   * Returns whether an operation takes its first argument with the channels last.
   *
   * @param op the operation
   * @return empty if it takes either
   */
  public static Optional<Boolean> channelsLast(DifferentialFunction op) {
    return switch (op.opName()) {
      case "conv2d", "deconv2d", "depthwise_conv2d", "sconv2d", "pointwise_conv2d" -> is(op, 9, 1);
      case "maxpool2d", "avgpool2d", "pnormpool2d" -> is(op, 10, 1);
      case "conv1d" -> is(op, 5, 1);
      case "conv3dnew", "deconv3d" -> is(op, 13, 1);
      case "maxpool3dnew", "avgpool3dnew" -> is(op, 14, 1);
      case "upsampling2d" -> is(op, 2, 0);
      case "upsampling3d" -> is(op, 3, 0);
      case "space_to_depth", "depth_to_space" -> is(op, 1, 1);
      case "batchnorm" -> axis(op);
      case "biasadd" ->
          op instanceof CustomOp c && c.numBArguments() > 0
              ? Optional.of(!c.getBArgument(0))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> is(DifferentialFunction op, int index, long value) {
    return op instanceof CustomOp c && c.numIArguments() > index
        ? Optional.of(c.getIArgument(index) == value)
        : Optional.empty();
  }

  private static Optional<Boolean> axis(DifferentialFunction op) {
    return op instanceof CustomOp c && c.numIArguments() == 3
        ? Optional.of(c.getIArgument(2) != 1)
        : Optional.empty();
  }

  /**
   * Returns the order of axes that an operation makes.
   *
   * @param op the operation
   * @param rank of its first argument
   * @return for each axis of the output that of the input; empty if it is no permutation, or one
   *     that an array says
   */
  public static Optional<int[]> permutation(DifferentialFunction op, int rank) {
    boolean moves = "permute".equals(op.opName()) || "transpose".equals(op.opName());
    if (!moves || op.args().length != 1 || !(op instanceof CustomOp c)) {
      return Optional.empty();
    }
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      long from = c.numIArguments() == rank ? c.getIArgument(i) : rank - 1 - i;
      order[i] = Math.toIntExact(from < 0 ? from + rank : from);
    }
    return Optional.of(order);
  }
}
