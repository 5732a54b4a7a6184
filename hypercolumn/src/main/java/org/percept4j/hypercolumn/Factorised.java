package org.percept4j.hypercolumn;

import java.util.stream.IntStream;

/**
 * Products of the volume with vectors, computed on the layers' own maps. Every kernel takes an
 * origin off the values first, so that an offset of a channel costs no digits; weights of bilinear
 * interpolation add up to 1, so taking it off the maps takes it off the volume.
 *
 * <p>With F the maps of a layer (channels × cells) and U its enlargement (pixels × cells), the
 * volume is X = [U₁F₁ᵀ … U_LF_Lᵀ], so X·c = Σ U_l(F_lᵀc_l) and Xᵀ·w = [F_l(U_lᵀw)]: the large
 * factor U only ever meets a single plane.
 */
final class Factorised {

  private static final int TILE = 1024;
  private static final int GROUP = 8;
  private static final int FLUSH = 32;

  private Factorised() {}

  /**
   * The layer's part of the products with vectors over the volume's channels, per cell: plane j is
   * Σ_c vectors[j][firstChannel + c] · (map c − origin c).
   */
  static float[] combine(Block block, float[][] vectors, float[] origin) {
    int cells = block.cells();
    float[] planes = new float[Math.multiplyExact(vectors.length, cells)];
    IntStream.range(0, (cells + TILE - 1) / TILE)
        .parallel()
        .forEach(
            tile -> {
              int from = tile * TILE;
              int n = Math.min(TILE, cells - from);
              double[] sums = new double[n];
              float[] part = new float[n];
              for (int j = 0; j < vectors.length; j++) {
                combineTile(block, vectors[j], origin, from, part, sums);
                for (int i = 0; i < n; i++) {
                  planes[j * cells + from + i] = (float) sums[i];
                  sums[i] = 0;
                }
              }
            });
    return planes;
  }

  /** Sums few products in single precision (which is vectorised) and those in double. */
  private static void combineTile(
      Block block, float[] vector, float[] origin, int from, float[] part, double[] sums) {
    float[] values = block.values();
    int cells = block.cells();
    int channels = block.channels();
    int c = 0;
    while (c < channels) {
      int end = Math.min(channels, c + FLUSH);
      for (; c + GROUP <= end; c += GROUP) {
        addEight(values, c * cells + from, cells, vector, origin, block.firstChannel() + c, part);
      }
      for (; c < end; c++) {
        int channel = block.firstChannel() + c;
        addOne(values, c * cells + from, vector[channel], origin[channel], part);
      }
      for (int i = 0; i < sums.length; i++) {
        sums[i] += part[i];
        part[i] = 0;
      }
    }
  }

  private static void addEight(
      float[] f, int at, int step, float[] v, float[] o, int c, float[] part) {
    float v0 = v[c];
    float v1 = v[c + 1];
    float v2 = v[c + 2];
    float v3 = v[c + 3];
    float v4 = v[c + 4];
    float v5 = v[c + 5];
    float v6 = v[c + 6];
    float v7 = v[c + 7];
    float o0 = o[c];
    float o1 = o[c + 1];
    float o2 = o[c + 2];
    float o3 = o[c + 3];
    float o4 = o[c + 4];
    float o5 = o[c + 5];
    float o6 = o[c + 6];
    float o7 = o[c + 7];
    int a1 = at + step;
    int a2 = a1 + step;
    int a3 = a2 + step;
    int a4 = a3 + step;
    int a5 = a4 + step;
    int a6 = a5 + step;
    int a7 = a6 + step;
    for (int i = 0; i < part.length; i++) {
      part[i] +=
          (f[at + i] - o0) * v0
              + (f[a1 + i] - o1) * v1
              + (f[a2 + i] - o2) * v2
              + (f[a3 + i] - o3) * v3
              + (f[a4 + i] - o4) * v4
              + (f[a5 + i] - o5) * v5
              + (f[a6 + i] - o6) * v6
              + (f[a7 + i] - o7) * v7;
    }
  }

  private static void addOne(float[] f, int at, float v, float o, float[] part) {
    for (int i = 0; i < part.length; i++) {
      part[i] += (f[at + i] - o) * v;
    }
  }

  /**
   * The volume's channels summed over pixels with weights: result [j][c] = Σ_p
   * weights[j][p]·(x_c(p) − origin c).
   *
   * @param weights one plane of the volume's size per sum
   */
  static double[][] sums(Hypercolumns columns, float[][] weights, float[] origin) {
    double[][] sums = new double[weights.length][columns.depth()];
    for (Block block : columns.blocks()) {
      CellWeights[] cells = new CellWeights[weights.length];
      IntStream.range(0, weights.length)
          .parallel()
          .forEach(j -> cells[j] = CellWeights.of(block, weights[j]));
      IntStream.range(0, block.channels())
          .parallel()
          .forEach(
              c -> {
                for (int j = 0; j < weights.length; j++) {
                  int channel = block.firstChannel() + c;
                  sums[j][channel] =
                      cells[j].sum(block.values(), c * block.cells(), origin[channel]);
                }
              });
    }
    return sums;
  }

  /** Σ (a − o)·b: runs of 256 in single precision, their sum in double. */
  static double dot(float[] a, int at, float o, float[] b, int n) {
    double sum = 0;
    int i = 0;
    while (i + 8 <= n) {
      int end = Math.min(n, i + 256) - 7;
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      float s4 = 0;
      float s5 = 0;
      float s6 = 0;
      float s7 = 0;
      for (; i < end; i += 8) {
        s0 += (a[at + i] - o) * b[i];
        s1 += (a[at + i + 1] - o) * b[i + 1];
        s2 += (a[at + i + 2] - o) * b[i + 2];
        s3 += (a[at + i + 3] - o) * b[i + 3];
        s4 += (a[at + i + 4] - o) * b[i + 4];
        s5 += (a[at + i + 5] - o) * b[i + 5];
        s6 += (a[at + i + 6] - o) * b[i + 6];
        s7 += (a[at + i + 7] - o) * b[i + 7];
      }
      sum += ((double) s0 + s1) + ((double) s2 + s3) + ((double) s4 + s5) + ((double) s6 + s7);
    }
    for (; i < n; i++) {
      sum += (double) (a[at + i] - o) * b[i];
    }
    return sum;
  }
}
