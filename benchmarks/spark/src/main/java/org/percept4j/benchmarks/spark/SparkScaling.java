package org.percept4j.benchmarks.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelSource;
import org.percept4j.spark.PixelChoice;
import org.percept4j.spark.SharedNetwork;
import org.percept4j.spark.SparkErf;
import org.percept4j.spark.SparkHypercolumns;

/**
 * Times extraction, k-means and receptive fields on executors of one core each, or in this process
 * alone, and k-means of Spark ML on the dense columns of the same pixels. Prints one line a figure:
 * executors, what, value, unit.
 */
public final class SparkScaling {

  private static final int K = 8;
  private static final int ITERATIONS = 10;
  private static final int PARTITIONS = 8;

  private final int executors;
  private final int images;
  private final int side;
  private final int draws;
  private final int denseImages;

  private SparkScaling(int... sizes) {
    executors = sizes[0];
    images = sizes[1];
    side = sizes[2];
    draws = sizes[3];
    denseImages = sizes[4];
  }

  /**
   * Runs.
   *
   * @param args executors (0: this process alone), images, their side in pixels, draws, images
   *     whose dense columns Spark ML gets
   * @throws Exception if something fails
   */
  public static void main(String... args) throws Exception {
    SparkScaling run =
        new SparkScaling(IntStream.range(0, 5).map(i -> Integer.parseInt(args[i])).toArray());
    if (run.executors == 0) {
      run.alone();
    } else {
      run.spread();
    }
  }

  private <T> T timed(String what, Callable<T> work) throws Exception {
    long begin = System.nanoTime();
    T result = work.call();
    print(what, (System.nanoTime() - begin) / 1e9, "s");
    return result;
  }

  private void print(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "%d\t%s\t%.6g\t%s%n", executors, what, value, unit);
  }

  private static KMeans kMeans() {
    return KMeans.builder(K).starts(1).maxIterations(ITERATIONS).tolerance(0).build();
  }

  private HypercolumnExtractor extractor() {
    return HypercolumnExtractor.builder(Workload.network(side)).layers(Workload.LAYERS).build();
  }

  private void alone() throws Exception {
    HypercolumnExtractor extractor = extractor();
    List<Iterable<Hypercolumns>> groups = new ArrayList<>();
    timed(
        "extraction",
        () -> {
          for (int p = 0; p < PARTITIONS; p++) {
            List<Hypercolumns> group = new ArrayList<>();
            for (int i = p * images / PARTITIONS; i < (p + 1) * images / PARTITIONS; i++) {
              group.add(extracted(extractor, i));
            }
            groups.add(group);
          }
          return groups;
        });
    PixelSource source = PixelSource.ofGroups(groups);
    PixelClusters clusters = timed("k-means", () -> kMeans().fit(source));
    print("k-means inertia", clusters.inertia(), "");
    timed("receptive field", () -> fields(Workload.network(side)).build().analyze());
  }

  private Hypercolumns extracted(HypercolumnExtractor extractor, int number) throws IOException {
    byte[] bytes = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    return extractor.extract(Workload.image(new ByteArrayInputStream(bytes), side));
  }

  private ErfAnalyzer.Builder fields(org.deeplearning4j.nn.api.Model model) {
    return ErfAnalyzer.builder(draws, model, WeightDraw.byConfiguration()).inputSize(side, side);
  }

  private void spread() throws Exception {
    SparkConf conf =
        new SparkConf()
            .setAppName("percept4j scaling")
            .setMaster("local-cluster[" + executors + ",1,3072]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.memory", "3g")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.sql.shuffle.partitions", "" + PARTITIONS)
            .set("spark.scheduler.minRegisteredResourcesRatio", "1");
    SparkSession spark = timed("session", () -> SparkSession.builder().config(conf).getOrCreate());
    try {
      measure(spark);
    } finally {
      spark.stop();
    }
  }

  private void measure(SparkSession spark) throws Exception {
    AtomicLong sent = new AtomicLong();
    AtomicLong tasks = new AtomicLong();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                sent.addAndGet(end.taskMetrics().resultSize());
                tasks.incrementAndGet();
              }
            });
    SharedNetwork network = SharedNetwork.of(spark, Workload.network(side));
    try (SparkHypercolumns first = columns(spark, network, 2 * PARTITIONS)) {
      timed("first job", first::failures); // classes are loaded, natives unpacked
    }
    try (SparkHypercolumns columns = columns(spark, network, images)) {
      timed("extraction", columns::failures);
      sent.set(0);
      tasks.set(0);
      PixelClusters clusters = timed("k-means", () -> kMeans().fit(columns));
      Thread.sleep(2000); // the listener comes after
      print("k-means inertia", clusters.inertia(), "");
      print("k-means result of a task", (double) sent.get() / tasks.get(), "bytes");
    }
    int width = side;
    int size = draws;
    timed(
        "receptive field",
        () ->
            SparkErf.analyze(
                spark,
                () ->
                    ErfAnalyzer.builder(size, network.copy(), WeightDraw.byConfiguration())
                        .inputSize(width, width)));
    againstSparkMl(spark, network);
  }

  private void againstSparkMl(SparkSession spark, SharedNetwork network) throws Exception {
    try (SparkHypercolumns columns = columns(spark, network, denseImages)) {
      columns.failures();
      PixelClusters ours = timed("k-means, dense images", () -> kMeans().fit(columns));
      print("k-means, dense images, inertia", ours.inertia(), "");
      PixelChoice all =
          (name, c) ->
              PixelPoints.of(
                  IntStream.range(0, c.pixels()).map(p -> p / c.width()).toArray(),
                  IntStream.range(0, c.pixels()).map(p -> p % c.width()).toArray());
      Dataset<Row> dense = columns.sample(all).select("vector");
      dense.persist(StorageLevel.MEMORY_AND_DISK());
      timed("Spark ML, columns made dense", dense::count);
      KMeansModel theirs =
          timed(
              "Spark ML k-means",
              () ->
                  new org.apache.spark.ml.clustering.KMeans()
                      .setFeaturesCol("vector")
                      .setK(K)
                      .setMaxIter(ITERATIONS)
                      .setTol(0)
                      .setSeed(1)
                      .fit(dense));
      print("Spark ML k-means inertia", theirs.summary().trainingCost(), "");
    }
  }

  private SparkHypercolumns columns(SparkSession spark, SharedNetwork network, int count) {
    Dataset<Row> table =
        spark
            .range(0, count, 1, PARTITIONS)
            .selectExpr("concat('image', id) as image", "encode(string(id), 'UTF-8') as content");
    int width = side;
    return SparkHypercolumns.builder(
            spark,
            () -> HypercolumnExtractor.builder(network.copy()).layers(Workload.LAYERS).build(),
            (in, name) -> Workload.image(in, width))
        .images(table)
        .build();
  }
}
