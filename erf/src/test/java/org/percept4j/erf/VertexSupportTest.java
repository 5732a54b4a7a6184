package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.percept4j.erf.SupportTest.SIDE;
import static org.percept4j.erf.SupportTest.assertSupport;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/**
 * The theory of vertices, wrappers and preprocessors against the gradients DL4J computes. In single
 * precision, the only one DL4J normalises in.
 */
class VertexSupportTest {

  private static final int CHANNELS = 2;
  private static final int SIZE = CHANNELS * SIDE * SIDE;

  /** What stands between "a" and "end". */
  private interface Middle {
    /** Adds it, and returns its name. */
    String to(GraphBuilder graph);
  }

  private static Arguments vertex(GraphVertex vertex) {
    Middle middle =
        graph -> {
          graph.addVertex("v", vertex, "a");
          return "v";
        };
    return Arguments.of(vertex.toString(), middle);
  }

  private static Arguments layer(Layer layer) {
    Middle middle =
        graph -> {
          graph.addLayer("v", layer, "a");
          return "v";
        };
    return Arguments.of(layer.getClass().getSimpleName(), middle);
  }

  static Stream<Arguments> pictures() {
    Middle severalInputs =
        graph -> {
          graph.addLayer("b", Nets.conv(5, 2).build(), "in");
          graph.addLayer("v", Nets.conv(1, 2).build(), "a", "b");
          return "v";
        };
    return Stream.of(
        vertex(new ScaleVertex(2)),
        vertex(new ShiftVertex(1)),
        vertex(new SubsetVertex(0, 0)),
        vertex(new PoolHelperVertex()),
        vertex(new ReshapeVertex(-1, CHANNELS, SIDE, SIDE)),
        layer(new FrozenLayer(Nets.conv(3, 2).nIn(2).build())),
        layer(new FrozenLayerWithBackprop(Nets.conv(3, 2).nIn(2).build())),
        Arguments.of("several inputs", severalInputs));
  }

