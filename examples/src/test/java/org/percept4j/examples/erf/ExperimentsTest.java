package org.percept4j.examples.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.examples.data.DigitScenes;

class ExperimentsTest {

  /** Sizes by the formula of the theoretical field, worked out by hand. */
  @ParameterizedTest
  @CsvSource({"PLAIN, 21", "SKIP, 21", "DROPOUT, 21", "SUBSAMPLED, 51", "DILATED, 47"})
  void structuresAreWhatTheirNamesSay(Structure structure, int theory) {
    EffectiveReceptiveField field = structure.measure(1);
    assertThat(field.theory().rows().size()).isEqualTo(theory);
    assertThat(field.leak()).isZero();
    assertThat(field.samples()).isEqualTo(4);
  }

  @Test
  void aTrainingCanBeRepeated() throws IOException {
    TrainingExperiment.Run run = TrainingExperiment.train(true, 1, 3);
    assertThat(run.losses()).hasSize(3).allMatch(Double::isFinite);
    assertThat(run.losses()).isEqualTo(TrainingExperiment.train(true, 1, 3).losses());
    assertThat(run.size(0)).isBetween(1.0, (double) DigitScenes.SIDE);
    assertThat(run.tracker().frames()).hasSize(5);
    assertThat(run.stepsTo(0)).isEqualTo(3);
  }
}
