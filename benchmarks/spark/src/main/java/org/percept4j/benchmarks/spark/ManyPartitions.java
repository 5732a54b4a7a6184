package org.percept4j.benchmarks.spark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.percept4j.hypercolumn.learn.ClusterSums;
import org.percept4j.hypercolumn.learn.PixelMoments;
import org.percept4j.spark.SparkHypercolumns;

/** What a driver of very many executors has to do: a pass of as many partitions, of one image. */
final class ManyPartitions {

  private static final int SIDE = 16;
  private static final int PASSES = 3;

  /** Scatter matrices of all partitions would be more than Spark lets a driver have. */
  private static final int FEWER = 10;

  private ManyPartitions() {}

  static void measure(SparkScaling run, Figures figures, Meter meter, Sizes sizes)
      throws Exception {
    try (SparkHypercolumns columns = run.columns(sizes.partitions(), sizes.partitions(), SIDE)) {
      columns.failures();
      double[][] centroids = new double[SparkScaling.K][columns.depth()];
      SplittableRandom random = new SplittableRandom(1);
      for (double[] each : centroids) {
        java.util.Arrays.setAll(each, c -> random.nextDouble());
      }
      float[] origin = new float[columns.depth()];
      columns.sum((image, c) -> ClusterSums.of(c, origin, centroids));
      meter.read();
      double before = processor();
      long begin = System.nanoTime();
      for (int i = 0; i < PASSES; i++) {
        columns.sum((image, c) -> ClusterSums.of(c, origin, centroids));
      }
      figures.print("many, pass", (System.nanoTime() - begin) / 1e9 / PASSES);
      figures.print("many, pass, driver", (processor() - before) / PASSES);
      Meter.Reading reading = meter.read();
      figures.print("many, bytes a task", (double) reading.results() / reading.tasks());
      figures.print("many, pass, executors", reading.all() / PASSES);
    }
    int fewer = sizes.partitions() / FEWER;
    try (SparkHypercolumns columns = run.columns(fewer, fewer, SIDE)) {
      columns.sum((image, c) -> PixelMoments.covariances(c));
      meter.read();
      double before = processor();
      columns.sum((image, c) -> PixelMoments.covariances(c));
      figures.print("scatter, driver", (processor() - before) / fewer);
      Meter.Reading reading = meter.read();
      figures.print("scatter, bytes a task", (double) reading.results() / reading.tasks());
    }
  }

  private static double processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
