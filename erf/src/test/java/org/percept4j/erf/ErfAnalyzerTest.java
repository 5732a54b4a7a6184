package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.erf.measure.ErfMap;
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
}
