package org.percept4j.benchmarks.spark;

import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.spark.SharedNetwork;
import org.percept4j.spark.SparkErf;
import org.percept4j.spark.SparkHypercolumns;

/**
 * Measures extraction, k-means and receptive fields on executors of one core each, or in this
 * process alone; with two executors also k-means of Spark ML, and a job of very many partitions.
 */
public final class SparkScaling {

  static final int K = 8;
  static final int ITERATIONS = 10;
  static final int PARTITIONS = 8;

  private final Sizes sizes;
  private final Figures figures;
  private final SparkSession spark;
  private final Meter meter;
  private final SharedNetwork network;

  private SparkScaling(Sizes sizes, Figures figures, SparkSession spark) {
    this.sizes = sizes;
    this.figures = figures;
    this.spark = spark;
    meter = new Meter(spark.sparkContext());
    network = SharedNetwork.of(spark, Workload.network(sizes.side()));
  }

  /**
   * Runs.
   *
   * @param args executors (0: this process alone), then the components of {@code Sizes}
   * @throws Exception if something fails
   */
  public static void main(String... args) throws Exception {
    int executors = Integer.parseInt(args[0]);
    Sizes sizes = Sizes.of(Arrays.copyOfRange(args, 1, args.length));
    Figures figures = new Figures(executors);
    if (executors == 0) {
      OneProcess.measure(sizes, figures);
      return;
    }
    SparkConf conf =
        new SparkConf()
            .setAppName("percept4j scaling")
            .setMaster("local-cluster[" + executors + ",1,5120]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.memory", "5g")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1");
    SparkSession spark =
        figures.timed("session", () -> SparkSession.builder().config(conf).getOrCreate());
    try {
      SparkScaling run = new SparkScaling(sizes, figures, spark);
      run.scale(executors);
      if (executors == 2) {
        AgainstSparkMl.measure(run, figures, spark, sizes);
        ManyPartitions.measure(run, figures, run.meter, sizes);
      }
    } finally {
      spark.stop();
    }
  }

  static KMeans kMeans() {
    return settings().build();
  }

  private static KMeans.Builder settings() {
    return KMeans.builder(K).starts(1).maxIterations(ITERATIONS).tolerance(0);
  }

  private void scale(int executors) throws Exception {
    try (SparkHypercolumns first = columns(4 * PARTITIONS, PARTITIONS, sizes.side())) {
      figures.timed("first job", first::failures); // classes are loaded, natives unpacked
    }
    if (executors == 1) {
      scale(", half", sizes.images() / 2);
    }
    scale("", sizes.images());
    int side = sizes.fieldSide();
    int draws = sizes.draws();
    SharedNetwork small = SharedNetwork.of(spark, Workload.network(side));
    figures.metered(
        "receptive field",
        meter,
        () ->
            SparkErf.analyze(
                spark,
                () ->
                    ErfAnalyzer.builder(draws, small.copy(), WeightDraw.byConfiguration())
                        .inputSize(side, side)));
  }

  private void scale(String part, int images) throws Exception {
    try (SparkHypercolumns columns = columns(images, PARTITIONS, sizes.side())) {
      figures.metered("extraction" + part, meter, columns::failures);
      figures.print("k-means depth", columns.depth());
      Meter.Reading[] passes = new Meter.Reading[1];
      KMeans kMeans =
          settings()
              .progress(
                  (start, iteration, inertia) -> {
                    if (iteration == 5) {
                      passes[0] = pass();
                    } else if (iteration == 4) {
                      pass();
                    }
                  })
              .build();
      PixelClusters clusters = figures.timed("k-means" + part, () -> kMeans.fit(columns));
      figures.print("k-means inertia" + part, clusters.inertia());
      if (passes[0] != null) {
        figures.print("iteration, busiest" + part, passes[0].busy());
        figures.print("iteration, all" + part, passes[0].all());
        figures.print(
            "iteration, bytes a task" + part, (double) passes[0].results() / passes[0].tasks());
        figures.print("iteration, bytes broadcast" + part, (double) passes[0].broadcast());
      }
    }
  }

  private Meter.Reading pass() {
    try {
      return meter.read();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Images from number 0. */
  SparkHypercolumns columns(int count, int partitions, int side) {
    Dataset<Row> table =
        spark
            .range(0, count, 1, partitions)
            .selectExpr("concat('image', id) as image", "encode(string(id), 'UTF-8') as content");
    SharedNetwork shared =
        side == sizes.side() ? network : SharedNetwork.of(spark, Workload.network(side));
    return SparkHypercolumns.builder(
            spark,
            () -> Workload.extractor(shared.copy(), side),
            (in, name) -> Workload.image(in, side))
        .images(table)
        .build();
  }
}
