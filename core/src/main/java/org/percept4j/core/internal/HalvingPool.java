package org.percept4j.core.internal;

/**
 * The backward pass of max pooling of 2×2 windows side by side, by choices instead of branches: at
 * which of four values the largest lies cannot be predicted, and a wrong guess costs a processor
 * more than the whole window.
 */
final class HalvingPool {

  private HalvingPool() {}

  /**
   * Gives the gradient of each window to the first of its largest values; NaN is never the largest.
   *
   * @param x rows of the input, from {@code columns} apart. Not modified
   * @param given one for each window. Not modified
   * @param gradient as large as x, zeros. Modified
   */
  static void backward(
      float[] x, float[] given, float[] gradient, int columns, int windowRows, int windowColumns) {
    int window = 0;
    for (int row = 0; row < windowRows; row++) {
      int top = 2 * row * columns;
      for (int column = 0; column < windowColumns; column++, window++) {
        int i = top + 2 * column;
        int at = largest(x, i, columns);
        gradient[at] += given[window];
      }
    }
  }

  private static int largest(float[] x, int i, int columns) {
    float a = x[i];
    float b = x[i + 1];
    float c = x[i + columns];
    float d = x[i + columns + 1];
    float most = a > -Float.MAX_VALUE ? a : -Float.MAX_VALUE;
    int at = b > most ? i + 1 : i;
    most = b > most ? b : most;
    at = c > most ? i + columns : at;
    most = c > most ? c : most;
    return d > most ? i + columns + 1 : at;
  }
}
