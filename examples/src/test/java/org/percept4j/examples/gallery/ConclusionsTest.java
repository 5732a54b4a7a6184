package org.percept4j.examples.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.examples.experiments.erf.Growth;

/** What the page concludes, held to fields whose size is known. */
class ConclusionsTest {

  /** All ones: the field is the kernel, of which 95.45 % of the pixels hold as much of the mass. */
  private static EffectiveReceptiveField square(int side) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(side, side)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(21, 21, 1))
                .build());
    network.init();
    network.params().assign(1);
    return ErfAnalyzer.builder(network)
        .inputs(Nd4j.ones(2, 1, 21, 21))
        .aggregation(Aggregation.RMS)
        .build()
        .analyze();
  }

  private static List<Growth> grown(Growth.Kind kind, int before, int... after) {
    List<Growth> runs = new ArrayList<>();
    for (int side : after) {
      TreeMap<Integer, EffectiveReceptiveField> fields = new TreeMap<>();
      fields.put(0, square(before));
      fields.put(10, square(side));
      runs.add(new Growth(kind, runs.size() + 1, List.of(1.0), 0.5, fields));
    }
    return runs;
  }

  @Test
  void growthCountsFromTwoStandardErrorsOn() {
    String text =
        TrainingSection.conclusion(
            List.of(
                grown(Growth.Kind.PLAIN, 5, 9, 9, 11),
                grown(Growth.Kind.SHUFFLED, 9, 5, 5, 5),
                grown(Growth.Kind.RESIDUAL, 7, 3, 11, 7),
                grown(Growth.Kind.OUTER, 5, 11)));
    assertThat(text)
        .containsPattern("12 convolutions: \\+4\\.\\d ± 0\\.\\d px, the view widens;")
        .containsPattern("shuffled labels: -[34]\\.\\d ± 0\\.0 px, the view narrows;")
        .containsPattern("residual, 13 convolutions: [+-]0\\.\\d ± 2\\.\\d px, no clear change;")
        .containsPattern("outer weights: \\+[56]\\.\\d px, one seed only");
  }
}
