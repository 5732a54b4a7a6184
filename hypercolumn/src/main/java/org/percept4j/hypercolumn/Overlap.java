package org.percept4j.hypercolumn;

import java.util.Arrays;
import org.percept4j.core.resample.Taps;

/**
 * The matrix U_aᵀU_b between the cells of two layers: what an inner product of enlarged maps, ⟨U_a
 * f, U_b g⟩ = ⟨f, U_aᵀU_b g⟩, needs. Separable and banded like its factors.
 */
final class Overlap {

  private final Axis rows;
  private final Axis columns;

  private Overlap(Axis rows, Axis columns) {
    this.rows = rows;
    this.columns = columns;
  }

  static Overlap of(Block a, Block b) {
    return new Overlap(
        Axis.of(a.bilinear().rows(), b.bilinear().rows()),
        Axis.of(a.bilinear().columns(), b.bilinear().columns()));
  }

  /** One plane over the cells of b to one over the cells of a. */
  double[] apply(double[] plane) {
    int from = columns.inputs;
    int to = columns.outputs;
    double[] narrow = new double[rows.inputs * to];
    for (int y = 0; y < rows.inputs; y++) {
      columns.apply(plane, y * from, narrow, y * to);
    }
    double[] result = new double[rows.outputs * to];
    for (int o = 0; o < rows.outputs; o++) {
      int source = rows.first[o] * to;
      for (double weight : rows.weights[o]) {
        for (int x = 0; x < to; x++) {
          result[o * to + x] += weight * narrow[source + x];
        }
        source += to;
      }
    }
    return result;
  }

  /** TᵃᵀTᵇ for one axis, as rows of weights from {@code first} on. */
  private static final class Axis {
    final int outputs;
    final int inputs;
    final int[] first;
    final double[][] weights;

    private Axis(int outputs, int inputs) {
      this.outputs = outputs;
      this.inputs = inputs;
      first = new int[outputs];
      weights = new double[outputs][0];
    }

    static Axis of(Taps a, Taps b) {
      Axis axis = new Axis(a.inputs(), b.inputs());
      Arrays.fill(axis.first, -1);
      for (int o = 0; o < a.outputs(); o++) {
        for (int s = 0; s < a.width(); s++) {
          for (int t = 0; t < b.width() && a.weight(o, s) != 0; t++) {
            axis.add(a.first(o) + s, b.first(o) + t, a.weight(o, s) * b.weight(o, t));
          }
        }
      }
      return axis;
    }

    /** Outputs ascend, so a row's band only ever grows to the right. */
    private void add(int row, int column, double value) {
      if (first[row] < 0) {
        first[row] = column;
      }
      int at = column - first[row];
      if (at >= weights[row].length) {
        weights[row] = Arrays.copyOf(weights[row], at + 1);
      }
      weights[row][at] += value;
    }

    void apply(double[] source, int from, double[] target, int to) {
      for (int o = 0; o < outputs; o++) {
        double sum = 0;
        int at = from + first[o];
        for (double w : weights[o]) {
          sum += w * source[at++];
        }
        target[to + o] = sum;
      }
    }
  }
}
