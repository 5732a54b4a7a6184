package org.percept4j.hypercolumn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.HostFloats;

/** Builds some of a volume's channels or rows, or all of it, in native memory. Thread-safe. */
public final class DenseVolume {

  private DenseVolume() {}

  /**
   * Builds some rows of pixels.
   *
   * @param columns the volume
   * @param from first row
   * @param to row after the last
   * @return [depth, rows, width], FLOAT
   * @throws IndexOutOfBoundsException if there are no such rows or none at all
   * @throws IllegalStateException if they take more than the machine's free memory
   */
  public static INDArray rows(Hypercolumns columns, int from, int to) {
    Checks.range("rows", columns.height(), from, to);
    INDArray part = LargeArrays.create(columns.depth(), to - from, columns.width());
    fill(columns, part, 0, from, to);
    return part;
  }

  /**
   * Builds some channels.
   *
   * @param columns the volume
   * @param from first channel
   * @param to channel after the last
   * @return [channels, height, width], FLOAT
   * @throws IndexOutOfBoundsException if there are no such channels or none at all
   * @throws IllegalStateException if they take more than the machine's free memory
   */
  public static INDArray channels(Hypercolumns columns, int from, int to) {
    Checks.range("channels", columns.depth(), from, to);
    INDArray part = LargeArrays.create(to - from, columns.height(), columns.width());
    fill(columns, part, from, 0, columns.height());
    return part;
  }

  /**
   * Builds the whole volume in memory that exists already: with a fresh array of this size half of
   * the time goes into getting the memory.
   *
   * @param columns the volume
   * @param target [depth, height, width], FLOAT, C order, no strided view. Modified.
   * @throws IllegalArgumentException if the target is something else
   */
  public static void into(Hypercolumns columns, INDArray target) {
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
    long plane = (long) (toRow - fromRow) * columns.width();
    HostWrites.begin(target);
    IntStream.range(0, Math.toIntExact(target.size(0)))
        .parallel()
        .forEach(
            i -> {
              FloatBuffer part = HostFloats.window(target, i * plane, (i + 1) * plane);
              Block block = columns.blockOf(firstChannel + i);
              int source = (firstChannel + i - block.firstChannel()) * block.cells();
              block.bilinear().resizeRows(block.values(), source, fromRow, toRow, part, 0);
            });
    HostWrites.end(target);
  }
}
