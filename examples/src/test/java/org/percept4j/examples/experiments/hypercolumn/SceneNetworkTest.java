package org.percept4j.examples.experiments.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.GarmentScene;
import org.percept4j.examples.data.GarmentScenes;
import org.percept4j.examples.data.Garments;

class SceneNetworkTest {

  /** Documented as 74.1 %; 1,000 other pictures, whose standard error is 1.6 %. */
  @Test
  void theBundledNetworkIsAsGoodAsStated() throws IOException {
    MultiLayerNetwork network = SceneNetwork.bundled();
    Acceleration.enable(network);
    double accuracy = SceneNetwork.accuracy(network, Garments.bundled(false), 10, 7);
    assertThat(accuracy).isGreaterThan(0.70);
  }

  @Test
  void theBundledFileIsSmallAndOfThisArchitecture() throws Exception {
    URL file = SceneNetwork.class.getResource(SceneNetwork.FILE);
    assertThat(Files.size(Path.of(file.toURI()))).isLessThan(1_000_000);
    MultiLayerNetwork bundled = SceneNetwork.bundled();
    MultiLayerNetwork fresh = SceneNetwork.untrained(new FixedSchedule(1e-3), 1);
    assertThat(bundled.paramTable().keySet()).isEqualTo(fresh.paramTable().keySet());
    assertThat(bundled.numParams()).isEqualTo(fresh.numParams());
    assertThat(bundled.getLayerNames()).containsAll(SceneNetwork.LAYERS);
  }

  @Test
  void aSceneIsTheSameInputAsItsPicture() throws IOException {
    GarmentScene scene =
        GarmentScenes.of(Garments.bundled(false)).draw(SceneNetwork.SIDE, 1, new Random(3));
    INDArray difference = SceneNetwork.input(scene.picture()).sub(scene.input());
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(1 / 255.0 + 1e-6);
  }

  @Test
  void examplesAreSeededAndTheirClassesEquallyOften() throws IOException {
    Garments garments = Garments.bundled(false);
    DataSet examples = SceneNetwork.examples(garments, 1100, new Random(5));
    assertThat(examples.getFeatures().shape())
        .containsExactly(1100, 3, SceneNetwork.SIDE, SceneNetwork.SIDE);
    double[] each = examples.getLabels().sum(0).toDoubleVector();
    for (double count : each) {
      assertThat(count).isCloseTo(100, within(40.0));
    }
    assertThat(SceneNetwork.examples(garments, 3, new Random(5)))
        .isEqualTo(SceneNetwork.examples(garments, 3, new Random(5)));
  }
}
