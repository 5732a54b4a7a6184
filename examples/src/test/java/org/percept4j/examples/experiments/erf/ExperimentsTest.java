package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.examples.data.LabelledImages;

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
    LabelledImages scenes = LabelledImages.of(null);
    Training run = Training.run(scenes, Training.Start.OUTER, 1, 3, () -> {});
    assertThat(run.losses()).hasSize(3).allMatch(Double::isFinite);
    assertThat(run.losses())
        .isEqualTo(Training.run(scenes, Training.Start.OUTER, 1, 3, () -> {}).losses());
    assertThat(run.size(0)).isBetween(1.0, (double) scenes.side());
    assertThat(run.tracker().frames()).hasSize(5);
    assertThat(run.stepsTo(0)).isEmpty();
  }

  @Test
  void tablesSayHowManySeedsReachedTheLossAndHowFarTheySpread() throws IOException {
    Training run = Training.run(LabelledImages.of(null), Training.Start.USUAL, 1, 1, () -> {});
    List<Training> runs =
        Stream.of(2.0, 0.5, 0.7)
            .map(l -> new Training(run.network(), run.tracker(), Collections.nCopies(12, l), 0.5))
            .toList();
    assertThat(TrainingExperiment.row(Training.Start.USUAL, runs))
        .contains("10 ± 0, reached by 2 of 3", "1.07 ± 0.47");
    assertThat(TrainingExperiment.row(Training.Start.OUTER, runs.subList(0, 1)))
        .contains("more weight outside", "reached by 0 of 1", "2.00", "0.50");
  }
}
