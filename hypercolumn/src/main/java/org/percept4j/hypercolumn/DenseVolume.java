package org.percept4j.hypercolumn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;

/** Builds the volume, or some of its channels and rows, in native memory. */
final class DenseVolume {

  private DenseVolume() {}

  /** [channels, rows, width], FLOAT. */
  static INDArray of(
      Hypercolumns columns, int firstChannel, int endChannel, int fromRow, int toRow) {
    long[] shape = {endChannel - firstChannel, toRow - fromRow, columns.width()};
    INDArray part = LargeArrays.create(shape);
    fill(columns, part, firstChannel, fromRow, toRow);
    return part;
  }

  /** The whole into an array that exists already. */
  static void into(Hypercolumns columns, INDArray target) {
    long[] shape = {columns.depth(), columns.height(), columns.width()};
    if (!Arrays.equals(target.shape(), shape)
        || target.dataType() != DataType.FLOAT
        || !HostFloats.isPlain(target)) {
      throw new IllegalArgumentException(
          String.format(
              "target: expected contiguous FLOAT in C order of %s, got %s of %s, strides %s",
              Arrays.toString(shape),
              target.dataType(),
              Arrays.toString(target.shape()),
              Arrays.toString(target.stride())));
    }
    fill(columns, target, 0, 0, columns.height());
  }

  private static void fill(
      Hypercolumns columns, INDArray target, int firstChannel, int fromRow, int toRow) {
    long plane = target.stride(0);
    IntStream.range(0, Math.toIntExact(target.size(0)))
        .parallel()
        .forEach(
            i -> {
              FloatBuffer part = HostFloats.window(target, i * plane, (i + 1) * plane);
              Block block = columns.blockOf(firstChannel + i);
              int source = (firstChannel + i - block.firstChannel()) * block.cells();
              block.bilinear().resizeRows(block.values(), source, fromRow, toRow, part, 0);
            });
  }
}
