package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;

class ErfTrackerTest {

  @TempDir Path folder;

  /** Dropout draws from ND4J's generator, so a disturbed generator would show in the weights. */
  private static MultiLayerNetwork trainable() {
    return Nets.net(
        DataType.FLOAT,
        10,
        1,
        5,
        Nets.conv(3, 3).activation(Activation.RELU).build(),
        new BatchNormalization(),
        Nets.conv(3, 3).activation(Activation.TANH).dropOut(0.7).build(),
        new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
  }

  private static DataSet data() {
    Random random = new Random(2);
    INDArray images =
        Nd4j.create(random.doubles(600).toArray(), new long[] {6, 1, 10, 10}, 'c')
            .castTo(DataType.FLOAT);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 6, 2);
    for (int i = 0; i < 6; i++) {
      labels.putScalar(i, i % 2, 1);
    }
    return new DataSet(images, labels);
  }

  private static ErfAnalyzer analyzer(MultiLayerNetwork net, boolean cropped) {
    return ErfAnalyzer.builder(net)
        .layer(LayerRef.index(2))
        .inputSize(10, 10)
        .samples(2)
        .cropped(cropped)
        .build();
  }

  @Test
  void trainingIsBitIdenticalWithAndWithout() {
    float[] alone = parametersAfterTraining(false, false);
    assertThat(parametersAfterTraining(false, false))
        .as("training itself repeats")
        .isEqualTo(alone);
    assertThat(parametersAfterTraining(true, false)).as("probed whole").isEqualTo(alone);
    assertThat(parametersAfterTraining(true, true)).as("probed on a crop").isEqualTo(alone);
  }

  private static float[] parametersAfterTraining(boolean tracked, boolean cropped) {
    MultiLayerNetwork net = trainable();
    if (tracked) {
      net.setListeners(ErfTracker.builder(analyzer(net, cropped)).every(2).build());
    }
    DataSet data = data();
    for (int i = 0; i < 15; i++) {
      net.fit(data);
    }
    return net.params().toFloatVector();
  }

  @Test
  void framesAreRecordedAtTheIntervalAndThinnedWhenFull() {
    MultiLayerNetwork net = trainable();
    ErfTracker tracker = ErfTracker.builder(analyzer(net, true)).every(3).build();
    net.setListeners(tracker);
    DataSet data = data();
    for (int i = 0; i < 10; i++) {
      net.fit(data);
    }
    List<ErfTracker.Frame> frames = tracker.frames();
    assertThat(frames).hasSize(4);
    assertThat(frames.get(1).iteration() - frames.get(0).iteration()).isEqualTo(3);
    assertThat(frames.get(0).updates()).isEqualTo(1);
    assertThat(frames.get(0).score()).isPositive();
    assertThat(frames.get(0).field().map().toArray())
        .isNotEqualTo(frames.get(3).field().map().toArray());

    for (int i = 0; i < ErfTracker.MAX_FRAMES; i++) {
      tracker.record(net, 100 + i);
    }
    assertThat(tracker.frames()).hasSizeLessThanOrEqualTo(ErfTracker.MAX_FRAMES);
    assertThat(tracker.frames().get(0)).isEqualTo(frames.get(0));
    assertThat(tracker.frames().get(tracker.frames().size() - 1).updates()).isGreaterThan(100);
  }

  /** Fails at every analysis but the first, once with an exception and once with an error. */
  private static final class Failing implements ErfAnalyzer {
    private final ErfAnalyzer working;
    private int calls;

    Failing(ErfAnalyzer working) {
      this.working = working;
    }

    @Override
    public EffectiveReceptiveField analyze() {
      return working.analyze();
    }

    @Override
    public EffectiveReceptiveField analyze(Model model) {
      calls++;
      if (calls == 2) {
        throw new IllegalStateException("broken on purpose");
      }
      if (calls == 3) {
        throw new StackOverflowError("broken on purpose, worse");
      }
      return working.analyze(model);
    }

    @Override
    public EffectiveReceptiveField analyze(SameDiff graph) {
      return working.analyze(graph);
    }

    @Override
    public ErfSums sums(SampleRange range) {
      return working.sums(range);
    }

