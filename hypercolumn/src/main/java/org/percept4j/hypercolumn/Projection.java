package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The products of every pixel's column with some vectors, made a few rows at a time from planes of
 * the layers' own size.
 */
final class Projection {

  /** Rows made at once: enough to share stretched rows, few enough to stay in the cache. */
  private static final int ROWS = 16;

  /** Takes rows {@code from} (inclusive) to {@code to}: product j of pixel i at [j][i]. */
  interface RowsConsumer {
    void accept(int from, int to, float[][] products);
  }

  private final Hypercolumns columns;
  private final int vectors;
  private final List<float[]> planes;

  /**
   * @param vectors each over the volume's channels
   */
  Projection(Hypercolumns columns, float[][] vectors) {
    this.columns = columns;
    this.vectors = vectors.length;
    this.planes = columns.blocks().stream().map(b -> Factorised.combine(b, vectors)).toList();
  }

  /** Hands over all rows, several blocks at once on different threads. */
  void forEach(RowsConsumer consumer) {
    int blocks = (columns.height() + ROWS - 1) / ROWS;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            b -> {
              int from = b * ROWS;
              int to = Math.min(columns.height(), from + ROWS);
              consumer.accept(from, to, rows(from, to));
            });
  }

  private float[][] rows(int from, int to) {
    int n = (to - from) * columns.width();
    float[][] products = new float[vectors][n];
    float[] part = new float[n];
    for (int l = 0; l < planes.size(); l++) {
      Block block = columns.blocks().get(l);
      for (int j = 0; j < vectors; j++) {
        block.bilinear().resizeRows(planes.get(l), j * block.cells(), from, to, part, 0);
        float[] sum = products[j];
        for (int i = 0; i < n; i++) {
          sum[i] += part[i];
        }
      }
    }
    return products;
  }

  /** All products: plane j holds those with vector j. */
  float[][] all() {
    float[][] whole = new float[vectors][columns.pixels()];
    forEach(
        (from, to, products) -> {
          for (int j = 0; j < vectors; j++) {
            System.arraycopy(products[j], 0, whole[j], from * columns.width(), products[j].length);
          }
        });
    return whole;
  }

  /** The mean over all channels. */
  static float[] mean(Hypercolumns columns) {
    float[] vector = new float[columns.depth()];
    Arrays.fill(vector, 1f / columns.depth());
    return new Projection(columns, new float[][] {vector}).all()[0];
  }
}
