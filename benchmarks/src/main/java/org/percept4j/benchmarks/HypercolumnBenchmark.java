package org.percept4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.DenseVolume;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.KMeans;

/**
 * Measures what can be had from the maps of VGG-16's five blocks for a 224×224 image: 1472
 * channels, 24.5 MB as maps and 295 MB as a volume.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class HypercolumnBenchmark {

  private static final int SIDE = 224;
  private static final int[][] CHANNELS_AND_SIDES = {
    {64, 224}, {128, 112}, {256, 56}, {512, 28}, {512, 14}
  };

  private Hypercolumns columns;
  private PixelPoints points;
  private INDArray start;
  private INDArray volume;
  private Path file;

  /** Makes smooth rectified noise: shapes as large as a seventh of the image. */
  @Setup
  public void setUp() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<FeatureMaps> layers = new ArrayList<>();
    for (int[] layer : CHANNELS_AND_SIDES) {
      float[] coarse = new float[layer[0] * 49];
      for (int i = 0; i < coarse.length; i++) {
        coarse[i] = (float) (random.nextDouble() - 0.5);
      }
      float[] maps =
          Bilinear.of(7, 7, layer[1], layer[1], Convention.HALF_PIXEL).resize(coarse, layer[0]);
      for (int i = 0; i < maps.length; i++) {
        maps[i] = (float) Math.max(0, maps[i] + 0.1 * random.nextDouble());
      }
      layers.add(FeatureMaps.of("block" + layers.size(), layer[0], layer[1], layer[1], maps));
    }
    columns = Hypercolumns.of(layers, SIDE, SIDE, Convention.HALF_PIXEL);
    points = PixelPoints.random(10_000, SIDE, SIDE, 2);
    start = columns.sample(PixelPoints.of(new int[] {30, 200}, new int[] {40, 150}));
    volume = columns.dense();
    file = Files.createTempFile("hypercolumns", ".npy");
  }

  /** Removes what {@link #writeNpy} wrote. */
  @TearDown
  public void tearDown() throws IOException {
    Files.delete(file);
  }

  /** Fills the whole volume, in fresh memory. */
  @Benchmark
  public void dense() {
    columns.dense().close();
  }

  /** Fills the whole volume, in memory that is there. */
  @Benchmark
  public void denseIntoGivenMemory() {
    DenseVolume.into(columns, volume);
  }

  @Benchmark
  public INDArray meanMap() {
    return columns.meanMap();
  }

  /** Runs ten iterations from given centroids, with labels and inertia. */
  @Benchmark
  public double kMeans2() {
    return KMeans.builder(2)
        .initialCentroids(start)
        .maxIterations(10)
        .tolerance(0)
        .build()
        .fit(columns)
        .inertia();
  }

  @Benchmark
  public void tenThousandPixels() {
    columns.sample(points).close();
  }

  /** Writes 295 MB to the folder for temporary files. */
  @Benchmark
  public void writeNpy() throws IOException {
    VolumeFile.write(columns, file);
  }
}
