package org.percept4j.erf.theory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds what an operation that only moves values (slices, reversal, tiles, mirrored padding) does
 * along an axis, by letting it move the positions themselves.
 */
final class MovedPositions {

  private MovedPositions() {}

  /**
   * What the operation does along an axis.
   *
   * @param op the operation
   * @param inputs its arguments; the first is replaced by positions. Not modified
   * @param output which of its results
   * @param axis the axis, which results have too
   * @return null if there is no rule for this axis alone
   */
  static @Nullable AxisOp of(CustomOp op, INDArray[] inputs, int output, int axis) {
    INDArray first = inputs[0];
    int length = Math.toIntExact(first.size(axis));
    INDArray[] arguments = inputs.clone();
    arguments[0] = positions(axis, first.shape());
    DynamicCustomOp run =
        DynamicCustomOp.builder(op.opName())
            .addInputs(arguments)
            .addIntegerArguments(Arrays.stream(op.iArgs()).mapToInt(Math::toIntExact).toArray())
            .addFloatingPointArguments(Arrays.stream(op.tArgs()).boxed().toArray(Double[]::new))
            .addBooleanArguments(op.bArgs())
            .build();
    INDArray moved = Nd4j.exec(run)[output];
    if (moved.rank() != first.rank()) {
      return null;
    }
    int[] from = new int[Math.toIntExact(moved.size(axis))];
    for (int u = 0; u < from.length; u++) {
      INDArray slice = moved.slice(u, axis);
      double least = slice.minNumber().doubleValue();
      if (least < 1 || least != slice.maxNumber().doubleValue()) {
        return null;
      }
      from[u] = (int) least - 1;
    }
    return op(length, from);
  }

  /** Counts from 1, so that what is no position shows. */
  private static INDArray positions(int axis, long... shape) {
    long inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= shape[i];
    }
    double[] counted =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = i / inner % shape[axis] + 1;
    }
    return Nd4j.create(counted, shape.clone(), 'c');
  }

  /** A window if the table is one, so that size and stride are known. */
  static AxisOp op(int length, int... from) {
    int n = from.length;
    int stride = n > 1 ? from[1] - from[0] : 1;
    boolean even = stride > 0;
    for (int u = 0; u < n; u++) {
      even &= from[u] == from[0] + u * stride;
    }
    if (even) {
      return new AxisOp.Window(1, stride, 1, -from[0], (n - 1) * stride + 1 - length + from[0]);
    }
    return new AxisOp.Table(length, from.clone(), from.clone());
  }
}
