package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Rounding;
import org.percept4j.core.internal.RowKernels;

/** Chains of convolutions in one go, against DL4J's own layers. */
class ConvolutionChainTest {

  private static final LayerRef LAST = LayerRef.index(-1);

  @Property(tries = 40, seed = "1")
  void gradientsAndOutputsAreThoseOfTheLayers(
      @ForAll @IntRange(min = 1, max = 4) int depth,
      @ForAll @IntRange(min = 1, max = 3) int images,
      @ForAll @IntRange(min = 9, max = 24) int rows,
      @ForAll @IntRange(min = 9, max = 24) int columns,
      @ForAll @IntRange(min = 0, max = 3) int activation,
      @ForAll boolean same,
      @ForAll boolean sparse,
      @ForAll long seed) {
    Random random = new Random(seed);
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    int terms = 0;
    int channels = 1 + random.nextInt(5);
    int inputs = channels;
    for (int layer = 0; layer < depth; layer++) {
      int[] kernel = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int filters = 1 + random.nextInt(random.nextBoolean() ? 40 : 6);
      list.layer(convolution(random, kernel, filters, activation, same));
      if (activation == 3) {
        list.layer(new BatchNormalization());
        list.layer(new DropoutLayer(0.5));
        list.layer(new ActivationLayer(Activation.RELU));
      }
      terms += (channels + filters) * kernel[0] * kernel[1] + 8;
      channels = filters;
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            list.setInputType(InputType.convolutional(rows, columns, inputs)).build());
    net.init();
    disturb(net, random);
    INDArray image = noise(random, images, inputs, rows, columns);
    assertSame(net, image, sparse, terms);
  }

  private static Layer convolution(
      Random random, int[] kernel, int filters, int activation, boolean same) {
    ConvolutionLayer.Builder conv =
        new ConvolutionLayer.Builder(kernel).nOut(filters).hasBias(random.nextBoolean());
    if (same) {
      conv.convolutionMode(ConvolutionMode.Same);
    } else {
      conv.padding(random.nextInt(2), random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      conv.dilation(1 + random.nextInt(2), 1 + random.nextInt(2));
    }
    return switch (activation) {
      case 0 -> conv.activation(Activation.RELU).build();
      case 1 -> conv.activation(new ActivationLReLU(0.3)).build();
      default -> conv.activation(Activation.IDENTITY).build();
    };
  }

  private static void assertSame(MultiLayerNetwork net, INDArray image, boolean sparse, int terms) {
    NetworkProbe.Gradients expected = gradients(net, false, image, sparse);
    NetworkProbe.Gradients actual = gradients(net, true, image, sparse);
    double outputs =
        Rounding.bound(
            net,
            image,
            terms,
            (m, x) -> NetworkProbe.of(m, false).activations(List.of(LAST), x).get(0));
    double gradients =
        Rounding.bound(
            net, image, terms, (m, x) -> gradients(m, false, x, sparse).inputGradients().get(0));
    assertThat(distance(actual.output(), expected.output())).isLessThanOrEqualTo(2 * outputs);
    assertThat(distance(actual.inputGradients().get(0), expected.inputGradients().get(0)))
        .isLessThanOrEqualTo(2 * gradients);
  }

  private static NetworkProbe.Gradients gradients(
      Model net, boolean accelerated, INDArray image, boolean sparse) {
    return NetworkProbe.of(net, accelerated).inputGradient(LAST, y -> epsilon(y, sparse), image);
  }

  private static INDArray epsilon(INDArray y, boolean sparse) {
    Random random = new Random(5);
    double[] values = new double[(int) y.length()];
    for (int i = 0; i < values.length; i++) {
      boolean wanted = !sparse || random.nextInt(values.length) < 3;
      values[i] = wanted ? random.nextGaussian() : 0;
    }
    return Nd4j.createFromArray(values).castTo(y.dataType()).reshape(y.shape());
  }

  private static double distance(INDArray a, INDArray b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    return a.sub(b).amaxNumber().doubleValue();
  }

  private static void disturb(MultiLayerNetwork net, Random random) {
    for (int i = 0; i < net.numParams(); i++) {
      net.params().putScalar(i, net.params().getFloat(i) + (float) (0.1 * random.nextGaussian()));
    }
  }

  private static INDArray noise(Random random, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, (float) random.nextGaussian());
    }
    return array;
  }

  private static MultiLayerNetwork reluChain() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.RELU).build())
                .layer(
                    new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build())
                .setInputType(InputType.convolutional(12, 11, 2))
                .build());
    net.init();
    return net;
  }

  @Test
  void weightsThatChangeAndOtherSizesAreSeen() {
    MultiLayerNetwork net = reluChain();
    NetworkProbe fast = NetworkProbe.of(net);
    Random random = new Random(1);
    for (int[] size : new int[][] {{12, 11}, {9, 14}, {9, 14}, {12, 11}}) {
      disturb(net, random);
      INDArray view =
          noise(random, 2, 2, size[1], size[0]).permute(0, 1, 3, 2); // no copy in C order
      INDArray expected = gradients(net, false, view, false).inputGradients().get(0);
      INDArray actual =
          fast.inputGradient(LAST, y -> epsilon(y, false), view).inputGradients().get(0);
      double bound =
          Rounding.bound(
              net,
              view,
              4 * (9 * 5 + 1),
              (m, x) -> gradients(m, false, x, false).inputGradients().get(0));
      assertThat(distance(actual, expected)).isLessThanOrEqualTo(2 * bound);
    }
  }

  /** 0 · NaN is NaN, so what is not a number must show in the output, and nowhere else. */
  @Test
  void nanSpreadsOverItsWindowsAndIsGoneWithItsImage() {
    MultiLayerNetwork net = reluChain();
    NetworkProbe probe = NetworkProbe.of(net);
    INDArray image = noise(new Random(3), 1, 2, 12, 11);
    INDArray clean = probe.inputGradient(LAST, y -> epsilon(y, false), image).output();
    for (float bad : new float[] {Float.NaN, Float.intBitsToFloat(0xFFC00000)}) {
      INDArray broken = image.dup();
      broken.putScalar(new int[] {0, 1, 6, 5}, bad);
      INDArray y = probe.inputGradient(LAST, o -> epsilon(o, false), broken).output();
      for (int row = 0; row < 12; row++) {
        for (int column = 0; column < 11; column++) {
          boolean near = Math.abs(row - 6) <= 2 && Math.abs(column - 5) <= 2;
          assertThat(Float.isNaN(y.getFloat(0, 0, row, column))).isEqualTo(near);
        }
      }
    }
    assertThat(probe.inputGradient(LAST, o -> epsilon(o, false), image).output()).isEqualTo(clean);
  }

  @Test
  void theChainIsTakenWhereVectorsAreAndOnlyThere() {
    assumeTrue(RowKernels.kernel() != null, "needs --add-modules jdk.incubator.vector");
    ProbeGraph narrow = ProbeGraphBuilder.of(reluChain(), true);
    assertThat(ConvolutionChain.of(narrow, 2)).isNotNull();
    ProbeGraph stock = ProbeGraphBuilder.of(reluChain(), false);
    assertThat(ConvolutionChain.of(stock, 2)).isNull();
  }
}
