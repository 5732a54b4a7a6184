package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Rounding;
import org.percept4j.core.Uniform;
import org.percept4j.core.npy.NpyReader;

/** Gradients in SameDiff graphs against PyTorch's, see resources/samediff/make.py. */
class SameDiffProbeTest {

  private static INDArray array(String name, DataType type) throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(
                    SameDiffProbeTest.class.getResource("/samediff/" + name + ".npy"))
                .toURI());
    return NpyReader.read(file).castTo(type);
  }

  private static SameDiff graph(DataType type) throws Exception {
    return graph(type, a -> a);
  }

  private static SameDiff graph(DataType type, UnaryOperator<INDArray> operand) throws Exception {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", type, -1, 3, -1, -1);
    INDArray first = operand.apply(array("w1", type));
    SDVariable w1 = graph.var("w1", first.permute(2, 3, 1, 0).dup('c'));
    SDVariable b1 = graph.var("b1", operand.apply(array("b1", type)));
    INDArray second = operand.apply(array("w2", type));
    SDVariable w2 = graph.var("w2", second.permute(2, 3, 1, 0).dup('c'));
    SDVariable c1 = graph.cnn().conv2d(x, w1, b1, convolution());
    SDVariable h =
        graph
            .cnn()
            .maxPooling2d(
                "h",
                graph.nn.relu(c1, 0),
                Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build());
    graph.nn.tanh("y", graph.cnn().conv2d(h, w2, convolution()).mul(0.02));
    graph.placeHolder("unused", type, -1, 2);
    return graph;
  }

  private static Conv2DConfig convolution() {
    return Conv2DConfig.builder().kH(3).kW(3).pH(1).pW(1).build();
  }

  private static UnaryOperator<INDArray> unit(int channel, int row, int column) {
    return y -> {
      INDArray epsilon = Nd4j.zerosLike(y);
      for (int n = 0; n < y.size(0); n++) {
        epsilon.putScalar(new int[] {n, channel, row, column}, 1);
      }
      return epsilon;
    };
  }

  /** Bounds for y, dy and dh; two convolutions of at most 9 × 8 products and a bias, both ways. */
  private static double[] bounds(DataType type) {
    double[] bounds =
        Rounding.bounds(
            4 * (9 * 8 + 1),
            operand -> {
              try {
                SameDiffProbe exact = SameDiffProbe.of(graph(DataType.DOUBLE, operand));
                Map<String, INDArray> x = Map.of("x", operand.apply(array("x", DataType.DOUBLE)));
                NetworkProbe.Gradients last = exact.inputGradient("y", unit(3, 1, 2), "x", x);
                return List.of(
                    last.output(),
                    last.inputGradients().get(0),
                    exact.inputGradient("h", unit(1, 2, 1), "x", x).inputGradients().get(0));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    double unit = type == DataType.FLOAT ? Rounding.UNIT : Rounding.UNIT_OF_DOUBLE;
    return Arrays.stream(bounds).map(b -> b * unit / Rounding.UNIT).toArray();
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE", "FLOAT"})
  void equalsPyTorch(DataType type) throws Exception {
    double[] bounds = bounds(type);
    SameDiff graph = graph(type);
    int variables = graph.variables().size();
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SameDiffProbe probe = SameDiffProbe.of(graph);
      Map<String, INDArray> x = Map.of("x", array("x", type));
      for (int times = 0; times < 2; times++) {
        NetworkProbe.Gradients last = probe.inputGradient("y", unit(3, 1, 2), "x", x);
        assertThat(difference(last.output(), array("y", type))).isLessThanOrEqualTo(2 * bounds[0]);
        assertThat(difference(last.inputGradients().get(0), array("dy", type)))
            .isLessThanOrEqualTo(2 * bounds[1]);
        NetworkProbe.Gradients inner = probe.inputGradient("h", unit(1, 2, 1), "x", x);
        assertThat(difference(inner.inputGradients().get(0), array("dh", type)))
            .isLessThanOrEqualTo(2 * bounds[2]);
      }
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(graph.variables()).hasSize(variables);
    assertThat(graph.getLossVariables()).isEmpty();
  }

  @Test
  void seesLaterParameters() throws Exception {
    SameDiff graph = graph(DataType.DOUBLE);
    SameDiffProbe probe = SameDiffProbe.of(graph);
    Map<String, INDArray> x = Map.of("x", array("x", DataType.DOUBLE));
    probe.inputGradient("y", unit(0, 0, 0), "x", x);
    graph.getVariable("w2").getArr().muli(0);
    INDArray gradient = probe.inputGradient("y", unit(0, 0, 0), "x", x).inputGradients().get(0);
    assertThat(gradient.amaxNumber().doubleValue()).isZero();
  }

  @Test
  void isZeroWhereNothingDependsAndNamesWhatIsWrong() throws Exception {
    SameDiffProbe probe = SameDiffProbe.of(graph(DataType.DOUBLE));
    INDArray x = array("x", DataType.DOUBLE);
    Map<String, INDArray> both = Map.of("x", x, "unused", Uniform.array(1, DataType.DOUBLE, 2, 2));
    List<INDArray> zero = probe.inputGradient("y", unit(0, 0, 0), "unused", both).inputGradients();
    assertThat(zero.get(0)).isEqualTo(Nd4j.zeros(DataType.DOUBLE, 2, 2));
    assertThatThrownBy(() -> probe.inputGradient("z", y -> y, "x", both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("variable: expected")
        .hasMessageContaining("\"z\"");
    assertThatThrownBy(() -> probe.inputGradient("y", y -> y, "w1", both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("placeholder: expected");
    assertThatThrownBy(() -> probe.inputGradient("y", y -> x, "x", both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("epsilon: expected");
  }

  private static double difference(INDArray found, INDArray expected) {
    return found.sub(expected).amaxNumber().doubleValue();
  }
}