  private static ComputationGraph graph(Middle middle, Layer last) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .seed(1)
            .graphBuilder()
            .addInputs("in")
            .addLayer("a", Nets.conv(3, CHANNELS).build(), "in");
    builder
        .addLayer("end", last, middle.to(builder))
        .setOutputs("end")
        .setInputTypes(InputType.convolutional(SIDE, SIDE, 1));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    graph.setParams(Uniform.array(1, DataType.FLOAT, graph.params().shape()).addi(0.5));
    return graph;
  }

  private static INDArray image() {
    return Uniform.array(1, DataType.FLOAT, 1, 1, SIDE, SIDE).addi(0.5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pictures")
  void unitsSeeTheInputsThatHaveAGradient(String name, Middle middle) {
    ComputationGraph graph = graph(middle, Nets.conv(2, 2).build());
    TheoreticalReceptiveField field =
        ReceptiveFields.of(graph, InputSize.square(SIDE)).field(LayerRef.name("end"));
    int last = field.rows().units() - 1;
    for (int[] unit : new int[][] {{0, last}, {last / 2, last / 2}, {last, 1}}) {
      EffectiveReceptiveField erf =
          ErfAnalyzer.builder(graph)
              .inputs(image())
              .unit(unit[0], unit[1])
              .channel(0)
              .build()
              .analyze();
      assertThat(erf.leak()).isZero();
      assertSupport(erf.map(), field.rows().visible(unit[0]), field.columns().visible(unit[1]));
    }
  }

  static Stream<Arguments> mixers() {
    CnnToFeedForwardPreProcessor flatten = new CnnToFeedForwardPreProcessor(SIDE, SIDE, CHANNELS);
    FeedForwardToCnnPreProcessor unfold = new FeedForwardToCnnPreProcessor(SIDE, SIDE, CHANNELS);
    DenseLayer dense =
        new DenseLayer.Builder().nIn(SIZE).nOut(SIZE).activation(Activation.IDENTITY).build();
    Middle unfolded =
        graph -> {
          graph.addLayer("dense", dense, flatten, "a");
          graph.addLayer(
              "v",
              Nets.conv(1, 2).nIn(2).build(),
              new ComposableInputPreProcessor(unfold),
              "dense");
          return "v";
        };
    return Stream.of(
        vertex(new L2NormalizeVertex()),
        vertex(new PreprocessorVertex(flatten)),
        vertex(new ReshapeVertex(-1, SIZE)),
        Arguments.of("unfolded", unfolded));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mixers")
  void afterWhatMixesAllPlacesEverythingIsSeen(String name, Middle middle) {
    boolean picture = name.startsWith("L2") || name.equals("unfolded");
    Layer last =
        picture
            ? Nets.conv(2, 2).build()
            : new DenseLayer.Builder().nIn(SIZE).nOut(3).activation(Activation.IDENTITY).build();
    ComputationGraph graph = graph(middle, last);
    ReceptiveFields fields = ReceptiveFields.of(graph, InputSize.square(SIDE));
    TheoreticalReceptiveField field = fields.field(LayerRef.name("end"));
    assertThat(fields.isSpatial(LayerRef.name("end"))).isEqualTo(picture);
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(graph)
            .layer(LayerRef.name("end"))
            .inputs(image())
            .channel(0)
            .build()
            .analyze();
    assertThat(field.rows().visible(0).hull()).hasToString("0.." + (SIDE - 1));
    assertSupport(erf.map(), field.rows().visible(0), field.columns().visible(0));
  }

  @Test
  void frozenVerticesAreReadThrough() {
    GraphVertex sum = new FrozenVertex(new ElementWiseVertex(ElementWiseVertex.Op.Add));
    Middle middle =
        graph -> {
          graph.addLayer("b", Nets.conv(5, 2).build(), "in").addVertex("v", sum, "a", "b");
          return "v";
        };
    TheoreticalReceptiveField field =
        ReceptiveFields.of(graph(middle, Nets.conv(1, 2).build()), InputSize.square(SIDE))
            .field(LayerRef.name("end"));
    assertThat(field.rows().size()).isEqualTo(5);
  }

  @Test
  void channelsNormalisedAtEachPlaceKeepTheirField() {
    // DL4J runs this vertex forward only: its backward pass fails on pictures.
    Middle normalised =
        graph -> {
          graph.addVertex("v", new L2NormalizeVertex(new int[] {1}, 1e-8), "a");
          return "v";
        };
    TheoreticalReceptiveField field =
        ReceptiveFields.of(graph(normalised, Nets.conv(1, 2).build()), InputSize.square(SIDE))
            .field(LayerRef.name("end"));
    assertThat(field.rows().size()).isEqualTo(3);
  }

  @Test
  void verticesWhoseFieldIsNotKnownAreNamed() {
    Middle stack =
        graph -> {
          graph.addVertex("v", new StackVertex(), "a", "a");
          return "v";
        };
    assertThatThrownBy(
            () -> ReceptiveFields.of(graph(stack, Nets.conv(1, 2).build()), InputSize.square(SIDE)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("vertex \"v\" (StackVertex)");
    Middle folded =
        graph -> {
          graph.addVertex("v", new ReshapeVertex(-1, 4 * CHANNELS, SIDE / 2, SIDE / 2), "a");
          return "v";
        };
    assertThatThrownBy(
            () ->
                ReceptiveFields.of(graph(folded, Nets.conv(1, 2).build()), InputSize.square(SIDE)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("expected a shape [n, channels, 14, 14] or [n, size], got [");
  }

  /** The output of a residual block, and of a merge, as units of their own. */
  @Test
  void verticesAreMeasuredByTheirNames() {
    Middle block =
        graph -> {
          graph.addLayer("b", Nets.conv(5, 2).build(), "a");
          graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b");
          graph.addVertex("both", new MergeVertex(), "sum", "b");
          return "both";
        };
    ComputationGraph graph = graph(block, Nets.conv(1, 2).build());
    for (String name : new String[] {"sum", "both"}) {
      TheoreticalReceptiveField field =
          ReceptiveFields.of(graph, InputSize.square(SIDE)).field(LayerRef.name(name));
      assertThat(field.rows().size()).isEqualTo(7);
      EffectiveReceptiveField erf =
          ErfAnalyzer.builder(graph)
              .layer(LayerRef.name(name))
              .inputs(image())
              .channel(name.equals("sum") ? 1 : 3)
              .build()
              .analyze();
      assertThat(erf.info().layer()).isEqualTo(name);
      assertThat(erf.leak()).isZero();
      assertSupport(erf.map(), field.rows().visible(7), field.columns().visible(7));
    }
  }
}
