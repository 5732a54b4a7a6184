package org.percept4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.percept4j.benchmarks.compare.Networks;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;

/**
 * The effective receptive field of the centre unit of 40 convolutions 3x3x16 with ReLU over one
 * batch of 8 images of 111x111: the whole analysis, from images to the map.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ErfBenchmark {

  private static final int DEPTH = 40;
  private static final int CHANNELS = 16;
  private static final int SIDE = 111;
  private static final int BATCH = 8;

  /**
   * Chooses whether just the 81x81 pixels that the unit can see are computed; the map is the same.
   */
  @Param({"true", "false"})
  public boolean cropped;

  /** Chooses whether convolutions run as ND4J's operations or as DL4J's layers. */
  @Param({"true", "false"})
  public boolean accelerated;

  private ErfAnalyzer analyzer;

  /** Makes a network with random weights, and noise with as many channels as its layers. */
  @Setup
  public void setUp() {
    analyzer =
        ErfAnalyzer.builder(Networks.chain(DEPTH, CHANNELS, CHANNELS, SIDE, 1))
            .inputs(Nd4j.randn(BATCH, CHANNELS, SIDE, SIDE))
            .batch(BATCH)
            .cropped(cropped)
            .accelerated(accelerated)
            .build();
  }

  @Benchmark
  public EffectiveReceptiveField analyze() {
    return analyzer.analyze();
  }
}
