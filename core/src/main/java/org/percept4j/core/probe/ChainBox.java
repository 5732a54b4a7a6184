package org.percept4j.core.probe;

/**
 * A part of a map, outside of which a gradient is 0.
 *
 * @param top the first row
 * @param left the first column
 * @param bottom one after the last row
 * @param right one after the last column
 */
record ChainBox(int top, int left, int bottom, int right) {

  /** All that is not 0 in [channels, rows, columns]. */
  static ChainBox of(float[] planes, int from, int channels, int[] size) {
    int top = size[0];
    int left = size[1];
    int bottom = 0;
    int right = 0;
    int i = from;
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < size[0]; row++) {
        for (int column = 0; column < size[1]; column++, i++) {
          if (planes[i] != 0) {
            top = Math.min(top, row);
            bottom = Math.max(bottom, row + 1);
            left = Math.min(left, column);
            right = Math.max(right, column + 1);
          }
        }
      }
    }
    return new ChainBox(top, left, bottom, right);
  }

  /** The part of a layer's input that this part of its output sees. */
  ChainBox back(ChainLayer.Place p) {
    return new ChainBox(
        Math.max(0, top - p.padding()[0]),
        Math.max(0, left - p.padding()[1]),
        Math.min(p.in()[0], bottom - 1 - p.padding()[0] + p.reach(0)),
        Math.min(p.in()[1], right - 1 - p.padding()[1] + p.reach(1)));
  }

  boolean isEmpty() {
    return top >= bottom || left >= right;
  }

  int rows() {
    return bottom - top;
  }

  int columns() {
    return right - left;
  }

  /** Copies this part of [channels, rows, columns]. */
  void cut(ChainMap to, float[] planes, int from, int channels, int[] size) {
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < rows(); row++) {
        int p = from + (c * size[0] + top + row) * size[1] + left;
        int q = to.at(row, 0) + c;
        for (int i = 0; i < columns(); i++) {
          to.values()[q + i * to.step()] = planes[p + i];
        }
      }
    }
  }
}
