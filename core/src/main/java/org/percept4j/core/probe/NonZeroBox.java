package org.percept4j.core.probe;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.internal.HostFloats;

/**
 * The rows and columns of images [N, C, H, W] outside of which all values are zero. The gradient of
 * one unit has few of them, so that little need be computed.
 *
 * @param top first row
 * @param left first column
 * @param bottom one after the last row
 * @param right one after the last column
 */
record NonZeroBox(int top, int left, int bottom, int right) {

  /** Cutting out and pasting costs more than it saves where more of an image is not zero. */
  private static final double MAX_SHARE = 0.8;

  /**
   * Finds the box.
   *
   * @param images FLOAT, plain, in this machine's memory. Not modified
   * @return null if it is no such array, all zero, or the box is too large a share of the image
   */
  static @Nullable NonZeroBox of(INDArray images) {
    if (images.rank() != 4 || !HostFloats.hold(images)) {
      return null;
    }
    int rows = (int) images.size(2);
    int columns = (int) images.size(3);
    int top = rows;
    int left = columns;
    int bottom = 0;
    int right = 0;
    float[] row = new float[columns];
    long planes = images.size(0) * images.size(1);
    for (long plane = 0; plane < planes; plane++) {
      FloatBuffer values =
          HostFloats.window(images, plane * rows * columns, (plane + 1) * rows * columns);
      for (int y = 0; y < rows; y++) {
        values.get(row);
        int first = first(row);
        if (first < columns) {
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
          left = Math.min(left, first);
          right = Math.max(right, end(row));
        }
      }
      if (covers((bottom - top) * (long) (right - left), rows * (long) columns)) {
        return null;
      }
    }
    return top < bottom ? new NonZeroBox(top, left, bottom, right) : null;
  }

  private static boolean covers(long part, long all) {
    return part > MAX_SHARE * all;
  }

  private static int first(float[] row) {
    int first = 0;
    while (first < row.length && row[first] == 0) {
      first++;
    }
    return first;
  }

  private static int end(float[] row) {
    int end = row.length;
    while (end > 0 && row[end - 1] == 0) {
      end--;
    }
    return end;
  }

  int rows() {
    return bottom - top;
  }

  int columns() {
    return right - left;
  }

  /** Returns a copy of what lies in the box. */
  INDArray cut(INDArray images) {
    INDArrayIndex all = NDArrayIndex.all();
    return images
        .get(all, all, NDArrayIndex.interval(top, bottom), NDArrayIndex.interval(left, right))
        .dup('c');
  }

  /**
   * Returns images that are zero but for a part, of which what lies outside is dropped.
   *
   * @param part the part's values. Not modified
   * @param atRow where its first row lies; may be negative
   * @param atColumn where its first column lies; may be negative
   * @param shape of the images
   */
  static INDArray paste(INDArray part, int atRow, int atColumn, long[] shape) {
    INDArray images = Nd4j.create(part.dataType(), shape, 'c');
    long top = Math.max(0, -atRow);
    long left = Math.max(0, -atColumn);
    long bottom = Math.min(part.size(2), shape[2] - atRow);
    long right = Math.min(part.size(3), shape[3] - atColumn);
    if (top >= bottom || left >= right) {
      return images; // the part lies in the padding
    }
    INDArrayIndex all = NDArrayIndex.all();
    images
        .get(
            all,
            all,
            NDArrayIndex.interval(atRow + top, atRow + bottom),
            NDArrayIndex.interval(atColumn + left, atColumn + right))
        .assign(
            part.get(
                all, all, NDArrayIndex.interval(top, bottom), NDArrayIndex.interval(left, right)));
    return images;
  }
}
