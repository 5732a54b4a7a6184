package org.percept4j.benchmarks.spark;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.spark.PixelChoice;
import org.percept4j.spark.SparkHypercolumns;

/** K-means here and in Spark ML, which wants dense columns, over the same pixels. */
final class AgainstSparkMl {

  private AgainstSparkMl() {}

  static void measure(SparkScaling run, Figures figures, SparkSession spark, Sizes sizes)
      throws Exception {
    try (SparkHypercolumns columns =
        run.columns(sizes.dense(), SparkScaling.PARTITIONS, sizes.side())) {
      columns.failures();
      figures.print("dense, our megabytes", stored(spark));
      for (int round = 1; round <= 2; round++) {
        PixelClusters ours =
            figures.timed("dense, our k-means " + round, () -> SparkScaling.kMeans().fit(columns));
        figures.print("dense, our inertia", ours.inertia());
        figures.print("dense, our iterations", ours.iterations());
      }
      double maps = stored(spark);
      PixelChoice all =
          (name, c) ->
              PixelPoints.of(
                  IntStream.range(0, c.pixels()).map(p -> p / c.width()).toArray(),
                  IntStream.range(0, c.pixels()).map(p -> p % c.width()).toArray());
      Dataset<Row> dense =
          columns
              .sample(all)
              .select(
                  functions
                      .array_to_vector(org.apache.spark.sql.functions.col("vector"))
                      .as("vector"));
      dense.persist(StorageLevel.MEMORY_AND_DISK());
      figures.timed("dense, made", dense::count);
      figures.print("dense, their megabytes", stored(spark) - maps);
      theirs(figures, "a cached table", dense);
      String file = Files.createTempDirectory("dense").resolve("vectors").toString();
      dense.write().parquet(file);
      dense.unpersist(true);
      theirs(figures, "Parquet, which it caches itself", spark.read().parquet(file));
    }
  }

  private static void theirs(Figures figures, String from, Dataset<Row> dense) throws Exception {
    KMeansModel theirs =
        figures.timed("dense, their k-means from " + from, () -> theirs().fit(dense));
    figures.print("dense, their inertia", theirs.summary().trainingCost());
    figures.print("dense, their iterations", theirs.summary().numIter());
  }

  private static org.apache.spark.ml.clustering.KMeans theirs() {
    return new org.apache.spark.ml.clustering.KMeans()
        .setFeaturesCol("vector")
        .setK(SparkScaling.K)
        .setMaxIter(SparkScaling.ITERATIONS)
        .setTol(0)
        .setSeed(1);
  }

  /** Megabytes that executors keep, in memory and on disks. */
  private static double stored(SparkSession spark) throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    return Arrays.stream(spark.sparkContext().getRDDStorageInfo())
        .mapToDouble(kept -> (kept.memSize() + kept.diskSize()) / 1e6)
        .sum();
  }
}
