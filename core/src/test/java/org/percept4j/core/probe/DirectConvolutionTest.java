package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.percept4j.core.Rounding;
import org.percept4j.core.internal.NativeConvolution;

/** The plain loops, against the definition of a convolution in double precision. */
class DirectConvolutionTest {

  @Property(tries = 300, seed = "1")
  void itIsTheDefinitionAndItsAdjoint(
      @ForAll @IntRange(min = 1, max = 3) int images,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @IntRange(min = 1, max = 4) int kernelRows,
      @ForAll @IntRange(min = 1, max = 4) int kernelColumns,
      @ForAll @IntRange(min = 0, max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 0, max = 1) int oneMoreAtTheEnd) {
    int outRows = rows + 2 * padding + oneMoreAtTheEnd - (kernelRows - 1) * dilation;
    int outColumns = columns + 2 * padding + oneMoreAtTheEnd - (kernelColumns - 1) * dilation;
    if (outRows < 1 || outColumns < 1) {
      return; // no window fits
    }
    int filters = 2;
    DirectConvolution convolution =
        new DirectConvolution(
            images,
            channels,
            rows,
            columns,
            filters,
            outRows,
            outColumns,
            new NativeConvolution.Windows(
                new int[] {kernelRows, kernelColumns},
                new int[] {1, 1},
                new int[] {padding, padding},
                new int[] {dilation, dilation},
                oneMoreAtTheEnd == 1,
                false));
    Random random = new Random(31L * rows + columns);
    float[] x = noise(random, images * channels * rows * columns);
    float[] weights = noise(random, filters * channels * kernelRows * kernelColumns);
    float[] delta = noise(random, images * filters * outRows * outColumns);
    float[] bias = noise(random, filters);

    float[] y = convolution.forward(x, weights, bias);
    float[] linear = convolution.forward(x, weights, null);
    float[] gradient = convolution.inputGradient(delta, weights);

    // All values are below 1, so a window's magnitudes add up to at most their number.
    int terms = Math.max(channels, filters) * kernelRows * kernelColumns;
    for (int i = 0; i < y.length; i++) {
      double expected = defined(convolution, x, weights, i);
      float b = bias[i / (outRows * outColumns) % filters];
      double bound = Rounding.sum(terms + 1, terms + 1);
      assertThat((double) linear[i]).isCloseTo(expected, within(bound));
      assertThat((double) y[i]).isCloseTo(expected + b, within(bound));
    }
    // Each value of either side is off by γ of its window's terms, and meets one below 1.
    double adjoint =
        y.length * Rounding.sum(terms, terms)
            + x.length * Rounding.sum(terms, filters * kernelRows * kernelColumns);
    assertThat(product(x, gradient)).isCloseTo(product(linear, delta), within(adjoint));
  }

  @Test
  void nanSpreadsOverItsWindows() {
    DirectConvolution convolution =
        new DirectConvolution(
            1,
            1,
            5,
            5,
            1,
            5,
            5,
            new NativeConvolution.Windows(
                new int[] {3, 3},
                new int[] {1, 1},
                new int[] {1, 1},
                new int[] {1, 1},
                true,
                false));
    float[] x = new float[25];
    x[12] = Float.NaN;
    float[] y = convolution.forward(x, new float[9], null);
    for (int i = 0; i < y.length; i++) {
      boolean near = Math.abs(i / 5 - 2) <= 1 && Math.abs(i % 5 - 2) <= 1;
      assertThat(Float.isNaN(y[i])).as("pixel %d", i).isEqualTo(near);
    }
  }

  /** Σ w·x over the window of output i, by the definition. */
  private static double defined(DirectConvolution c, float[] x, float[] weights, int i) {
    int column = i % c.outColumns();
    int row = i / c.outColumns() % c.outRows();
    int filter = i / (c.outColumns() * c.outRows()) % c.filters();
    int image = i / (c.outColumns() * c.outRows() * c.filters());
    int[] kernel = c.windows().kernel();
    double sum = 0;
    for (int channel = 0; channel < c.channels(); channel++) {
      for (int ky = 0; ky < kernel[0]; ky++) {
        for (int kx = 0; kx < kernel[1]; kx++) {
          int y = row + ky * c.windows().dilation()[0] - c.windows().padding()[0];
          int z = column + kx * c.windows().dilation()[1] - c.windows().padding()[1];
          if (y >= 0 && y < c.rows() && z >= 0 && z < c.columns()) {
            sum +=
                (double)
                        weights[
                            ((filter * c.channels() + channel) * kernel[0] + ky) * kernel[1] + kx]
                    * x[((image * c.channels() + channel) * c.rows() + y) * c.columns() + z];
          }
        }
      }
    }
    return sum;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] noise(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }
}
