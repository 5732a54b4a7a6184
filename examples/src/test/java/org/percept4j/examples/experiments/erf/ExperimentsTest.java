package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.data.LabelledImages;
import org.percept4j.examples.data.LabelledScenes;

class ExperimentsTest {

  /** Sizes by the formula of the theoretical field, worked out by hand. */
  @ParameterizedTest
  @CsvSource({"PLAIN, 21", "SKIP, 21", "DROPOUT, 21", "SUBSAMPLED, 51", "DILATED, 47"})
  void structuresAreWhatTheirNamesSay(Structure structure, int theory) {
    EffectiveReceptiveField field = structure.measure(1);
    assertThat(field.theory().rows().size()).isEqualTo(theory);
    assertThat(field.leak()).isZero();
    assertThat(field.info().samples()).isEqualTo(4);
  }

  @Test
  void aTrainingCanBeRepeated() throws IOException {
    LabelledImages scenes = LabelledImages.of(null);
    Training run = Training.run(scenes, Training.Start.OUTER, 1, 3, () -> {});
    assertThat(run.losses()).hasSize(3).allMatch(Double::isFinite);
    assertThat(run.losses())
        .isEqualTo(Training.run(scenes, Training.Start.OUTER, 1, 3, () -> {}).losses());
    assertThat(run.size(0)).isBetween(1.0, (double) scenes.side());
    assertThat(run.tracker().frames()).hasSize(5);
    assertThat(run.stepsTo(0)).isEmpty();
  }

  /** A loss of 2 for twenty steps and then of 0 has a mean below 1 from the eleventh zero on. */
  @Test
  void stepsToALossAreCountedFromTheBeginning() {
    List<Double> losses = new ArrayList<>(Collections.nCopies(20, 2.0));
    losses.addAll(Collections.nCopies(20, 0.0));
    assertThat(GrowthTable.stepsTo(losses)).isEqualTo(31);
    assertThat(GrowthTable.stepsTo(losses.subList(0, 30))).isZero();
  }

  /** Theoretical fields by hand: 3 + 4·11 for twelve convolutions, 3 + 4·12 for thirteen. */
  @ParameterizedTest
  @CsvSource({"PLAIN, 47", "SHUFFLED, 47", "RESIDUAL, 51", "OUTER, 47"})
  void growthIsThatOfWhatIsNamedAndCanBeRepeated(Growth.Kind kind, int theory) throws IOException {
    LabelledScenes scenes = new LabelledScenes(Digits.bundled(true));
    Growth run = Growth.run(kind, scenes, scenes, 1, 3, List.of(2), () -> {});
    assertThat(run.fields().keySet()).containsExactly(0, 2, 3);
    assertThat(run.field(true).theory().rows().size()).isEqualTo(theory);
    assertThat(run.losses()).hasSize(3).allMatch(l -> l > 0 && l < 10);
    assertThat(Growth.run(kind, scenes, scenes, 1, 3, List.of(), () -> {}).losses())
        .isEqualTo(run.losses());
    assertThat(GrowthTable.row(List.of(run))).hasSameSizeAs(GrowthTable.header());
  }

  /** Where the mask is 1 lies a digit, and nowhere else anything but noise of deviation 0.3. */
  @Test
  void masksCoverTheDigit() throws IOException {
    DataSet batch = new LabelledScenes(Digits.bundled(true)).batches(8, 1, false, 3).get(0);
    INDArray x = batch.getFeatures();
    INDArray mask = batch.getLabelsMaskArray();
    for (int b = 0; b < 8; b++) {
      assertThat(mask.slice(b).sumNumber().intValue()).isEqualTo(28 * 28);
      double outside = 0;
      for (int r = 0; r < 64; r++) {
        for (int c = 0; c < 64; c++) {
          if (mask.getFloat(b, 0, r / 2, c / 2) == 0) {
            outside = Math.max(outside, Math.abs(x.getFloat(b, 0, r, c)));
          }
        }
      }
      assertThat(outside).isLessThan(0.3 * 6 + 1); // an odd row of the digit may lie outside
    }
    assertThat(batch.getLabels().sum(1).minNumber().floatValue()).isEqualTo(1);
  }
}
