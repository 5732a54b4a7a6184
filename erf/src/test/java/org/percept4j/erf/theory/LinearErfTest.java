package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.measure.Threshold;

class LinearErfTest {

  /** Rounding of up to 40 propagated double sums. */
  private static final double EXACT = 1e-12;

  @ParameterizedTest
  @CsvSource({
    "5, 11, 69, 8.307, 109, 10.440",
    "10, 21, 137, 11.705, 241, 15.524",
    "20, 41, 261, 16.155, 517, 22.738",
    "40, 81, 517, 22.738, 1021, 31.953"
  })
  void uniformChainsHaveTheKnownSizes(
      int layers, int side, long count, double size, long rootCount, double rootSize) {
    ErfMap map = LinearErf.chain(layers, 3);
    ErfMap root = map.map(Math::sqrt);

    assertThat(map.rows()).isEqualTo(side);
    assertThat(Threshold.PAPER.count(map)).isEqualTo(count);
    assertThat(Measure.SIZE.of(map)).isEqualTo(size, within(5e-4));
    assertThat(Threshold.PAPER.count(root)).isEqualTo(rootCount);
    assertThat(Measure.SIZE.of(root)).isEqualTo(rootSize, within(5e-4));
  }

  @ParameterizedTest
  @CsvSource({"5, 3", "20, 3", "7, 5", "40, 3"})
  void uniformChainsAreProductsOfMultinomialCoefficients(int layers, int kernel) {
    BigInteger[] coefficients = {BigInteger.ONE};
    for (int l = 0; l < layers; l++) {
      BigInteger[] next = new BigInteger[coefficients.length + kernel - 1];
      for (int i = 0; i < next.length; i++) {
        next[i] = BigInteger.ZERO;
        for (int k = Math.max(0, i - coefficients.length + 1); k < kernel && k <= i; k++) {
          next[i] = next[i].add(coefficients[i - k]);
        }
      }
      coefficients = next;
    }
    double whole = Math.pow(kernel, 2.0 * layers);
    ErfMap map = LinearErf.chain(layers, kernel);

    assertThat(map.columns()).isEqualTo(coefficients.length);
    for (int r = 0; r < map.rows(); r++) {
      for (int c = 0; c < map.columns(); c++) {
        double exact = coefficients[r].multiply(coefficients[c]).doubleValue() / whole;
        assertThat(map.get(r, c)).isEqualTo(exact, within(exact * EXACT));
      }
    }
  }

  @Property(tries = 60, seed = "1")
  void varianceFormulaIsExactForAnyChain(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 4) Integer> kernels,
      @ForAll @Size(5) List<@IntRange(min = 1, max = 2) Integer> strides,
      @ForAll @Size(5) List<@IntRange(min = 1, max = 3) Integer> dilations) {
    List<AxisOp.Window> chain = new ArrayList<>();
    for (int l = 0; l < kernels.size(); l++) {
      chain.add(AxisOp.Window.valid(kernels.get(l), strides.get(l), dilations.get(l)));
    }
    int side = 1;
    for (int l = chain.size() - 1; l >= 0; l--) {
      side = (side - 1) * chain.get(l).stride() + chain.get(l).effectiveKernel();
    }
    SpatialGraph.Builder builder = SpatialGraph.builder().input("in", side, 1);
    String last = "in";
    for (int l = 0; l < chain.size(); l++) {
      builder.add("l" + l, chain.get(l), AxisOp.IDENTITY, last);
      last = "l" + l;
    }
    Moments moments = Moments.of(LinearErf.of(builder.build()).map(last, 0, 0));

    assertThat(moments.varianceY()).isEqualTo(LinearErf.variance(chain), within(1e-9));
    assertThat(moments.row()).isEqualTo((side - 1) / 2.0, within(1e-9));
  }

  @Test
  void kurtosisFollowsTheSumOfUniformSteps() {
    // Excess kurtosis of a discrete uniform over k values: -6/5 (k²+1)/(k²-1); sums divide it by n.
    assertThat(Moments.of(LinearErf.chain(8, 3)).kurtosisX())
        .isEqualTo(3 - 1.2 * 10 / 8 / 8, within(1e-9));
  }

  @Test
  void branchesThatMeetAreAdded() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 9, 9);
    net.add("conv", AxisOp.Window.same(3, 1, 1, 9), "in");
    net.add("sum", AxisOp.IDENTITY, "conv", "in");
    ErfMap map = LinearErf.of(net.build()).map("sum", 4, 4);

    assertThat(map.get(4, 4)).isEqualTo(1 + 1 / 9.0, within(EXACT));
    assertThat(map.get(3, 5)).isEqualTo(1 / 9.0, within(EXACT));
    assertThat(map.get(2, 4)).isZero();
    assertThat(map.mass()).isEqualTo(2, within(EXACT));
  }

  @Test
  void givenKernelsAreUsedAsCorrelationsNotConvolutions() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 5, 5);
    net.add("conv", AxisOp.Window.valid(2, 1, 1), AxisOp.Window.valid(3, 1, 1), "in");
    ErfMap map =
        LinearErf.of(net.build())
            .withKernel("conv", new double[][] {{1, 2, 3}, {4, -5, 6}})
            .map("conv", 1, 2);

    assertThat(map.get(1, 2)).isEqualTo(1);
    assertThat(map.get(1, 4)).isEqualTo(3);
    assertThat(map.get(2, 3)).isEqualTo(-5);
    assertThat(map.mass()).isEqualTo(21);
  }

  @Test
  void paddingCutsTheFieldOfBorderUnits() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 6, 6);
    net.add("conv", AxisOp.Window.same(3, 1, 1, 6), "in");
    ErfMap corner = LinearErf.of(net.build()).map("conv", 0, 0);

    assertThat(corner.mass()).isEqualTo(4 / 9.0, within(EXACT));
    assertThat(Threshold.PAPER.reachesBorder(corner)).isTrue();
  }

  @Test
  void badInputIsNamed() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 6, 6);
    net.add("conv", AxisOp.Window.same(3, 1, 1, 6), "in").add("all", new AxisOp.Whole(), "conv");
    LinearErf erf = LinearErf.of(net.build());

    assertThatThrownBy(() -> erf.map("conv", 6, 0)).hasMessageContaining("expected 0 to 5, got 6");
    assertThatThrownBy(() -> erf.map("pool", 0, 0)).hasMessageContaining("pool");
    assertThatThrownBy(() -> erf.withKernel("conv", new double[2][3]))
        .hasMessageContaining("expected 3x3 weights");
    assertThatThrownBy(() -> erf.withKernel("all", new double[6][6]))
        .hasMessageContaining("expected a window");
    assertThatThrownBy(() -> erf.withKernel("conv", new double[][] {{1, 1, 1}, {1, 1}, {1, 1, 1}}))
        .hasMessageContaining("expected 3x3 weights");
    for (int[] chain : new int[][] {{3, 4}, {0, 3}, {3, -1}}) {
      assertThatThrownBy(() -> LinearErf.chain(chain[0], chain[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("odd kernel");
    }
  }

  @Test
  void theSmallestChainsAreTheirKernel() {
    assertThat(LinearErf.chain(1, 1).toArray()).containsExactly(1);
    ErfMap one = LinearErf.chain(1, 3);
    assertThat(one.toArray()).containsOnly(one.get(0, 0)).hasSize(9);
    assertThat(one.centreRow()).isEqualTo(1);
    assertThat(LinearErf.chain(3, 1).toArray()).containsExactly(1);
  }
}
