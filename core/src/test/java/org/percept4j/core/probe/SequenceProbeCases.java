package org.percept4j.core.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.core.probe.ProbeCases.Case;

/** Networks over time: recurrent layers, attention, one dimension. */
final class SequenceProbeCases {

  private static final int T = 6;

  private SequenceProbeCases() {}

  private static Case over(String name, org.deeplearning4j.nn.conf.layers.Layer... layers) {
    return ProbeCases.sequence(name, InputType.recurrent(3, T), new long[] {2, 3, T}, layers);
  }

  private static Case channelsLast(String name, org.deeplearning4j.nn.conf.layers.Layer... layers) {
    return ProbeCases.sequence(
        name, InputType.recurrent(3, T, RNNFormat.NWC), new long[] {2, T, 3}, layers);
  }

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(4).dropOut(0.5).build();
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
  }

  @SuppressWarnings("deprecation") // networks of earlier years still have Graves' layers
  static Stream<Case> all() {
    List<Case> all = new ArrayList<>();
    all.add(over("LSTM", lstm(), lstm()));
    all.add(over("LSTM, output", lstm(), output()));
    all.add(over("frozen LSTM", new FrozenLayer(lstm()), output()));
    all.add(
        channelsLast(
            "LSTM, channels last",
            new LSTM.Builder().nOut(4).dataFormat(RNNFormat.NWC).build(),
            new RnnOutputLayer.Builder()
                .nOut(2)
                .dataFormat(RNNFormat.NWC)
                .activation(Activation.SOFTMAX)
                .build()));
    all.add(over("Graves LSTM", new GravesLSTM.Builder().nOut(4).build()));
    all.add(over("Graves bidirectional", new GravesBidirectionalLSTM.Builder().nOut(4).build()));
    all.add(over("simple RNN", new SimpleRnn.Builder().nOut(4).build(), output()));
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      all.add(over("bidirectional " + mode, new Bidirectional(mode, lstm()), output()));
    }
    all.add(
        channelsLast(
            "bidirectional, channels last",
            new Bidirectional(new LSTM.Builder().nOut(4).dataFormat(RNNFormat.NWC).build())));
    all.add(
        over(
            "last time step",
            new LastTimeStep(lstm()),
            new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build()));
    all.add(over("last time step of both directions", new LastTimeStep(new Bidirectional(lstm()))));
    all.add(
        over(
            "time distributed",
            lstm(),
            new TimeDistributed(new DenseLayer.Builder().nOut(3).dropOut(0.5).build())));
    all.add(over("masking zeros", new MaskZeroLayer(lstm(), 0), output()));
    all.add(
        over(
            "dense layer between recurrent ones",
            lstm(),
            new DenseLayer.Builder().nOut(3).build(),
            new SimpleRnn.Builder().nOut(2).build()));
    all.add(
        over(
            "loss over time",
            new SimpleRnn.Builder().nOut(4).build(),
            new RnnLossLayer.Builder().activation(Activation.SOFTMAX).build()));
    all.add(over("self-attention", attention(true), output()));
    all.add(over("self-attention without projection", attention(false)));
    all.add(
        over(
            "recurrent attention",
            new RecurrentAttentionLayer.Builder()
                .nOut(4)
                .nHeads(2)
                .headSize(2)
                .projectInput(true)
                .build()));
    all.add(
        over(
            "locally connected over time",
            new LocallyConnected1D.Builder().kernelSize(3).stride(1).nOut(4).build()));
    all.add(
        ProbeCases.sequence(
            "repeated vector",
            InputType.feedForward(3),
            new long[] {2, 3},
            new RepeatVector.Builder<>().nIn(3).nOut(3).repetitionFactor(4).build(),
            new SimpleRnn.Builder().nOut(2).build()));
    all.add(
        over(
            "one dimension, same, dilated, max pooling",
            new Convolution1DLayer.Builder(3)
                .convolutionMode(ConvolutionMode.Same)
                .dilation(2)
                .nOut(4)
                .build(),
            new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 2).build(),
            new GlobalPoolingLayer(PoolingType.MAX)));
    all.add(
        channelsLast(
            "one dimension, channels last",
            new Convolution1DLayer.Builder(3).nOut(4).rnnDataFormat(RNNFormat.NWC).build(),
            new Convolution1DLayer.Builder(2).nOut(2).rnnDataFormat(RNNFormat.NWC).build()));
    all.add(
        channelsLast(
            "pooling over time, channels last",
            new Convolution1DLayer.Builder(3).nOut(4).rnnDataFormat(RNNFormat.NWC).build(),
            new GlobalPoolingLayer(PoolingType.AVG)));
    all.add(graph());
    all.add(attentionVertex());
    return all.stream();
  }

  private static SelfAttentionLayer attention(boolean projected) {
    return projected
        ? new SelfAttentionLayer.Builder().nOut(4).nHeads(2).headSize(2).projectInput(true).build()
        : new SelfAttentionLayer.Builder().nIn(3).nOut(3).nHeads(1).projectInput(false).build();
  }

  /** Backwards, last step, repeated at each step again. */
  private static Case graph() {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("in", "length")
                .addVertex("reversed", new ReverseTimeSeriesVertex(), "in")
                .addLayer("lstm", lstm(), "reversed")
                .addVertex("last", new LastTimeStepVertex("in"), "lstm")
                .addVertex("repeated", new DuplicateToTimeSeriesVertex("length"), "last")
                .addVertex("both", new MergeVertex(), "repeated", "length")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(3, T), InputType.recurrent(2, 4))
                .build());
    net.init();
    ProbeCases.disturb(net);
    return new Case("vertices over time", net, new long[] {2, 3, T}, new long[] {2, 2, 4});
  }

  private static Case attentionVertex() {
    ComputationGraph net =
        new ComputationGraph(
            ProbeCases.conf()
                .graphBuilder()
                .addInputs("queries", "keys")
                .addLayer("lstm", new LSTM.Builder().nIn(3).nOut(4).build(), "keys")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nInQueries(3)
                        .nInKeys(4)
                        .nInValues(4)
                        .nOut(4)
                        .nHeads(2)
                        .headSize(2)
                        .projectInput(true)
                        .build(),
                    "queries",
                    "lstm",
                    "lstm")
                .addLayer("out", new RnnOutputLayer.Builder().nIn(4).nOut(2).build(), "attention")
                .setOutputs("out")
                .build());
    net.init();
    return new Case("attention vertex", net, new long[] {2, 3, 4}, new long[] {2, 3, T});
  }
}
