package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.probe.ProbeCases.Case;

/** What is rare: encoders, capsules, detectors, volumes, and every activation function. */
final class OtherProbeCases {

  private OtherProbeCases() {}

  static Stream<Case> all() {
    List<Case> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      if (a != Activation.SOFTMAX) { // along the width, on maps: see the dense layers' cases
        all.add(
            ProbeCases.image(
                "activation " + a,
                ProbeCases.conv().nOut(3).activation(Activation.IDENTITY).build(),
                new ActivationLayer(a),
                ProbeCases.conv().nOut(3).activation(a).build(),
                new DenseLayer.Builder().nOut(3).activation(Activation.IDENTITY).build()));
      }
    }
    all.add(
        ProbeCases.image(
            "PReLU",
            ProbeCases.conv().nOut(3).build(),
            new PReLULayer.Builder().inputShape(3, 9, 8).sharedAxes(2, 3).build(),
            new PReLULayer.Builder().inputShape(3, 9, 8).build(),
            ProbeCases.conv().nOut(2).build()));
    all.add(
        ProbeCases.image(
            "mask",
            ProbeCases.conv().nOut(3).build(),
            new MaskLayer(),
            new DenseLayer.Builder().nOut(2).build()));
    all.add(
        ProbeCases.image(
            "locally connected",
            ProbeCases.conv().nOut(2).build(),
            new LocallyConnected2D.Builder().kernelSize(3, 2).stride(2, 1).nOut(3).build(),
            new DenseLayer.Builder().nOut(2).build()));
    all.add(
        ProbeCases.image(
            "center loss",
            new DenseLayer.Builder().nOut(4).build(),
            new CenterLossOutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build()));
    all.add(
        ProbeCases.image(
            "autoencoder", new AutoEncoder.Builder().nOut(4).corruptionLevel(0.3).build()));
    all.add(
        ProbeCases.image(
            "variational autoencoder",
            new VariationalAutoencoder.Builder()
                .encoderLayerSizes(5, 4)
                .decoderLayerSizes(4)
                .nOut(3)
                .build()));
    all.add(
        ProbeCases.image(
            "element-wise multiplication",
            new DenseLayer.Builder().nOut(4).build(),
            new ElementWiseMultiplicationLayer.Builder().nIn(4).nOut(4).build()));
    all.add(
        ProbeCases.image(
            "space to batch between convolutions, padded",
            ProbeCases.conv().nOut(2).build(),
            new SpaceToBatchLayer.Builder<>(new int[] {2, 2}, new int[][] {{1, 0}, {0, 0}}).build(),
            ProbeCases.conv().nOut(2).build()));
    for (CNN2DFormat format : CNN2DFormat.values()) {
      all.add(yolo(format));
    }
    all.add(
        ProbeCases.image(
            "capsules",
            new PrimaryCapsules.Builder(4, 2).kernelSize(3, 3).stride(2, 2).build(),
            new CapsuleLayer.Builder(3, 4, 2).build(),
            new CapsuleStrengthLayer.Builder().build()));
    all.add(
        ProbeCases.image(
            "locally connected, bias, tanh",
            new LocallyConnected2D.Builder().kernelSize(3, 3).nOut(3).build()));
    all.add(
        ProbeCases.sequence(
            "deconvolution and loss in three dimensions",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 3, 4, 3, 2),
            new long[] {1, 2, 3, 4, 3},
            new Deconvolution3D.Builder().kernelSize(2, 2, 2).stride(2, 2, 2).nOut(3).build(),
            new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
                .activation(Activation.SOFTMAX)
                .build()));
    all.add(stacked());
    return all.stream();
  }

  private static Case yolo(CNN2DFormat format) {
    INDArray priors = Nd4j.create(new double[][] {{1, 2}, {3, 1.5}}).castTo(DataType.DOUBLE);
    boolean last = format == CNN2DFormat.NHWC;
    return ProbeCases.sequence(
        "YOLO v2 " + format,
        InputType.convolutional(4, 5, 3, format),
        last ? new long[] {2, 4, 5, 3} : new long[] {2, 3, 4, 5},
        ProbeCases.conv().nOut(16).dataFormat(format).build(),
        new Yolo2OutputLayer.Builder().boundingBoxPriors(priors).build());
  }

  /** Two inputs through one layer: stacked, run, taken apart again. */
  private static Case stacked() {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex("stack", new StackVertex(), "a", "b")
                .addLayer("pad", new ZeroPaddingLayer(1, 1), "stack")
                .addLayer("conv", ProbeCases.conv().nIn(2).nOut(3).build(), "pad")
                .addVertex("first", new UnstackVertex(0, 2), "conv")
                .addVertex("second", new UnstackVertex(1, 2), "conv")
                .addVertex(
                    "product",
                    new ElementWiseVertex(ElementWiseVertex.Op.Product),
                    "first",
                    "second")
                .addLayer("end", ProbeCases.conv().nIn(3).nOut(2).build(), "product")
                .setOutputs("end")
                .build());
    net.init();
    long[] shape = {2, 2, 5, 4};
    return new Case("stacked", net, shape, Arrays.copyOf(shape, 4));
  }
}
