package org.percept4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.percept4j.sonify.GradientSonifier;

/**
 * What a GradientSonifier that records a WAV file adds to an iteration: {@code hooks} is the time
 * in its two hooks alone, {@code iteration} that of a training step without it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ListenerBenchmark {

  /** Four layers with weights at batch 10, or a hundred dense ones. */
  @Param({"lenet", "deep100"})
  public String network;

  private MultiLayerNetwork net;
  private DataSet data;
  private GradientSonifier sonifier;
  private Path wav;
  private int iteration;

  /** A network that has trained one step, so that it has gradients. */
  @Setup(Level.Iteration)
  public void setUp() throws IOException {
    boolean deep = network.equals("deep100");
    net = deep ? deep() : leNet();
    data =
        new DataSet(
            deep ? Nd4j.ones(10, 64) : Nd4j.ones(10, 1, 28, 28), Nd4j.ones(10, 10).divi(10));
    net.fit(data);
    wav = Files.createTempFile("percept4j", ".wav");
    sonifier = GradientSonifier.builder().overwrite(true).wav(wav).build();
  }

  /** Finishes and removes the recording. */
  @TearDown(Level.Iteration)
  public void tearDown() throws IOException {
    sonifier.close();
    Files.delete(wav);
  }

  /** One step of training without a listener. */
  @Benchmark
  public void iteration() {
    net.fit(data);
  }

  /** The listener's part of one step. */
  @Benchmark
  public void hooks() {
    sonifier.onGradientCalculation(net);
    sonifier.iterationDone(net, iteration++, 0);
  }

  private static NeuralNetConfiguration.Builder conf() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Sgd(0.001))
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.RELU);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build();
  }

  private static MultiLayerNetwork leNet() {
    MultiLayerNetwork made =
        new MultiLayerNetwork(
            conf()
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(500).build())
                .layer(output())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    made.init();
    return made;
  }

  private static MultiLayerNetwork deep() {
    NeuralNetConfiguration.ListBuilder list = conf().list();
    for (int i = 0; i < 99; i++) {
      list.layer(new DenseLayer.Builder().nOut(64).build());
    }
    MultiLayerNetwork made =
        new MultiLayerNetwork(list.layer(output()).setInputType(InputType.feedForward(64)).build());
    made.init();
    return made;
  }
}
