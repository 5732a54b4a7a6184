package org.percept4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** The programs that newcomers copy run, leave what they promise, and stay short. */
class QuickStartsTest {

  private static final Path SOURCES =
      Path.of("src/main/java/org/percept4j/examples/quickstart").toAbsolutePath();

  @Test
  void programsRunAndLeaveTheirFiles(@TempDir Path folder) throws IOException {
    HearTraining.main(new String[] {folder.toString()});
    SeeReceptiveField.main(new String[] {folder.toString()});
    ReadHypercolumns.main(new String[] {folder.toString()});
    WatchLive.main(new String[] {"5"});
    TrainFaster.main(new String[0]);
    for (String file : List.of("training.wav", "erf.png", "columns.npy")) {
      assertThat(folder.resolve(file)).isNotEmptyFile();
    }
  }

  @Test
  void networkLearnsWhatItIsAsked() {
    MultiLayerNetwork network = Bars.network();
    Random random = new Random(1);
    DataSet unseen = Bars.batch(200, new Random(2));
    double before = network.score(unseen);
    for (int i = 0; i < 200; i++) {
      network.fit(Bars.batch(16, random));
    }
    assertThat(network.score(unseen)).isLessThan(before / 2);
  }

  @Test
  void programsAreShortAndUseTheLibraryAndDl4jAlone() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(f -> !f.endsWith("package-info.java")).toList()) {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).as(file.toString()).hasSizeLessThanOrEqualTo(40);
        assertThat(lines)
            .as(file.toString())
            .noneMatch(
                line ->
                    line.startsWith("import org.percept4j.examples") || line.contains("picocli"));
      }
    }
  }
}
