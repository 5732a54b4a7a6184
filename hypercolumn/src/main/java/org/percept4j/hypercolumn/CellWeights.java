package org.percept4j.hypercolumn;

import java.util.stream.IntStream;

/** How much each cell of a layer counts in a weighted sum over the volume's pixels: Uᵀw. */
final class CellWeights {

  /** Below this share of cells that count, picking them beats running over all. */
  private static final double MAX_SPARSE_SHARE = 0.25;

  private final float[] weights;
  private final int[] cells;

  private CellWeights(float[] weights, int[] cells) {
    this.weights = weights;
    this.cells = cells;
  }

  static CellWeights of(Block block, float[] pixelWeights) {
    float[] all = new float[block.cells()];
    block.bilinear().adjoint(pixelWeights, 0, all, 0, 1);
    int[] counting = IntStream.range(0, all.length).filter(i -> all[i] != 0).toArray();
    if (counting.length > MAX_SPARSE_SHARE * all.length) {
      return new CellWeights(all, new int[0]);
    }
    float[] few = new float[counting.length];
    for (int i = 0; i < few.length; i++) {
      few[i] = all[counting[i]];
    }
    return new CellWeights(few, counting);
  }

  /** The weighted sum of one map less an origin. */
  double sum(float[] values, int at, float origin) {
    if (cells.length < weights.length) {
      return Factorised.dot(values, at, origin, weights, weights.length);
    }
    double sum = 0;
    for (int i = 0; i < cells.length; i++) {
      sum += (double) weights[i] * (values[at + cells[i]] - origin);
    }
    return sum;
  }
}
