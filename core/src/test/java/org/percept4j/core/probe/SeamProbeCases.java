package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.percept4j.core.probe.ProbeCases.Case;

/** What joins layers: activation functions with settings, and changes of an array's shape. */
final class SeamProbeCases {

  private SeamProbeCases() {}

  static Stream<Case> all() {
    List<Case> all = new ArrayList<>();
    List<IActivation> functions =
        List.of(
            new ActivationELU(0.7),
            new ActivationELU(2),
            new ActivationGELU(true),
            new ActivationLReLU(0.3),
            new ActivationRReLU(0.1, 0.4),
            new ActivationThresholdedReLU(0.3));
    for (IActivation f : functions) {
      all.add(
          ProbeCases.image(
              "activation with settings " + f,
              ProbeCases.conv().nOut(3).activation(f).build(),
              new ActivationLayer(f),
              new DenseLayer.Builder().nOut(3).activation(f).build()));
      all.add(
          ProbeCases.sequence(
              "recurrent activation with settings " + f,
              InputType.recurrent(3, 5),
              new long[] {2, 3, 5},
              new Bidirectional(new LSTM.Builder().nOut(4).activation(f).build()),
              new SimpleRnn.Builder().nOut(2).activation(f).build()));
    }
    for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
      boolean last = format == Convolution3D.DataFormat.NDHWC;
      all.add(
          ProbeCases.sequence(
              "volume to dense " + format,
              InputType.convolutional3D(format, 5, 6, 4, 2),
              last ? new long[] {2, 5, 6, 4, 2} : new long[] {2, 2, 5, 6, 4},
              new Convolution3D.Builder(2, 2, 2).dataFormat(format).nOut(3).build(),
              new DenseLayer.Builder().nOut(2).build()));
      all.add(
          changed(
              "dense to volume " + format,
              new FeedForwardToCnn3DPreProcessor(2, 3, 2, 2, !last),
              new DenseLayer.Builder().nIn(5).nOut(24).build(),
              new Convolution3D.Builder(2, 2, 1).dataFormat(format).nIn(2).nOut(3).build(),
              2,
              5));
    }
    all.add(
        changed(
            "dense to picture",
            new FeedForwardToCnnPreProcessor(4, 3, 2),
            new DenseLayer.Builder().nIn(5).nOut(24).build(),
            ProbeCases.conv().nIn(2).nOut(3).build(),
            2,
            5));
    all.add(
        changed(
            "pictures to sequence",
            new CnnToRnnPreProcessor(4, 5, 3),
            ProbeCases.conv().nIn(2).nOut(3).build(),
            new LSTM.Builder().nIn(60).nOut(3).build(),
            6,
            2,
            4,
            5));
    all.add(
        changed(
            "sequence to pictures",
            new RnnToCnnPreProcessor(4, 3, 2),
            new LSTM.Builder().nIn(2).nOut(24).build(),
            ProbeCases.conv().nIn(2).nOut(3).build(),
            2,
            2,
            5));
    return all.stream();
  }

  private static Case changed(
      String name, InputPreProcessor between, Layer first, Layer second, long... shape) {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", first, "in")
                .addLayer("b", second, between, "a")
                .setOutputs("b")
                .build());
    net.init();
    ProbeCases.disturb(net);
    return new Case(name, net, shape);
  }
}
