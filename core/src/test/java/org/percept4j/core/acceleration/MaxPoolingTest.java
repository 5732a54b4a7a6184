package org.percept4j.core.acceleration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.probe.NetworkProbe;

/** The backward pass of max pooling, against DL4J's own. */
class MaxPoolingTest {

  record Windows(
      int rows, int columns, int stride, int padding, int dilation, ConvolutionMode mode) {}

  static Stream<Windows> windows() {
    List<Windows> all = new ArrayList<>();
    for (int rows = 1; rows <= 3; rows++) {
      for (int stride = 1; stride <= 3; stride++) {
        all.add(new Windows(rows, 2, stride, 0, 1, ConvolutionMode.Same));
        all.add(new Windows(rows, 2, stride, 0, 1, ConvolutionMode.Truncate));
        all.add(new Windows(rows, 3, stride, 0, 2, ConvolutionMode.Truncate));
        all.add(new Windows(rows, 3, stride, 0, 2, ConvolutionMode.Same));
      }
    }
    all.add(new Windows(2, 3, 2, 1, 1, ConvolutionMode.Truncate));
    all.add(new Windows(3, 3, 1, 1, 2, ConvolutionMode.Truncate));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("windows")
  void gradientsAreTheSameWhereValuesAreEqualToo(Windows w) {
    Layer layer = layer(w);
    for (int values : new int[] {2, 1_000_000}) {
      INDArray input = noise(values, 3, 2, 11, 13);
      INDArray expected = gradient(layer, input);
      HelperField.set(layer, new MaxPoolingHelper());
      assertThat(gradient(layer, input)).isEqualTo(expected);
      INDArray view = noise(values, 2, 3, 11, 13).permute(1, 0, 2, 3);
      INDArray ofView = gradient(layer, view);
      HelperField.set(layer, null);
      assertThat(ofView).isEqualTo(gradient(layer, view));
    }
  }

  @Test
  void imagesThatTakeAllThreadsHaveTheSameGradient() {
    Layer layer = layer(new Windows(2, 2, 2, 0, 1, ConvolutionMode.Truncate));
    INDArray large = noise(1_000_000, 2, 4, 400, 400);
    INDArray expected = gradient(layer, large);
    HelperField.set(layer, new MaxPoolingHelper());
    assertThat(gradient(layer, large)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("windows")
  void probesGiveWhatTheLayerGives(Windows w) {
    MultiLayerNetwork network = network(w);
    NetworkProbe loops = NetworkProbe.of(network);
    NetworkProbe layers = NetworkProbe.of(network, false);
    LayerRef layer = LayerRef.index(0);
    INDArray some = noise(1_000_000, 2, 2, 11, 13);
    for (INDArray input : List.of(some, noise(2, 3, 2, 200, 300))) {
      INDArray expected = network.output(input);
      assertThat(loops.activations(List.of(layer), input)).containsExactly(expected);
      INDArray epsilon = noise(1_000_000, expected.shape());
      assertThat(loops.inputGradient(layer, y -> epsilon, input).inputGradients())
          .isEqualTo(layers.inputGradient(layer, y -> epsilon, input).inputGradients());
    }
    INDArray broken = withoutNumbers(some);
    assertThat(loops.activations(List.of(layer), broken)).containsExactly(network.output(broken));
  }

  /** With windows of nothing but NaN, or of nothing but one of the infinities. */
  private static INDArray withoutNumbers(INDArray numbers) {
    INDArray array = numbers.dup();
    for (int i = 0; i < 40; i++) {
      array.putScalar(i, Float.NaN);
      array.putScalar(100 + i, Float.NEGATIVE_INFINITY);
      array.putScalar(200 + i, Float.POSITIVE_INFINITY);
      array.putScalar(300 + i, -Float.MAX_VALUE);
    }
    return array;
  }

  private static Layer layer(Windows w) {
    return network(w).getLayer(0);
  }

  private static MultiLayerNetwork network(Windows w) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new SubsamplingLayer.Builder()
                        .kernelSize(w.rows(), w.columns())
                        .stride(w.stride(), w.stride())
                        .padding(w.padding(), w.padding())
                        .dilation(w.dilation(), w.dilation())
                        .convolutionMode(w.mode())
                        .build())
                .setInputType(InputType.convolutional(11, 13, 2))
                .build());
    network.init();
    return network;
  }

  private static INDArray gradient(Layer layer, INDArray input) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    layer.setInput(input, none);
    INDArray output = layer.activate(true, none);
    INDArray epsilon = noise(1_000_000, output.shape());
    return layer.backpropGradient(epsilon, none).getSecond();
  }

  /** So many different values. */
  private static INDArray noise(int values, long... shape) {
    Random random = new Random(5);
    INDArray array = Nd4j.create(shape);
    float[] all = new float[(int) array.length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = random.nextInt(values) - values / 2f;
    }
    return Nd4j.createFromArray(all).reshape(shape);
  }
}
