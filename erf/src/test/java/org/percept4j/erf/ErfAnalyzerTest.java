package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Threshold;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.erf.theory.ReceptiveFields;

class ErfAnalyzerTest {

  @ParameterizedTest
  @CsvSource({"5, 69, true", "10, 137, true", "20, 261, true", "5, 69, false", "10, 137, false"})
  void uniformNetworksMeasureAsTheExactTheorySays(int layers, long count, boolean cropped) {
    int side = 2 * layers + 1;
    MultiLayerNetwork net =
        Nets.uniform(Nets.chain(DataType.DOUBLE, side + 8, layers, 2, Activation.IDENTITY, 1));
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net)
            .inputSize(side + 8, side + 8)
            .channel(0)
            .samples(2)
            .cropped(cropped)
            .build()
            .analyze();
    ReceptiveFields fields = ReceptiveFields.of(net, InputSize.square(side + 8));
    ErfMap exact =
        LinearErf.of(fields.graph()).map(erf.info().layer(), erf.info().row(), erf.info().column());

    assertThat(Threshold.PAPER.count(erf.map())).isEqualTo(count);
    assertThat(erf.info().isCropped()).isEqualTo(cropped);
    assertThat(erf.leak()).isZero();
    assertThat(erf.warnings()).isEmpty();
    for (int r = 0; r < exact.rows(); r++) {
      for (int c = 0; c < exact.columns(); c++) {
        assertThat(erf.map().get(r, c)).isEqualTo(exact.get(r, c), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 13", "13, 12", "1, 2"})
  void theCentreUnitIsThePixelAtHalfTheSize(int rows, int columns) {
    MultiLayerNetwork net =
        Nets.net(DataType.DOUBLE, 9, 1, 1, Nets.conv(1, 2).activation(Activation.IDENTITY).build());
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net).inputSize(rows, columns).samples(1).build().analyze();
    assertThat(erf.info().row()).isEqualTo(rows / 2);
    assertThat(erf.info().column()).isEqualTo(columns / 2);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        boolean centre = r == rows / 2 && c == columns / 2;
        assertThat(erf.map().get(r, c) != 0).isEqualTo(centre);
      }
    }
    assertThat(erf.map().centreRow()).isEqualTo(Math.floorDiv(rows, 2));
    assertThat(erf.map().centreColumn()).isEqualTo(Math.floorDiv(columns, 2));
  }

  @Test
  void biasIsSaidInTheResult() {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, 13, 4, 3, Activation.TANH, 1);
    ErfAnalyzer.Builder builder =
        ErfAnalyzer.builder(net).inputSize(13, 13).aggregation(Aggregation.RMS);
    EffectiveReceptiveField many = builder.samples(20).build().analyze();
    EffectiveReceptiveField few = builder.samples(5).build().analyze();
    assertThat(many.size().isCorrected()).isTrue();
    assertThat(many.size().uncorrected()).isEqualTo(Measure.SIZE.of(many.map()), within(1e-12));
    assertThat(many.size().value()).isEqualTo(many.size().uncorrected() - many.size().bias());
    assertThat(many.toString()).contains("a bias of").contains("was removed");
    assertThat(few.size().isCorrected()).isFalse();
    assertThat(few.size().value()).isEqualTo(Measure.SIZE.of(few.map()));
    assertThat(few.size().bias()).isNaN();
    assertThat(few.toString()).contains("not corrected for bias");
  }
}
