package org.percept4j.core.probe;

/**
 * Pixels of one image in a margin of zeros, the channels of a pixel side by side.
 *
 * @param values all of them, perhaps more
 * @param rows without the margin
 * @param columns without the margin
 * @param step values from one pixel to the next
 * @param top rows of margin
 * @param left columns of margin
 * @param pitch values from one row to the next
 */
record ChainMap(float[] values, int rows, int columns, int step, int top, int left, int pitch) {

  /** With the same margin on opposite sides. */
  static ChainMap in(float[] values, int rows, int columns, int step, int top, int left) {
    return new ChainMap(values, rows, columns, step, top, left, (columns + 2 * left) * step);
  }

  static int size(int rows, int columns, int step, int top, int left) {
    return (rows + 2 * top) * (columns + 2 * left) * step;
  }

  int at(int row, int column) {
    return (row + top) * pitch + (column + left) * step;
  }

  /** Copies from planes: [channels, rows, columns]. */
  void read(float[] planes, int from, int channels) {
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < rows; row++) {
        int p = from + (c * rows + row) * columns;
        int q = at(row, 0) + c;
        for (int i = 0; i < columns; i++) {
          values[q + i * step] = planes[p + i];
        }
      }
    }
  }

  /**
   * Copies to a part of planes.
   *
   * @param planes [channels, height, width]. Modified
   * @param from their first value
   * @param firstRow and {@code firstColumn}: where the part begins
   */
  void write(
      float[] planes,
      int from,
      int channels,
      int height,
      int width,
      int firstRow,
      int firstColumn) {
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < rows; row++) {
        int p = from + (c * height + firstRow + row) * width + firstColumn;
        int q = at(row, 0) + c;
        for (int i = 0; i < columns; i++) {
          planes[p + i] = values[q + i * step];
        }
      }
    }
  }
}
