package org.percept4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
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
import org.percept4j.benchmarks.compare.Networks;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.sonify.GradientSonifier;

/**
 * Measures what a GradientSonifier that records a WAV file adds to an iteration: {@code hooks} is
 * the time in its two hooks alone, {@code iteration} that of an accelerated training step without
 * it.
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
  private StatsListener stats;
  private Path wav;
  private int iteration;

  /** Makes a network that has trained one step, so that it has gradients. */
  @Setup(Level.Iteration)
  public void setUp() throws IOException {
    boolean deep = network.equals("deep100");
    net = deep ? Networks.dense(100) : Networks.leNet();
    data =
        new DataSet(
            deep ? Nd4j.ones(10, 64) : Nd4j.ones(10, 1, 28, 28), Nd4j.ones(10, 10).divi(10));
    Acceleration.enable(net);
    net.fit(data);
    wav = Files.createTempFile("percept4j", ".wav");
    stats = new StatsListener(new InMemoryStatsStorage(), 1);
    sonifier = GradientSonifier.builder().overwrite(true).wav(wav).build();
  }

  /** Finishes and removes the recording. */
  @TearDown(Level.Iteration)
  public void tearDown() throws IOException {
    sonifier.close();
    Files.delete(wav);
  }

  /** Trains one step without a listener. */
  @Benchmark
  public void iteration() {
    net.fit(data);
  }

  /** Runs the listener's part of one step. */
  @Benchmark
  public void hooks() {
    sonifier.onGradientCalculation(net);
    sonifier.iterationDone(net, iteration++, 0);
  }

  /** Runs the part of DL4J's own listener for its training page, at the same frequency. */
  @Benchmark
  public void statsListenerHooks() {
    stats.onGradientCalculation(net);
    stats.onBackwardPass(net);
    stats.iterationDone(net, iteration++, 0);
  }
}
