package org.percept4j.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelSimilarity;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/**
 * Something both sides do, under one name; {@code benchmarks/peers/side.py} has the other half.
 *
 * @param repetitions how often {@code body} does it
 * @param body what is timed
 */
record Workload(int repetitions, Runnable body) {

  private static final int SIDE = 224;
  private static final int SHORT = 200;

  static Workload of(String name) {
    return switch (name) {
      case "input-gradient" -> inputGradient();
      case "figure-1" -> once(Workload::figure1);
      case "vgg-trunk" -> vggTrunk();
      case "vgg-dense" -> vgg(SIDE, columns -> columns.dense().close());
      case "mean-from-image" -> vgg(SIDE, Hypercolumns::meanMap);
      case "mean-448" -> vgg(448, Hypercolumns::meanMap);
      case "mean-896" -> vgg(896, Hypercolumns::meanMap);
      case "pixels-from-image" -> {
        PixelPoints points = PixelPoints.random(10_000, SIDE, SIDE, 2);
        yield vgg(SIDE, columns -> columns.sample(points).close());
      }
      case "k-means" -> kMeans();
      case "similarity" -> {
        Hypercolumns columns = columns();
        PixelSimilarity pixels = PixelSimilarity.of(columns);
        float[] column = columns.at(100, 60);
        yield once(() -> pixels.cosine(column));
      }
      case "norms" -> norms();
      case "bilinear" -> {
        Hypercolumns columns = columns();
        yield once(() -> columns.dense().close());
      }
      case "fill" -> {
        INDArray volume = Nd4j.create(1472, SIDE, SIDE);
        yield once(() -> volume.assign(1));
      }
      case "lenet-stock" -> leNetStep(false);
      case "lenet-step" -> leNetStep(true);
      case "lenet-norms" -> leNetNorms();
      default -> throw new IllegalArgumentException("workload: got " + name);
    };
  }

  private static Workload once(Runnable body) {
    return new Workload(1, body);
  }

  /** The centre unit of 40 convolutions of 16 channels, 8 images of 111². */
  private static Workload inputGradient() {
    ErfAnalyzer analyzer =
        ErfAnalyzer.builder(Networks.chain(40, 16, 16, 111, 1))
            .inputs(noise(8, 16, 111, 111))
            .channel(0)
            .samples(8)
            .batch(8)
            .aggregation(Aggregation.RMS)
            .build();
    return once(analyzer::analyze);
  }

  private static void figure1() {
    ErfAnalyzer.builder(20, Networks.chain(20, 4, 1, 51, 1), WeightDraw.byConfiguration())
        .inputSize(51, 51)
        .channel(0)
        .samples(1)
        .aggregation(Aggregation.RMS)
        .build()
        .analyze();
  }

  private static Workload vggTrunk() {
    NetworkProbe probe = NetworkProbe.of(Networks.vggTrunk(SIDE));
    INDArray image = noise(1, 3, SIDE, SIDE);
    List<LayerRef> layers = new ArrayList<>();
    for (int layer : Networks.vggLayers()) {
      layers.add(LayerRef.index(layer));
    }
    return once(() -> probe.activations(layers, image).forEach(INDArray::close));
  }

  private static Workload vgg(int side, Consumer<Hypercolumns> then) {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.vggTrunk(side)).layers(Networks.vggLayers()).build();
    INDArray image = noise(1, 3, side, side);
    return once(() -> then.accept(extractor.extract(image)));
  }

  private static Hypercolumns columns() {
    return HypercolumnExtractor.builder(Networks.vggTrunk(SIDE))
        .layers(Networks.vggLayers())
        .build()
        .extract(noise(1, 3, SIDE, SIDE));
  }

  /** Ten Lloyd iterations from two given pixels. */
  private static Workload kMeans() {
    Hypercolumns columns = columns();
    INDArray start = columns.sample(PixelPoints.of(new int[] {30, 200}, new int[] {40, 150}));
    return once(
        () ->
            KMeans.builder(2)
                .initialCentroids(start)
                .maxIterations(10)
                .tolerance(0)
                .build()
                .fit(columns));
  }

  private static DataSet digits() {
    return new DataSet(noise(10, 1, 28, 28), Nd4j.ones(10, 10).divi(10));
  }

  private static Workload leNetStep(boolean accelerated) {
    MultiLayerNetwork net = Networks.leNet();
    if (accelerated) {
      Acceleration.enable(net);
    }
    DataSet data = digits();
    return new Workload(10, () -> repeat(10, () -> net.fit(data)));
  }

  /** The norms of the gradients of LeNet's four weight arrays. */
  private static Workload norms() {
    MultiLayerNetwork net = Networks.leNet();
    net.fit(digits());
    List<INDArray> gradients = new ArrayList<>();
    net.gradient()
        .gradientForVariable()
        .forEach((key, value) -> gradients.addAll(key.endsWith("_W") ? List.of(value) : List.of()));
    return new Workload(
        SHORT, () -> repeat(SHORT, () -> gradients.forEach(g -> Norms.of(g, Norm.L2))));
  }

  /** What a listener adds to a step, in its two hooks. */
  private static Workload leNetNorms() {
    MultiLayerNetwork net = Networks.leNet();
    net.fit(digits());
    GradientSonifier sonifier = silent();
    int[] iteration = {0};
    return new Workload(
        SHORT,
        () ->
            repeat(
                SHORT,
                () -> {
                  sonifier.onGradientCalculation(net);
                  sonifier.iterationDone(net, iteration[0]++, 0);
                }));
  }

  /** A sonifier whose frames go nowhere. */
  static GradientSonifier silent() {
    try {
      return GradientSonifier.builder()
          .sink(
              new GradientSink() {
                @Override
                public void accept(GradientFrame frame) {}

                @Override
                public void close() {}
              })
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // no file is opened
    }
  }

  private static void repeat(int times, Runnable body) {
    for (int i = 0; i < times; i++) {
      body.run();
    }
  }

  static INDArray noise(long... shape) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }
}
