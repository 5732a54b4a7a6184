package org.percept4j.core.probe;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pixels of one image, the channels of a pixel side by side, in a margin of zeros that is one pixel
 * wide, and one wider at the bottom and at the right where sizes are odd: so it consists of tiles
 * of 2×2 pixels, and every tile has a pixel around it.
 *
 * @param values at least {@link #size} of them
 * @param step values from one pixel to the next
 */
record TileMap(float[] values, int rows, int columns, int step) {

  /** Rows of pixels that threads take at once. */
  private static final int BAND = 8;

  /** Channels that are turned at once: a cache line of them. */
  private static final int CHANNELS = 16;

  static long size(int rows, int columns, int step) {
    return ((rows + 1L) / 2 * 2 + 2) * ((columns + 1L) / 2 * 2 + 2) * step;
  }

  int tileRows() {
    return (rows + 1) / 2;
  }

  int tileColumns() {
    return (columns + 1) / 2;
  }

  int pitch() {
    return (2 * tileColumns() + 2) * step;
  }

  /** Where the 4×4 pixels around a tile begin. */
  int tile(int index) {
    return index / tileColumns() * 2 * pitch() + index % tileColumns() * 2 * step;
  }

  private int at(int row, int column) {
    return (row + 1) * pitch() + (column + 1) * step;
  }

  void clearMargin() {
    Arrays.fill(values, 0, at(0, -1), 0);
    for (int row = 0; row < rows; row++) {
      Arrays.fill(values, at(row, -1), at(row, 0), 0);
      Arrays.fill(values, at(row, columns), at(row + 1, -1), 0);
    }
    Arrays.fill(values, at(rows, -1), (int) size(rows, columns, step), 0);
  }

  /**
   * Copies planes to here; channels beyond them become 0.
   *
   * @param planes [channels, rows, columns]
   */
  void read(FloatBuffer planes, int channels) {
    Arrays.fill(values, 0, (int) size(rows, columns, step), 0);
    float[] line = new float[columns];
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < rows; row++) {
        planes.get((c * rows + row) * columns, line);
        int q = at(row, 0) + c;
        for (int i = 0; i < columns; i++) {
          values[q + i * step] = line[i];
        }
      }
    }
  }

  /**
   * Copies to planes.
   *
   * @param planes [channels, rows, columns]. Modified
   */
  void write(FloatBuffer planes, int channels) {
    IntStream.range(0, (rows + BAND - 1) / BAND)
        .parallel()
        .forEach(
            band -> {
              float[] lines = new float[CHANNELS * BAND * columns];
              for (int c = 0; c < channels; c += CHANNELS) {
                int last = Math.min(rows, (band + 1) * BAND);
                write(planes, lines, c, Math.min(channels, c + CHANNELS), band * BAND, last);
              }
            });
  }

  private void write(FloatBuffer planes, float[] lines, int from, int to, int first, int last) {
    int length = (last - first) * columns;
    for (int row = first; row < last; row++) {
      for (int c = from; c < to; c++) {
        int p = (c - from) * length + (row - first) * columns;
        int q = at(row, 0) + c;
        for (int i = 0; i < columns; i++) {
          lines[p + i] = values[q + i * step];
        }
      }
    }
    for (int c = from; c < to; c++) {
      planes.put((c * rows + first) * columns, lines, (c - from) * length, length);
    }
  }

  /** Gives the largest value of each tile; a last odd row and column are left out. */
  void halve(TileMap to) {
    IntStream.range(0, to.rows)
        .parallel()
        .forEach(
            row -> {
              for (int column = 0; column < to.columns; column++) {
                int p = at(2 * row, 2 * column);
                largest(values, p, p + pitch(), step, to.values, to.at(row, column));
              }
            });
    to.clearMargin();
  }

  private static void largest(float[] x, int p, int q, int step, float[] y, int at) {
    for (int c = 0; c < step; c++) {
      float top = Math.max(x[p + c], x[p + step + c]);
      y[at + c] = Math.max(top, Math.max(x[q + c], x[q + step + c]));
    }
  }
}
