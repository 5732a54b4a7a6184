package org.percept4j.hypercolumn;

import java.util.stream.IntStream;
import org.percept4j.core.resample.Taps;

/**
 * ‖x − o‖² of every pixel's column about an origin o. Where a pixel blends at most 2×2 cells, ‖Σ
 * wᵢfᵢ‖² = Σ wᵢwⱼ⟨fᵢ,fⱼ⟩ needs only the inner products of neighbouring cells, made once on the
 * small maps less the origin.
 */
final class SquaredNorms {

  /** Offsets (down, right) of the neighbour a cell is multiplied with. */
  private static final int[][] NEIGHBOURS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, -1}};

  private static final int TILE = 1024;

  /** Channels summed in single precision before they are added in double. */
  private static final int FLUSH = 8;

  private SquaredNorms() {}

  /** One value per pixel, row after row. */
  static float[] of(Hypercolumns columns, float[] origin) {
    float[] norms = new float[columns.pixels()];
    for (Block block : columns.blocks()) {
      boolean small =
          block.bilinear().rows().width() <= 2 && block.bilinear().columns().width() <= 2;
      double[][] products = small ? products(block, origin) : new double[0][];
      float[] values = small ? new float[0] : centred(block, origin);
      IntStream.range(0, columns.height())
          .parallel()
          .forEach(
              y -> {
                if (small) {
                  addFromProducts(block, products, y, columns.width(), norms);
                } else {
                  addFromRow(block, values, y, columns.width(), norms);
                }
              });
    }
    return norms;
  }

  /** ⟨f(i), f(neighbour of i)⟩ for every cell i; meaningless where that is over the edge. */
  private static double[][] products(Block block, float[] origin) {
    boolean down = block.bilinear().rows().width() == 2;
    boolean right = block.bilinear().columns().width() == 2;
    int cells = block.cells();
    double[][] products = new double[NEIGHBOURS.length][];
    for (int n = 0; n < products.length; n++) {
      boolean needed = (NEIGHBOURS[n][0] == 0 || down) && (NEIGHBOURS[n][1] == 0 || right);
      products[n] = new double[needed ? cells : 0];
    }
    IntStream.range(0, (cells + TILE - 1) / TILE)
        .parallel()
        .forEach(
            tile ->
                addTile(block, origin, tile * TILE, Math.min(cells, (tile + 1) * TILE), products));
    return products;
  }

  private static void addTile(Block block, float[] origin, int from, int to, double[][] products) {
    int cells = block.cells();
    int width = block.maps().width();
    float[][] parts = new float[NEIGHBOURS.length][to - from];
    for (int c = 0; c < block.channels(); c++) {
      for (int n = 0; n < parts.length; n++) {
        int shift = NEIGHBOURS[n][0] * width + NEIGHBOURS[n][1];
        if (products[n].length > 0) {
          int count = Math.min(to, cells - shift) - from;
          float o = origin[block.firstChannel() + c];
          addProducts(block.values(), c * cells + from, shift, o, parts[n], count);
        }
        if (c % FLUSH == FLUSH - 1 || c == block.channels() - 1) {
          flush(parts[n], products[n], from);
        }
      }
    }
  }

  private static void addProducts(float[] f, int at, int shift, float o, float[] part, int count) {
    for (int i = 0; i < count; i++) {
      part[i] += (f[at + i] - o) * (f[at + shift + i] - o);
    }
  }

  private static void flush(float[] part, double[] products, int from) {
    for (int i = 0; i < part.length && products.length > 0; i++) {
      products[from + i] += part[i];
      part[i] = 0;
    }
  }

  private static void addFromProducts(
      Block block, double[][] products, int y, int width, float[] norms) {
    Taps rows = block.bilinear().rows();
    Taps columns = block.bilinear().columns();
    int stride = block.maps().width();
    int top = rows.first(y) * stride;
    double upper = rows.weight(y, 0);
    double lower = rows.width() == 2 ? rows.weight(y, 1) : 0;
    for (int x = 0; x < width; x++) {
      int i = top + columns.first(x);
      double left = columns.weight(x, 0);
      double right = columns.width() == 2 ? columns.weight(x, 1) : 0;
      double sum = upper * upper * alongRow(products, i, left, right);
      if (lower != 0) {
        sum += lower * lower * alongRow(products, i + stride, left, right);
        double across = left * left * products[2][i];
        if (right != 0) {
          across += right * right * products[2][i + 1];
          across += left * right * (products[3][i] + products[4][i + 1]);
        }
        sum += 2 * upper * lower * across;
      }
      norms[y * width + x] += (float) sum;
    }
  }

  private static double alongRow(double[][] products, int i, double left, double right) {
    double sum = left * left * products[0][i];
    return right == 0
        ? sum
        : sum + right * right * products[0][i + 1] + 2 * left * right * products[1][i];
  }

  /** A layer's values less the origin. */
  private static float[] centred(Block block, float[] origin) {
    float[] values = block.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] -= origin[block.firstChannel() + i / block.cells()];
    }
    return values;
  }

  private static void addFromRow(Block block, float[] values, int y, int width, float[] norms) {
    float[] row = new float[width];
    double[] sums = new double[width];
    for (int c = 0; c < block.channels(); c++) {
      block.bilinear().resizeRows(values, c * block.cells(), y, y + 1, row, 0);
      for (int x = 0; x < width; x++) {
        sums[x] += (double) row[x] * row[x];
      }
    }
    for (int x = 0; x < width; x++) {
      norms[y * width + x] += (float) sums[x];
    }
  }
}
