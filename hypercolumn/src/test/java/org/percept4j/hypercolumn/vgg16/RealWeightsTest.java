package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Pooling;

/** Weights that others trained, on photographs. */
class RealWeightsTest {

  private static final int SIDE = 227;

  private static BufferedImage photo(String name) throws IOException {
    try (InputStream in = RealWeightsTest.class.getResourceAsStream("/photos/" + name)) {
      return ImageIO.read(in);
    }
  }

  private static BufferedImage mirrored(BufferedImage image) {
    BufferedImage mirror =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    mirror
        .createGraphics()
        .drawImage(image, image.getWidth(), 0, -image.getWidth(), image.getHeight(), null);
    return mirror;
  }

  private static INDArray features(ComputationGraph network, BufferedImage image) {
    INDArray input = Preprocessing.BLOG.of(image, SIDE, SIDE);
    input.subi(Nd4j.createFromArray(104f, 117f, 123f).reshape(1, 3, 1, 1));
    Hypercolumns columns =
        HypercolumnExtractor.builder(network)
            .layers("fire9/expand1x1", "fire9/expand3x3")
            .build()
            .extract(input);
    return Nd4j.createFromArray(Pooling.box(columns, 0, SIDE, 0, SIDE));
  }

  @Test
  void squeezeNetKnowsACatFromBothSidesAndFromACup() throws Exception {
    ComputationGraph network = SqueezeNet.load(RealWeights.file("squeezenet_v1.1_notop.h5"), SIDE);
    BufferedImage cat = photo("chelsea.png");
    INDArray features = features(network, cat);
    double mirror = Transforms.cosineSim(features, features(network, mirrored(cat)));
    double cup = Transforms.cosineSim(features, features(network, photo("coffee.png")));
    assertThat(mirror).isGreaterThan(0.95);
    assertThat(cup).isLessThan(0.5);
  }

  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = "DL4J's import needs HDF5 natives")
  void hypercolumnsOfAnNhwcNetworkAreItsActivationsEnlarged() throws Exception {
    ComputationGraph network =
        KerasModelImport.importKerasModelAndWeights(
            RealWeights.file("fer2013_mini_XCEPTION.h5").toString(), false);
    String[] layers = {"conv2d_1", "activation_2", "separable_conv2d_4", "conv2d_7"};
    int[][] shapes = {{8, 62, 62}, {8, 60, 60}, {32, 30, 30}, {7, 4, 4}};
    INDArray grey =
        Preprocessing.BLOG.of(photo("chelsea.png"), 64, 64).mean(1).reshape(1, 64, 64, 1);
    INDArray input = grey.divi(127.5).subi(1);
    Map<String, INDArray> activations = network.feedForward(input, false);
    Hypercolumns columns =
        HypercolumnExtractor.builder(network).layers(layers).build().extract(input);
    assertThat(columns.depth()).isEqualTo(55);
    for (int i = 0; i < layers.length; i++) {
      int channels = shapes[i][0];
      int side = shapes[i][1];
      INDArray maps = activations.get(layers[i]);
      assertThat(maps.shape()).containsExactly(1, side, side, channels);
      float[] planes = maps.permute(0, 3, 1, 2).dup('c').data().asFloat();
      assertThat(maps.stdNumber().doubleValue()).as(layers[i] + " is alive").isGreaterThan(1e-3);
      INDArray expected =
          Nd4j.createFromArray(
                  Bilinear.of(side, side, 64, 64, Convention.HALF_PIXEL).resize(planes, channels))
              .reshape(channels, 64, 64);
      assertThat(columns.select(layers[i]).dense()).as(layers[i]).isEqualTo(expected);
    }
  }
}
