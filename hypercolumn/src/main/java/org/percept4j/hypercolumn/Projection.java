package org.percept4j.hypercolumn;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The products of every pixel's column with some vectors, made a few rows at a time from planes of
 * the layers' own size, or all at once. Immutable and thread-safe.
 */
public final class Projection {

  /** Rows made at once: enough to share stretched rows, few enough to stay in the cache. */
  private static final int ROWS = 16;

  /** Takes the products of some rows of pixels. */
  @FunctionalInterface
  public interface RowsConsumer {
    /**
     * Takes some rows, several of them at once on different threads.
     *
     * @param from first row of pixels
     * @param to row after the last
     * @param products product j of pixel i, counted from the first of these rows, at [j][i]; owned
     *     by the receiver
     */
    void accept(int from, int to, float[][] products);
  }

  private final Hypercolumns columns;
  private final int vectors;
  private final List<float[]> planes;

  Projection(Hypercolumns columns, float[][] vectors, float[] origin) {
    this.columns = columns;
    this.vectors = vectors.length;
    this.planes =
        columns.blocks().stream().map(b -> Factorised.combine(b, vectors, origin)).toList();
  }

  /**
   * Hands over all rows, some at a time: for products that are needed once only. The pieces are the
   * same on every machine.
   *
   * @param consumer takes them; called on several threads
   */
  public void forEach(RowsConsumer consumer) {
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

  /**
   * Returns all products.
   *
   * @return [vectors][height·width], row after row
   */
  public float[][] planes() {
    float[][] whole = new float[vectors][columns.pixels()];
    forEach(
        (from, to, products) -> {
          for (int j = 0; j < vectors; j++) {
            System.arraycopy(products[j], 0, whole[j], from * columns.width(), products[j].length);
          }
        });
    return whole;
  }

  @Override
  public String toString() {
    return "Projection[" + vectors + " vectors, " + columns + "]";
  }
}
