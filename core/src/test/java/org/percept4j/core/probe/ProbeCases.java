package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** One small network in DOUBLE for each kind of layer and vertex whose gradient is supported. */
public final class ProbeCases {

  private ProbeCases() {}

  /**
   * All networks, of images, sequences and rare layers.
   *
   * @return the cases
   */
  public static Stream<Case> everything() {
    return Stream.of(all(), SequenceProbeCases.all(), OtherProbeCases.all(), SeamProbeCases.all())
        .flatMap(s -> s);
  }

  /**
   * A network of one kind of thing, to be checked.
   *
   * @param name what it is
   * @param model an initialised network in DOUBLE
   * @param inputs shapes of its inputs
   */
  public record Case(String name, Model model, long[]... inputs) {
    @Override
    public String toString() {
      return name;
    }
  }

  static NeuralNetConfiguration.Builder conf() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.TANH)
        .convolutionMode(ConvolutionMode.Truncate);
  }

  /**
   * Makes a network of layers in a row.
   *
   * @param name what it is
   * @param type of its input
   * @param input shape of its input
   * @param layers in forward order
   * @return the case
   */
  public static Case sequence(String name, InputType type, long[] input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = conf().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(type).build());
    net.init();
    disturb(net);
    return new Case(name, net, input);
  }

  /**
   * Makes a network of layers over a picture [2, 3, 9, 8].
   *
   * @param name what it is
   * @param layers in forward order
   * @return the case
   */
  public static Case image(String name, Layer... layers) {
    return sequence(name, InputType.convolutional(9, 8, 3), new long[] {2, 3, 9, 8}, layers);
  }

  /** Moves parameters, running statistics above all, away from their initial values. */
  static void disturb(Model net) {
    Random random = new Random(11);
    INDArray p = net.params();
    for (long i = 0; i < (net.numParams() == 0 ? 0 : p.length()); i++) {
      p.putScalar(i, p.getDouble(i) + 0.2 + 0.1 * random.nextGaussian());
    }
  }

  private static Case vertex(String name, GraphVertex vertex) {
    ComputationGraph net =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("in")
                .allowDisconnected(true)
                .addLayer("a", conv().nIn(2).nOut(4).build(), "in")
                .addLayer("b", conv().nIn(2).nOut(4).build(), "in")
                .addVertex(
                    "v", vertex, oneInput(vertex) ? new String[] {"a"} : new String[] {"a", "b"})
                .addLayer("end", conv().nIn(channels(vertex)).nOut(2).build(), "v")
                .setOutputs("end")
                .build());
    net.init();
    return new Case(name, net, new long[] {2, 2, 7, 6});
  }

  /** The distance of two maps, one number a sample. */
  private static Case distance() {
    ComputationGraph net =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", conv().nIn(2).nOut(4).build(), "in")
                .addLayer("b", conv().nIn(2).nOut(4).build(), "in")
                .addVertex("v", new L2Vertex(1e-8), "a", "b")
                .addLayer("end", new DenseLayer.Builder().nIn(1).nOut(2).build(), "v")
                .setOutputs("end")
                .build());
    net.init();
    return new Case("L2 distance", net, new long[] {2, 2, 7, 6});
  }

  private static boolean oneInput(GraphVertex v) {
    return !(v instanceof MergeVertex || v instanceof ElementWiseVertex);
  }

  private static int channels(GraphVertex v) {
    return v instanceof MergeVertex ? 8 : v instanceof SubsetVertex ? 2 : 4;
  }

  static ConvolutionLayer.Builder conv() {
    return new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Same);
  }

  private static SubsamplingLayer pool(PoolingType type) {
    SubsamplingLayer.Builder b = new SubsamplingLayer.Builder(type).kernelSize(3, 2).stride(2, 1);
    return type == PoolingType.PNORM ? b.pnorm(3).build() : b.build();
  }

  static Stream<Case> all() {
    List<Case> all = new ArrayList<>();
    all.add(
        image(
            "convolution, stride and padding",
            new ConvolutionLayer.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 1})
                .nOut(4)
                .build()));
    all.add(
        image(
            "convolution, same and dilation",
            conv().dilation(2, 2).nOut(4).build(),
            conv().stride(2, 2).nOut(2).build()));
    all.add(
        image(
            "separable",
            new SeparableConvolution2D.Builder(3, 3).nOut(4).depthMultiplier(2).build()));
    all.add(
        image(
            "depthwise",
            new DepthwiseConvolution2D.Builder().kernelSize(3, 3).depthMultiplier(2).build()));
    all.add(image("deconvolution", new Deconvolution2D.Builder(3, 3).stride(2, 2).nOut(2).build()));
    for (PoolingType type :
        new PoolingType[] {PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM}) {
      all.add(image("pooling " + type, conv().nOut(4).build(), pool(type)));
      all.add(
          image(
              "global pooling " + type,
              conv().nOut(4).build(),
              new GlobalPoolingLayer.Builder(type).build()));
    }
    all.add(image("upsampling", conv().nOut(2).build(), new Upsampling2D.Builder(2).build()));
    all.add(
        image(
            "zero padding and cropping",
            new ZeroPaddingLayer(2, 1),
            conv().nOut(2).build(),
            new Cropping2D(1, 2)));
    all.add(image("batch norm", conv().nOut(4).build(), new BatchNormalization.Builder().build()));
    all.add(
        image(
            "batch norm, locked, plain variance",
            conv().nOut(4).build(),
            new BatchNormalization.Builder()
                .lockGammaBeta(true)
                .gamma(1.5)
                .useLogStd(false)
                .build()));
    all.add(
        image(
            "batch norm, locked, scaled and shifted",
            conv().nOut(4).build(),
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.3).build()));
    all.add(
        image(
            "space to depth",
            conv().stride(1, 2).nOut(4).build(),
            new ZeroPaddingLayer(1, 0, 0, 0),
            new SpaceToDepthLayer.Builder<>(2).build()));
    all.add(
        image(
            "space to batch",
            new ZeroPaddingLayer(1, 0, 0, 0),
            new SpaceToBatchLayer.Builder<>(new int[] {2, 2}).build(),
            conv().nOut(2).build()));
    all.add(
        image(
            "local response normalisation",
            conv().nOut(6).build(),
            new LocalResponseNormalization.Builder().alpha(0.3).build()));
    all.add(
        image(
            "dense, dropout, output",
            conv().nOut(2).dropOut(0.5).build(),
            new DenseLayer.Builder().nOut(5).dropOut(0.7).build(),
            new DropoutLayer.Builder(0.5).build(),
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build()));
    for (Activation a :
        new Activation[] {
          Activation.TANH, Activation.SIGMOID, Activation.ELU, Activation.SOFTSIGN
        }) {
      all.add(
          image(
              "activation layer " + a,
              conv().nOut(3).activation(Activation.IDENTITY).build(),
              new ActivationLayer.Builder().activation(a).build(),
              conv().nOut(2).build()));
    }
    all.add(image("frozen", new FrozenLayer(conv().nOut(4).build()), conv().nOut(2).build()));
    all.add(
        image(
            "loss layer",
            new DenseLayer.Builder().nOut(4).build(),
            new LossLayer.Builder().activation(Activation.SOFTMAX).build()));
    all.add(
        sequence(
            "channels last",
            InputType.convolutional(9, 8, 3, CNN2DFormat.NHWC),
            new long[] {2, 9, 8, 3},
            conv().dataFormat(CNN2DFormat.NHWC).nOut(4).build(),
            new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
            new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .dataFormat(CNN2DFormat.NHWC)
                .build()));
    all.add(
        sequence(
            "one dimension",
            InputType.recurrent(3, 10),
            new long[] {2, 3, 10},
            new Convolution1DLayer.Builder(3).nOut(4).build(),
            new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG, 2, 2).build()));
    all.add(
        sequence(
            "one dimension, causal",
            InputType.recurrent(3, 10),
            new long[] {2, 3, 10},
            new Convolution1DLayer.Builder(3)
                .convolutionMode(ConvolutionMode.Causal)
                .dilation(2)
                .nOut(4)
                .build()));
    all.add(
        sequence(
            "three dimensions",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 4, 2),
            new long[] {1, 2, 5, 6, 4},
            new Convolution3D.Builder(3, 2, 2).nOut(3).build(),
            new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
                .kernelSize(2, 2, 2)
                .stride(1, 1, 1)
                .build()));
    all.add(
        sequence(
            "one dimension, padded, cropped, enlarged",
            InputType.recurrent(3, 6),
            new long[] {2, 3, 6},
            new ZeroPadding1DLayer.Builder(2, 1).build(),
            new Convolution1DLayer.Builder(2).nOut(4).build(),
            new Cropping1D.Builder(1, 2).build(),
            new Upsampling1D.Builder(2).build()));
    all.add(
        sequence(
            "three dimensions, padded, cropped, enlarged",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 3, 4, 3, 2),
            new long[] {1, 2, 3, 4, 3},
            new ZeroPadding3DLayer.Builder(1, 1, 1).build(),
            new Convolution3D.Builder(2, 2, 2).nOut(3).build(),
            new Cropping3D.Builder(1, 0, 1, 1, 0, 1).build(),
            new Upsampling3D.Builder(2).build()));
    all.add(
        image(
            "loss on a map",
            conv().nOut(2).build(),
            new CnnLossLayer.Builder().activation(Activation.SOFTMAX).build()));
    all.add(
        sequence(
            "loss on a map, channels last",
            InputType.convolutional(9, 8, 3, CNN2DFormat.NHWC),
            new long[] {2, 9, 8, 3},
            conv().dataFormat(CNN2DFormat.NHWC).nOut(4).build(),
            new CnnLossLayer.Builder()
                .format(CNN2DFormat.NHWC)
                .activation(Activation.SOFTMAX)
                .build()));
    all.add(
        image(
            "frozen, with backprop",
            new FrozenLayerWithBackprop(conv().nOut(4).build()),
            conv().nOut(2).build()));
    all.add(vertex("merge", new MergeVertex()));
    all.add(vertex("frozen", new FrozenVertex(new ScaleVertex(3))));
    all.add(
        vertex(
            "preprocessor",
            new PreprocessorVertex(
                new ComposableInputPreProcessor(
                    new CnnToFeedForwardPreProcessor(7, 6, 4),
                    new FeedForwardToCnnPreProcessor(7, 6, 4)))));
    for (ElementWiseVertex.Op op :
        new ElementWiseVertex.Op[] {
          ElementWiseVertex.Op.Add,
          ElementWiseVertex.Op.Product,
          ElementWiseVertex.Op.Subtract,
          ElementWiseVertex.Op.Average,
          ElementWiseVertex.Op.Max
        }) {
      all.add(vertex("element-wise " + op, new ElementWiseVertex(op)));
    }
    all.add(vertex("scale", new ScaleVertex(-2.5)));
    all.add(vertex("shift", new ShiftVertex(0.7)));
    all.add(vertex("L2 normalise", new L2NormalizeVertex()));
    all.add(distance());
    all.add(vertex("pool helper", new PoolHelperVertex()));
    all.add(vertex("subset", new SubsetVertex(1, 2)));
    all.add(vertex("reshape", new ReshapeVertex('c', new int[] {2, 4, 6, 7}, null)));
    ComputationGraph two =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(3))
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "left")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "right")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "sum")
                .setOutputs("out")
                .build());
    two.init();
    all.add(new Case("two inputs", two, new long[] {3, 4}, new long[] {3, 3}));
    return all.stream();
  }
}
