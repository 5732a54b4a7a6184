package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling3DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;
import org.percept4j.core.probe.SameDiffProbe;

/** Fields read from SameDiff's operations against what changes when an input line is changed. */
class SameDiffFieldsTest {

  private static final DataType TYPE = DataType.DOUBLE;

  private static SDVariable weights(SameDiff g, long... shape) {
    return g.var(Uniform.array(g.variables().size(), TYPE, shape).addi(0.1));
  }

  private static SDVariable conv(SameDiff g, SDVariable x, Conv2DConfig.Conv2DConfigBuilder c) {
    return g.cnn().conv2d(x, weights(g, 3, 2, 2, 2), c.kH(3).kW(2).build());
  }

  private static SDVariable pad(SameDiff g, SDVariable x) {
    return g.nn.pad(
        x, g.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {0, 0}, {1, 2}, {0, 3}})), 0);
  }

  private static Arguments of(
      String name, BiFunction<SameDiff, SDVariable, SDVariable> made, long... shape) {
    return Arguments.of(name, made, shape.length == 0 ? new long[] {-1, 2, 11, 12} : shape);
  }

  static Stream<Arguments> graphs() {
    long[] last = {-1, 11, 12, 2};
    long[] line = {-1, 2, 13};
    long[] volume = {-1, 2, 5, 6, 7};
    return Stream.of(
        of("valid", (g, x) -> conv(g, x, Conv2DConfig.builder())),
        of("padded", (g, x) -> conv(g, x, Conv2DConfig.builder().pH(1).pW(1).sH(2).sW(3))),
        of(
            "same",
            (g, x) -> conv(g, x, Conv2DConfig.builder().sH(2).sW(3).paddingMode(PaddingMode.SAME))),
        of("dilated", (g, x) -> conv(g, x, Conv2DConfig.builder().dH(2).dW(3))),
        of(
            "two",
            (g, x) ->
                g.nn.relu(
                    conv(g, conv(g, x, Conv2DConfig.builder().sH(2)), Conv2DConfig.builder()), 0)),
        of("nhwc", (g, x) -> conv(g, x, Conv2DConfig.builder().dataFormat("NHWC").sH(2)), last),
        of("permuted", (g, x) -> conv(g, g.permute(x, 0, 3, 1, 2), Conv2DConfig.builder()), last),
        of("permuted back", (g, x) -> g.permute(conv(g, x, Conv2DConfig.builder()), 0, 2, 3, 1)),
        of(
            "max",
            (g, x) ->
                g.cnn().maxPooling2d(x, Pooling2DConfig.builder().kH(3).kW(2).sH(2).sW(2).build())),
        of(
            "average",
            (g, x) ->
                g.cnn()
                    .avgPooling2d(
                        x,
                        Pooling2DConfig.builder()
                            .kH(3)
                            .kW(2)
                            .sH(2)
                            .sW(2)
                            .paddingMode(PaddingMode.SAME)
                            .build())),
        of(
            "depthwise",
            (g, x) ->
                g.cnn()
                    .depthWiseConv2d(
                        x, weights(g, 3, 3, 2, 1), Conv2DConfig.builder().kH(3).kW(3).build())),
        of(
            "transposed",
            (g, x) ->
                g.cnn()
                    .deconv2d(
                        x,
                        weights(g, 3, 3, 2, 2),
                        DeConv2DConfig.builder().kH(3).kW(3).sH(2).sW(2).build())),
        of(
            "transposed same",
            (g, x) ->
                g.cnn()
                    .deconv2d(
                        x,
                        weights(g, 3, 3, 2, 2),
                        DeConv2DConfig.builder().kH(3).kW(3).sH(2).sW(2).isSameMode(true).build())),
        of(
            "line",
            (g, x) ->
                g.cnn()
                    .conv1d(
                        x,
                        weights(g, 3, 2, 2),
                        Conv1DConfig.builder()
                            .k(3)
                            .s(2)
                            .p(1)
                            .paddingMode(PaddingMode.VALID)
                            .build()),
            line),
        of(
            "causal",
            (g, x) ->
                g.cnn()
                    .conv1d(
                        x,
                        weights(g, 3, 2, 2),
                        Conv1DConfig.builder().k(3).s(1).paddingMode(PaddingMode.CAUSAL).build()),
            line),
        of(
            "volume",
            (g, x) ->
                g.cnn()
                    .conv3d(
                        x,
                        weights(g, 2, 3, 2, 2, 2),
                        Conv3DConfig.builder().kD(2).kH(3).kW(2).dataFormat("NCDHW").build()),
            volume),
        of(
            "volume pool",
            (g, x) ->
                g.cnn()
                    .maxPooling3d(
                        x,
                        Pooling3DConfig.builder()
                            .kD(2)
                            .kH(2)
                            .kW(2)
                            .sD(1)
                            .sH(2)
                            .sW(2)
                            .isNCDHW(true)
                            .build()),
            volume),
        of("up", (g, x) -> g.cnn().upsampling2d(x, 2, 3, true)),
        of(
            "to depth",
            (g, x) ->
                g.cnn()
                    .spaceToDepth(
                        g.slice(x, new int[] {0, 0, 0, 0}, -1, -1, 10, 12),
                        2,
                        org.nd4j.enums.DataFormat.NCHW)),
        of("pad", (g, x) -> conv(g, pad(g, x), Conv2DConfig.builder())),
        of(
            "slice",
            (g, x) ->
                conv(g, g.slice(x, new int[] {0, 0, 2, 1}, -1, -1, 6, 8), Conv2DConfig.builder())),
        of(
            "strided",
            (g, x) ->
                g.stridedSlice(
                    conv(g, x, Conv2DConfig.builder()),
                    new long[] {0, 0, 1, 2},
                    new long[] {1, 2, 9, 10},
                    1,
                    1,
                    2,
                    3)),
        of("reverse", (g, x) -> g.reverse(conv(g, x, Conv2DConfig.builder()), 2)),
        of("tile", (g, x) -> g.tile(conv(g, x, Conv2DConfig.builder()), 1, 1, 2, 1)),
        of(
            "concat",
            (g, x) ->
                g.concat(1, x, conv(g, x, Conv2DConfig.builder().paddingMode(PaddingMode.SAME)))),
        of(
            "sum",
            (g, x) ->
                x.add(
                    g.cnn()
                        .maxPooling2d(
                            x,
                            Pooling2DConfig.builder()
                                .kH(3)
                                .kW(3)
                                .sH(1)
                                .sW(1)
                                .paddingMode(PaddingMode.SAME)
                                .build()))),
        of("gate", (g, x) -> x.mul(g.nn.sigmoid(x.mean(true, 2, 3).mul(0.001)))),
        of("rows gate", (g, x) -> x.mul(x.mean(true, 3))),
        of("softmax", (g, x) -> g.nn.softmax(x.mul(1e-3), 3)),
        of(
            "norm",
            (g, x) ->
                g.nn.batchNorm(
                    x, weights(g, 2), weights(g, 2), weights(g, 2), weights(g, 2), 1e-5, 1)),
        of(
            "local norm",
            (g, x) ->
                g.cnn()
                    .localResponseNormalization(
                        x,
                        LocalResponseNormalizationConfig.builder()
                            .alpha(1e-3)
                            .beta(0.5)
                            .bias(1)
                            .depth(2)
                            .build())),
        of("layer norm", (g, x) -> g.nn.layerNorm(x, weights(g, 2), true, 1, 2, 3)),
        of("bias", (g, x) -> g.nn.biasAdd(x, weights(g, 2), true)),
        of("functions", (g, x) -> g.nn.elu(g.nn.leakyRelu(g.nn.tanh(x.mul(1e-3).add(2)), 0.1))),
        of("global", (g, x) -> x.mean(2, 3)),
        of("dense", (g, x) -> g.reshape(x, -1, 264).mmul(weights(g, 264, 3))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void equalsWhatChanges(
      String name, BiFunction<SameDiff, SDVariable, SDVariable> made, long... shape) {
    SameDiff graph = SameDiff.create();
    SDVariable y = made.apply(graph, graph.placeHolder("x", TYPE, shape)).rename("y");
    long[] full = shape.clone();
    full[0] = 1;
    boolean last = full[full.length - 1] == 2;
    InputSize size = size(last, full);
    ReceptiveFields fields = ReceptiveFields.of(graph, size);
    TheoreticalReceptiveField field = fields.field(LayerRef.name("y"));
    INDArray x = Uniform.array(7, TYPE, full);
    SameDiffProbe probe = SameDiffProbe.of(graph);
    INDArray before = value(probe, x);
    boolean outLast = last ? !name.equals("permuted") : name.equals("permuted back");
    int axes = full.length - 2;
    for (int a = 0; a < axes; a++) {
      AxisField found =
          axes == 3 && a == 0 ? field.depth() : a == axes - 1 ? field.columns() : field.rows();
      int outAxis = before.rank() == 2 ? -1 : a + (outLast ? 1 : 2);
      if (outAxis >= 0) {
        assertThat(found.units()).isEqualTo((int) before.size(outAxis));
      }
      boolean[][] seen = new boolean[found.units()][(int) full[a + (last ? 1 : 2)]];
      for (int line = 0; line < seen[0].length; line++) {
        for (double by : new double[] {1000, -1000}) {
          INDArray changed = x.dup();
          INDArray part = changed.slice(line, a + (last ? 1 : 2));
          part.addi(
              Uniform.array(8 + line, TYPE, part.shape())
                  .muli(by)); // a softmax is blind to a constant
          INDArray difference = value(probe, changed).sub(before);
          for (int u = 0; u < seen.length; u++) {
            INDArray unit = outAxis < 0 ? difference : difference.slice(u, outAxis);
            seen[u][line] |=
                unit.amaxNumber().doubleValue()
                    > 1e-10; // LRN adds and takes away in one running sum
          }
        }
      }
      for (int u = 0; u < seen.length; u++) {
        assertSame(found.visible(u), "axis " + a + ", unit " + u, seen[u]);
      }
    }
    assertThat(y.name()).isEqualTo("y");
  }

  /** The same first and last line; in between, gaps of strides and dilation count as seen. */
  private static void assertSame(IntervalSet told, String where, boolean... seen) {
    IntervalSet found = IntervalSet.EMPTY;
    for (int i = 0; i < seen.length; i++) {
      if (seen[i]) {
        found = found.union(IntervalSet.of(i, i));
        assertThat(told.union(IntervalSet.of(i, i))).as(where).isEqualTo(told);
      }
    }
    assertThat(told.isEmpty()).as(where).isEqualTo(found.isEmpty());
    if (!told.isEmpty()) {
      assertThat(found.hull()).as(where).isEqualTo(told.hull());
    }
  }

  private static INDArray value(SameDiffProbe probe, INDArray x) {
    return probe.values(java.util.List.of("y"), Map.of("x", x)).get("y");
  }

  private static InputSize size(boolean last, long... s) {
    int at = last ? 1 : 2;
    return switch (s.length) {
      case 3 -> InputSize.sequence((int) s[at]);
      case 4 -> new InputSize((int) s[at], (int) s[at + 1]);
      default -> new InputSize((int) s[at], (int) s[at + 1], (int) s[at + 2]);
    };
  }

  @Test
  void namesWhatIsNotUnderstoodAndReadsTheRest() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", TYPE, -1, 2, 8, 8);
    SDVariable c = conv(graph, x, Conv2DConfig.builder()).rename("c");
    graph.nn.relu("after", graph.reshape("r", c, -1, 2, 7, 6), 0);
    ReceptiveFields fields = ReceptiveFields.of(graph, InputSize.square(8));
    assertThat(fields.field(LayerRef.name("c")).rows().size()).isEqualTo(3);
    assertThat(fields.lastSpatialLayer()).isEqualTo(LayerRef.index(0));
    assertThatThrownBy(() -> fields.field(LayerRef.name("after")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("variable \"r\" (reshape)");
  }

  @Test
  void refusesPlaceholdersThatAreNoMaps() {
    SameDiff integers = SameDiff.create();
    integers.placeHolder("n", DataType.INT32, -1, 2, 8, 8);
    assertThatThrownBy(() -> ReceptiveFields.of(integers, InputSize.square(8)))
        .hasMessageStartingWith("placeholder \"n\": expected a floating-point type, got INT");
    SameDiff flat = SameDiff.create();
    flat.placeHolder("v", TYPE, -1);
    assertThatThrownBy(() -> ReceptiveFields.of(flat, InputSize.square(8)))
        .hasMessage("placeholder \"v\": expected a shape of rank 2 to 5, got [-1]");
    assertThatThrownBy(() -> ReceptiveFields.of(SameDiff.create(), InputSize.square(8)))
        .hasMessageStartingWith("graph: expected a placeholder");
  }
}