    @Override
    public EffectiveReceptiveField finish(ErfSums sums) {
      return working.finish(sums);
    }

    @Override
    public boolean isRepeatable() {
      return working.isRepeatable();
    }
  }

  @Test
  void nothingThatAnAnalysisThrowsEndsTraining() {
    float[] alone = parametersAfterTraining(false, false);
    MultiLayerNetwork net = trainable();
    ErfTracker tracker = ErfTracker.builder(new Failing(analyzer(net, true))).every(1).build();
    net.setListeners(tracker);
    DataSet data = data();
    for (int i = 0; i < 3; i++) {
      net.fit(data);
      assertThat(tracker.failure().isPresent()).isEqualTo(i > 0);
    }
    assertThat(tracker.failure().orElseThrow()).isInstanceOf(StackOverflowError.class);
    for (int i = 3; i < 15; i++) {
      net.fit(data);
    }
    assertThat(net.params().toFloatVector()).isEqualTo(alone);
    assertThat(tracker.frames()).hasSize(13);
  }

  @Test
  void theIntervalDoublesWheneverTheFramesAreFull() {
    MultiLayerNetwork net = trainable();
    ErfTracker tracker = ErfTracker.builder(analyzer(net, true)).every(2).build();
    for (int i = 0; i <= 2 * ErfTracker.MAX_FRAMES; i++) {
      tracker.iterationDone(net, i, 0);
    }
    assertThat(tracker.interval()).isEqualTo(4);
    int kept = tracker.frames().size();
    assertThat(kept).isEqualTo(ErfTracker.MAX_FRAMES / 2 + 1);
    for (int i = 0; i < 8; i++) {
      tracker.iterationDone(net, 1000 + i, 0);
    }
    assertThat(tracker.frames()).hasSize(kept + 2);
  }

  @Test
  void filmstripAndGifCanBeReadBack() throws Exception {
    MultiLayerNetwork net = trainable();
    ErfTracker tracker = ErfTracker.builder(analyzer(net, true)).every(1).build();
    assertThatThrownBy(() -> ErfFilm.of(tracker.frames()))
        .isInstanceOf(IllegalArgumentException.class);
    for (int i = 0; i < 3; i++) {
      tracker.record(net, i);
    }
    Path strip = folder.resolve("strip.png");
    Path gif = folder.resolve("erf.gif");
    ErfFilm film = ErfFilm.of(tracker.frames());
    film.writeStrip(strip);
    film.writeGif(gif, 200);

    BufferedImage picture = ImageIO.read(strip.toFile());
    assertThat(picture.getWidth()).isGreaterThan(picture.getHeight());
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(reader.read(1).getWidth()).isGreaterThanOrEqualTo(240);
      String control =
          ((org.w3c.dom.Element)
                  ((org.w3c.dom.Element)
                          reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0"))
                      .getElementsByTagName("GraphicControlExtension")
                      .item(0))
              .getAttribute("delayTime");
      assertThat(control).isEqualTo("20");
    }
    assertThat(new String(Files.readAllBytes(gif), java.nio.charset.StandardCharsets.ISO_8859_1))
        .startsWith("GIF89a")
        .contains("NETSCAPE2.0");
    assertThatThrownBy(() -> film.writeGif(gif, 5)).hasMessageContaining("got 5");
    try (var files = Files.list(folder)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("strip.png", "erf.gif");
    }
  }

  @Test
  void analysesThatWouldDisturbTrainingAreRefused() {
    MultiLayerNetwork net = trainable();
    assertThatThrownBy(() -> ErfTracker.builder(analyzer(net, true)).every(0))
        .hasMessageContaining("got 0");
    ErfAnalyzer draws = ErfAnalyzer.builder(2, d -> net).inputSize(9, 9).build();
    assertThatThrownBy(() -> ErfTracker.builder(draws).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("draws networks");
    ErfAnalyzer reading =
        ErfAnalyzer.builder(net).inputs(new ListDataSetIterator<>(data().asList(), 2)).build();
    assertThatThrownBy(() -> ErfTracker.builder(reading).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("iterator");
  }
}
