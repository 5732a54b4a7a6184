package org.percept4j.core.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.core.internal.RowKernels;
import org.percept4j.core.internal.TileKernel;

/** Winograd's convolution against sums in double precision, within the bound of its own steps. */
class TileConvolutionTest {

  private static final double UNIT = 0x1p-24;

  private @Nullable TileKernel kernel;

  @BeforeEach
  void needsVectors() {
    kernel = RowKernels.tiles();
    assumeTrue(kernel != null, "needs --add-modules jdk.incubator.vector");
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1,1", "3,64,8,6,0", "5,37,7,9,0.25", "40,33,15,21,1", "33,70,2,3,0"})
  void isWithinTheBoundOfItsSteps(int channels, int filters, int rows, int columns, float slope) {
    Problem p = new Problem(channels, filters, rows, columns);
    float[] got = p.run(slope);
    // roundings in a row: 2 of BᵀdB, 4 of GgGᵀ, one for each channel, 4 of AᵀmA, bias, slope
    double k = (channels + 12) * UNIT;
    double gamma = k / (1 - k);
    for (int o = 0; o < filters; o++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          double z = p.direct(o, y, x);
          double expected = Math.max(z, slope * z);
          double bound = gamma * p.magnitude(o, y, x);
          assertEquals(expected, got[(o * rows + y) * columns + x], bound, o + " " + y + " " + x);
        }
      }
    }
  }

  @Test
  void tellsWhatIsNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
      Problem p = new Problem(4, 8, 6, 6);
      p.x[17] = bad;
      p.run(0);
      assertFalse(p.finite, "" + bad);
    }
    Problem p = new Problem(4, 8, 6, 6);
    p.run(0);
    assertTrue(p.finite);
  }

  /** Random numbers of both signs. */
  private final class Problem {
    private final int channels;
    private final int filters;
    private final int rows;
    private final int columns;
    private final float[] x;
    private final float[] w;
    private final float[] b;
    private boolean finite;

    Problem(int channels, int filters, int rows, int columns) {
      this.channels = channels;
      this.filters = filters;
      this.rows = rows;
      this.columns = columns;
      SplittableRandom random = new SplittableRandom(channels);
      x = values(random, channels * rows * columns);
      w = values(random, filters * channels * 9);
      b = values(random, filters);
    }

    private float[] values(SplittableRandom random, int n) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      return values;
    }

    float[] run(float slope) {
      TileKernel k = Objects.requireNonNull(kernel);
      TileConvolution convolution = new TileConvolution(k, channels, filters, slope);
      float[] u = new float[convolution.weights()];
      Arrays.fill(u, Float.NaN);
      convolution.transform(FloatBuffer.wrap(w), u);
      int step = ConvolutionTrunk.padded(channels, k.width() / 2);
      int outStep = ConvolutionTrunk.padded(filters, k.width());
      TileMap in = map(step);
      in.read(FloatBuffer.wrap(x), channels);
      TileMap out = map(outStep);
      finite = convolution.run(in, u, Arrays.copyOf(b, outStep), out);
      float[] y = new float[filters * rows * columns];
      out.write(FloatBuffer.wrap(y), filters);
      return y;
    }

    private TileMap map(int step) {
      float[] values = new float[(int) TileMap.size(rows, columns, step)];
      Arrays.fill(values, Float.NaN);
      return new TileMap(values, rows, columns, step);
    }

    private double x(int c, int y, int x) {
      boolean inside = y >= 0 && x >= 0 && y < rows && x < columns;
      return inside ? this.x[(c * rows + y) * columns + x] : 0;
    }

    double direct(int o, int y, int x) {
      double sum = b[o];
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < 9; t++) {
          sum += w[(o * channels + c) * 9 + t] * x(c, y + t / 3 - 1, x + t % 3 - 1);
        }
      }
      return sum;
    }

    private final double[][] bt = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
    private final double[][] g = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};
    private final double[][] at = {{1, 1, 1, 0}, {0, 1, -1, -1}};

    /** |Aᵀ| Σ (|G| |g| |Gᵀ| ⊙ |Bᵀ| |d| |B|) |A| + |bias|. */
    double magnitude(int o, int y, int x) {
      double sum = Math.abs(b[o]);
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          double weight = Math.abs(at[y % 2][i] * at[x % 2][j]);
          for (int c = 0; c < channels && weight > 0; c++) {
            double u = 0;
            double v = 0;
            for (int t = 0; t < 9; t++) {
              u += Math.abs(g[i][t / 3] * g[j][t % 3] * w[(o * channels + c) * 9 + t]);
            }
            for (int t = 0; t < 16; t++) {
              double d = x(c, y / 2 * 2 - 1 + t / 4, x / 2 * 2 - 1 + t % 4);
              v += Math.abs(bt[i][t / 4] * bt[j][t % 4] * d);
            }
            sum += weight * u * v;
          }
        }
      }
      return sum;
    }
  }
}
