package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.LinearErf;

class FovealTest {

  private static MultiLayerNetwork network(int layers, int kernel, int channels, int side) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.IDENTITY)
            .list();
    for (int i = 0; i < layers; i++) {
      list.layer(new ConvolutionLayer.Builder(kernel, kernel).nOut(channels).build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(side, side, 1)).build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3})
  void theExponentOfAnExactFallOffIsFound(double b) {
    double[][] values = new double[41][41];
    for (int r = 0; r < 41; r++) {
      for (int c = 0; c < 41; c++) {
        double ring = Math.rint(Math.hypot(r - 20, c - 20));
        values[r][c] = Math.exp(-Math.pow(ring / 8, b));
      }
    }
    assertThat(RadialShape.exponent(ErfMap.of(values))).isCloseTo(b, within(0.011));
  }

  /** Worked out by hand from the paper's equation: 0.9851·0.009156 + 0.0149·0.6366. */
  @Test
  void ganglionCellsAreAsDenseAsWatsonSays() {
    assertThat(RadialShape.ganglionDensity(0)).isEqualTo(1);
    assertThat(RadialShape.ganglionDensity(10)).isCloseTo(0.01851, within(1e-4));
  }

  /** Uniform weights: every complete field is the exact one of theory, wherever its unit is. */
  @Test
  void uniformNetworksHaveTheSameFieldUpToTheBorder() {
    MultiLayerNetwork net = network(3, 3, 1, 25);
    net.params().assign(1);
    FieldGrid grid =
        FieldGrid.measure(net, LayerRef.index(-1), 25, Nd4j.ones(2, 1, 25, 25), () -> {});
    double exact = Measure.HALF_MASS_RADIUS.of(LinearErf.chain(3, 3));
    List<EffectiveReceptiveField> complete = grid.complete();
    assertThat(complete).hasSize(49);
    for (EffectiveReceptiveField field : complete) {
      assertThat(Measure.HALF_MASS_RADIUS.of(field.map())).isCloseTo(exact, within(1e-5));
    }
    assertThat(grid.slope().value()).isCloseTo(0, within(1e-5));
    assertThat(grid.rows()).hasSize(5).allMatch(r -> r.size() == FieldGrid.header().size());
    assertThat(grid.rows().get(0)).contains("1", "1.00", "0 of 1");
    assertThat(grid.rows().get(4)).contains("32 of 32");
    ErfMap mean = LinearErf.chain(3, 3);
    assertThat(RadialShape.of(complete).summary())
        .contains(
            "Complete fields: 49.",
            String.format(Locale.ROOT, "σ = %.2f px", GaussianFit.of(mean).sigma()))
        .contains("± 0.00");
  }

  /** One channel looks in two places, one in a single place, one nowhere. */
  @Test
  void peaksOfKernelsAreCounted() {
    MultiLayerNetwork net = network(1, 21, 3, 31);
    INDArray weights = net.getParam("0_W").assign(0);
    weights.putScalar(new int[] {0, 0, 10, 2}, 1).putScalar(new int[] {0, 0, 10, 18}, 0.8);
    weights.putScalar(new int[] {1, 0, 5, 5}, -3);
    EffectiveReceptiveField unit =
        ErfAnalyzer.builder(net).unit(15, 15).inputs(Nd4j.ones(1, 1, 31, 31)).build().analyze();
    PeakCensus census =
        PeakCensus.take(net, LayerRef.index(0), List.of(unit), Nd4j.ones(2, 1, 31, 31));
    for (List<String> row : census.rows("by hand")) {
      assertThat(row)
          .startsWith("by hand", "6", "2")
          .endsWith("50.0 ± 0.0 %", "50.0 ± 0.0 %", "0.0 ± 0.0 %");
    }
    assertThat(census.examples()).isEmpty();
  }
}
