package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.model.VGG16;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Rounding;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/** Files that Keras would have written, loaded and evaluated. */
class PretrainedVgg16Test {

  private static final Vgg16Layers NARROW = KerasFixture.NARROW;

  @TempDir Path folder;

  private static double[][][] image(int height, int width) {
    SplittableRandom random = new SplittableRandom(7);
    double[][][] image = new double[height][width][3];
    for (double[][] row : image) {
      for (double[] pixel : row) {
        for (int c = 0; c < 3; c++) {
          pixel[c] = (float) (random.nextDouble() * 2 - 1);
        }
      }
    }
    return image;
  }

  private static INDArray nchw(double[][][] image) {
    return Nd4j.createFromArray(new double[][][][] {image})
        .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
        .permute(0, 3, 1, 2)
        .dup('c');
  }

  private static void assertEvaluates(
      ComputationGraph network, List<Step> steps, Map<String, Object> arrays, int h, int w) {
    double[][][] image = image(h, w);
    Map<String, INDArray> actual = network.feedForward(nchw(image), false);
    List<String> names = steps.stream().map(Step::name).toList();
    // Roundings of up to 16 layers, each a sum of at most 512 × 9 products, or of a whole map.
    double[] bounds =
        Rounding.bounds(
            network,
            nchw(image),
            16 * 512 * 9,
            (m, x) -> {
              Map<String, INDArray> all = ((ComputationGraph) m).feedForward(x, false);
              return names.stream().map(all::get).toList();
            });
    new DirectVgg16(arrays)
        .activations(steps, image)
        .forEach(
            (name, expected) -> {
              INDArray got = actual.get(name);
              INDArray want = got.rank() == 2 ? Nd4j.createFromArray(expected[0]) : nchw(expected);
              assertThat(got.shape()).as(name).isEqualTo(want.shape());
              double scale = want.amaxNumber().doubleValue();
              assertThat(scale).as("layer %s is alive", name).isGreaterThan(1e-3);
              assertThat(got.sub(want.castTo(got.dataType())).amaxNumber().doubleValue())
                  .as("layer %s", name)
                  .isLessThanOrEqualTo(bounds[names.indexOf(name)]);
              assertThat(bounds[names.indexOf(name)]).isLessThan(0.01 * scale);
            });
  }

  @Test
  void allLayersOfAFileWithTopEqualTheDirectEvaluation() throws Exception {
    List<Step> steps = NARROW.withTop(5);
    Map<String, Object> arrays = KerasFixture.random(steps, 1);
    Path file = KerasFixture.write(folder.resolve("top.h5"), arrays);
    ComputationGraph network = PretrainedVgg16.load(file, NARROW, false);
    assertThat(network.getVertices()).hasSize(22);
    assertEvaluates(network, steps, arrays, 64, 64);
  }

  @Test
  void theTrunkOfAFileWithTopTakesOtherSizes() throws Exception {
    Map<String, Object> arrays = KerasFixture.random(NARROW.withTop(5), 2);
    Path file = KerasFixture.write(folder.resolve("top.h5"), arrays);
    ComputationGraph network = PretrainedVgg16.load(file, NARROW, true);
    assertThat(network.getConfiguration().getNetworkOutputs()).containsExactly("17");
    assertEvaluates(network, NARROW.trunk(), arrays, 64, 64);
    assertEvaluates(network, NARROW.trunk(), arrays, 47, 70);
  }

  @Test
  void aFileOfFullWidthWithoutTopLoadsThroughThePublicEntry() throws Exception {
    List<Step> steps = Vgg16Layers.PAPER.trunk();
    Map<String, Object> arrays = KerasFixture.random(steps, 3);
    Path file = KerasFixture.write(folder.resolve("notop.h5"), arrays);
    ComputationGraph network = PretrainedVgg16.load(file);
    assertThat(network.numParams()).isEqualTo(14_714_688);
    assertEvaluates(network, steps, arrays, 32, 40);
    int depth =
        HypercolumnExtractor.builder(network)
            .layers(PretrainedVgg16.blogLayers(3, 8, 15, 22, 29))
            .build()
            .extract(nchw(image(32, 40)))
            .depth();
    assertThat(depth).isEqualTo(1472);
  }

  @Test
  void namesOfKeras2AreReadToo() throws Exception {
    Map<String, Object> arrays = KerasFixture.random(NARROW.trunk(), 4);
    Map<String, Object> renamed = new java.util.LinkedHashMap<>();
    arrays.forEach(
        (path, array) -> {
          String layer = path.substring(0, path.indexOf('/'));
          renamed.put(
              layer + "/" + layer + (path.contains("_W_") ? "/kernel:0" : "/bias:0"), array);
        });
    ComputationGraph expected =
        PretrainedVgg16.load(KerasFixture.write(folder.resolve("1.h5"), arrays), NARROW, false);
    ComputationGraph actual =
        PretrainedVgg16.load(KerasFixture.write(folder.resolve("2.h5"), renamed), NARROW, false);
    assertThat(actual.params()).isEqualTo(expected.params());
  }

  @Test
  void theLayersAreThoseOfTheZoo() {
    ComputationGraphConfiguration zoo = VGG16.builder().numClasses(1000).build().conf();
    ComputationGraphConfiguration own =
        Vgg16Layers.PAPER.configuration(Vgg16Layers.PAPER.withTop(1000));
    assertThat(own.getVertexInputs()).isEqualTo(zoo.getVertexInputs());
    assertThat(own.getNetworkInputs()).isEqualTo(zoo.getNetworkInputs());
    assertThat(own.getNetworkOutputs()).isEqualTo(zoo.getNetworkOutputs());
    zoo.getVertices()
        .forEach(
            (name, vertex) ->
                assertThat(layer(own, name))
                    .as(name)
                    .isEqualTo(((LayerVertex) vertex).getLayerConf().getLayer()));
    assertThat(Vgg16Layers.parameters(Vgg16Layers.PAPER.withTop(1000))).isEqualTo(138_357_544);
  }

  private static Object layer(ComputationGraphConfiguration graph, String name) {
    return ((LayerVertex) graph.getVertices().get(name)).getLayerConf().getLayer();
  }

  @Test
  void loadingDrawsNoRandomNumbers() throws Exception {
    Path file = KerasFixture.write(folder.resolve("a.h5"), KerasFixture.random(NARROW.trunk(), 5));
    Nd4j.getRandom().setSeed(9);
    double expected = Nd4j.getRandom().nextDouble();
    Nd4j.getRandom().setSeed(9);
    PretrainedVgg16.load(file, NARROW, false);
    assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(expected);
  }

  @Test
  void blogLayersAreTheOldModelsNumbers() {
    assertThat(PretrainedVgg16.blogLayers(3, 8, 15, 22, 29))
        .containsExactly("1", "4", "8", "12", "16");
    int[] table = {1, 3, 4, 6, 8, 9, 11, 13, 15, 16, 18, 20, 22, 23, 25, 27, 29, 30, 32, 34, 36};
    String[] names = PretrainedVgg16.blogLayers(table);
    for (int i = 0; i < table.length; i++) {
      assertThat(names[i]).isEqualTo(i + "");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 5, 31, 33, 37})
  void numbersOfLayersWithoutOutputAreRefused(int number) {
    assertThatThrownBy(() -> PretrainedVgg16.blogLayers(3, number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("numbers: expected of [1, 3, 4")
        .hasMessageEndingWith("got " + number);
  }
}
