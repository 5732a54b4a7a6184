package org.percept4j.onnx;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.custom.AxisFootprint;

/**
 * A linear map along one axis: each output position is a weighted sum of input positions. Resizing
 * and padding by repetition are two such maps, one for each axis; the adjoint is the transpose.
 */
final class AxisWeights {

  private final int inputs;
  private final double[][] weights;

  /**
   * A map of zeros.
   *
   * @param inputs length of the axis before
   * @param outputs length of the axis after
   */
  AxisWeights(int inputs, int outputs) {
    this.inputs = inputs;
    this.weights = new double[outputs][inputs];
  }

  /** Adds a tap, taken at the nearest position that there is. */
  void add(int output, int input, double weight) {
    weights[output][Math.max(0, Math.min(inputs - 1, input))] += weight;
  }

  AxisFootprint.Table footprint() {
    int[] first = new int[weights.length];
    int[] last = new int[weights.length];
    for (int u = 0; u < first.length; u++) {
      first[u] = -1;
      for (int v = 0; v < inputs; v++) {
        if (weights[u][v] != 0) {
          first[u] = first[u] < 0 ? v : first[u];
          last[u] = v;
        }
      }
    }
    return new AxisFootprint.Table(first, last);
  }

  /** Applies a map to the rows and one to the columns of [N, C, H, W]. */
  static INDArray apply(INDArray x, AxisWeights rows, AxisWeights columns) {
    return apply(x, rows.matrix(x), columns.matrix(x));
  }

  /** The adjoint of {@link #apply}. */
  static INDArray adjoint(INDArray epsilon, AxisWeights rows, AxisWeights columns) {
    return apply(
        epsilon,
        rows.matrix(epsilon).transpose().dup('c'),
        columns.matrix(epsilon).transpose().dup('c'));
  }

  private INDArray matrix(INDArray like) {
    return Nd4j.createFromArray(weights).castTo(like.dataType());
  }

  private static INDArray apply(INDArray x, INDArray rows, INDArray columns) {
    long planes = x.size(0) * x.size(1);
    INDArray wide = Operation.plain(x).reshape('c', planes * x.size(2), x.size(3));
    INDArray across = wide.mmul(columns.transpose()).dup('c');
    INDArray turned =
        across
            .reshape('c', planes, x.size(2), columns.size(0))
            .permute(0, 2, 1)
            .dup('c')
            .reshape('c', planes * columns.size(0), x.size(2));
    INDArray down = turned.mmul(rows.transpose()).dup('c');
    return down.reshape('c', planes, columns.size(0), rows.size(0))
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', x.size(0), x.size(1), rows.size(0), columns.size(0));
  }
}
