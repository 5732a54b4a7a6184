package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.net.URL;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Rounding;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;

/**
 * Conventions with a tool's name give what the tool's rule gives on the same gradients, evaluated
 * in NumPy ({@code conventions/generate.py}).
 */
class ConventionsTest {

  /** Of values of about 1 that add up all channels of all images, and are scaled and logged. */
  private static final double ROUNDING = rounding();

  private static double rounding() {
    INDArray gradients = array("gradients");

    double largest = gradients.amaxNumber().doubleValue();
    int terms = (int) (gradients.size(0) * gradients.size(1));
    return Rounding.inDouble(terms + 6) * gradients.size(1) * Math.max(1, largest);
  }

  private static INDArray array(String name) {
    URL file = ConventionsTest.class.getResource("/conventions/" + name + ".npy");
    return Nd4j.createFromNpyFile(new File(Objects.requireNonNull(file).getPath()));
  }

  private static ErfMap finished(Aggregation aggregation) {
    INDArray gradients = array("gradients");
    int channels = (int) gradients.size(1);
    int rows = (int) gradients.size(2);
    int columns = (int) gradients.size(3);
    Set<Term> terms = EnumSet.of(aggregation.term());
    ErfSums sums =
        new ErfSums(rows, columns, channels, (rows - 1) / 2.0, (columns - 1) / 2.0, terms);
    for (int image = 0; image < gradients.size(0); image++) {
      double[] values = gradients.slice(image).dup('c').data().asDouble();
      double[] map = new double[rows * columns];
      for (int i = 0; i < map.length; i++) {
        map[i] = aggregation.term().of(values, i, map.length, channels);
      }
      List<double[]> byTerm = new ArrayList<>();
      byTerm.add(map);
      sums.add(image, byTerm);
    }
    return sums.finish(aggregation);
  }

  private static void same(ErfMap map, String name) {
    INDArray expected = array(name);
    assertThat(expected.length()).isEqualTo((long) map.rows() * map.columns());
    for (int r = 0; r < map.rows(); r++) {
      for (int c = 0; c < map.columns(); c++) {
        assertThat(map.get(r, c)).isEqualTo(expected.getDouble(r, c), within(ROUNDING));
      }
    }
  }

  @Test
  void luoIsTheSignedMean() {
    same(finished(Aggregation.LUO), "luo");
  }

  @Test
  void repLkNetIsItsScripts() {
    ErfMap map = finished(Aggregation.REPLKNET);
    same(map, "replknet");
    double[] fractions = {0.2, 0.3, 0.5};
    for (int i = 0; i < fractions.length; i++) {
      assertThat(Measure.areaRatio(fractions[i]).of(map))
          .isEqualTo(array("replknet_areas").getDouble(i), within(ROUNDING));
    }
  }

  @Test
  void openErfIsUpstreams() {
    ErfMap map = finished(Aggregation.OPENERF);
    same(map, "openerf");
    INDArray expected = array("openerf_fit");
    GaussianFit fit = Aggregation.OPENERF.fit(map);
    assertThat(fit.converged()).isTrue();
    double[] found = {
      fit.amplitude(), fit.column(), fit.row(), fit.sigmaX(), fit.sigmaY(), fit.r2()
    };
    for (int i = 0; i < found.length; i++) {
      double value = expected.getDouble(i);
      // SciPy stops when the squares change by 1.5e-8, which grow with the square of a step.
      assertThat(found[i]).isEqualTo(value, within(Math.sqrt(1.5e-8) * Math.abs(value)));
    }
    assertThat(fit.rotation() % 90).isEqualTo(0, within(ROUNDING));
    assertThat(GaussianFit.of(map).rotation() % 90).isNotCloseTo(0, within(1e-3));
  }
}
