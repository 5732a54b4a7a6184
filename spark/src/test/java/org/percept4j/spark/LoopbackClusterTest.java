package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.erf.measure.Measure;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.learn.PixelSource;

/**
 * The tools on a real standalone cluster of two worker JVMs, with Kryo: the same bits as in one
 * process, also when executors are killed.
 */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class LoopbackClusterTest {

  @TempDir static Path home;

  private static LoopbackCluster cluster;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    cluster = new LoopbackCluster(home, 2);
    spark =
        SparkSession.builder()
            .config(
                cluster
                    .conf("percept4j test")
                    .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"))
            .getOrCreate();
    LoopbackCluster.await("two executors", () -> cluster.executors().size() == 2);
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Recipe<HypercolumnExtractor> recipe() {
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    return () -> HypercolumnExtractor.builder(network.copy()).layers("first", "second").build();
  }

  /** The same groups in this process alone. */
  private static PixelSource local(List<List<String>> groups) {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Photos.network()).layers("first", "second").build();
    return PixelSource.ofGroups(
        groups.stream()
            .map(
                g -> (Iterable<Hypercolumns>) g.stream().map(n -> extracted(extractor, n)).toList())
            .toList());
  }

  private static Hypercolumns extracted(HypercolumnExtractor extractor, String name) {
    Path file = Path.of(name.replace("file:", ""));
    try (InputStream in = Files.newInputStream(file)) {
      return extractor.extract(Photos.read(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] labels(Hypercolumns columns) {
    int[] labels = new int[columns.pixels()];
    for (int p = 0; p < labels.length; p++) {
      labels[p] = p % columns.width() < columns.width() / 2 ? 0 : 1;
    }
    return labels;
  }

  @Test
  void everyFitHasTheBitsOfOneProcess() throws IOException {
    Path folder = Photos.write(home.resolve("photos"), 14);
    Files.writeString(folder.resolve("photo005x.png"), "no picture");
    try (SparkHypercolumns columns =
        SparkHypercolumns.builder(spark, recipe(), Photos::read)
            .files(folder.toString())
            .partitions(5)
            .build()) {
      assertThat(columns.failures()).hasSize(1);
      PixelSource local = local(columns.groups());

      KMeans kMeans = KMeans.builder(4).starts(3).seed(7).build();
      assertThat(kMeans.fit(columns)).isEqualTo(kMeans.fit(local));
      assertThat(PixelPca.fit(columns, 5)).isEqualTo(PixelPca.fit(local, 5));
      assertThat(PixelScaler.fit(columns)).isEqualTo(PixelScaler.fit(local));
      LogisticRegression regression = LogisticRegression.builder(2).steps(30).seed(3).build();
      assertThat(regression.fit(columns, columns.labels((name, c) -> labels(c))))
          .isEqualTo(regression.fit(local, (image, c) -> labels(c)));
    }
  }

  @Test
  void fieldsHaveTheBitsOfOneProcess() throws IOException {
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    Recipe<ErfAnalyzer.Builder> draws =
        () ->
            ErfAnalyzer.builder(47, network.copy(), WeightDraw.byConfiguration())
                .inputSize(Photos.HEIGHT, Photos.WIDTH)
                .until(Measure.SIZE, 0.02, 47);
    EffectiveReceptiveField field = SparkErf.analyze(spark, draws);
    EffectiveReceptiveField alone = draws.make().build().analyze();
    assertThat(field.map()).isEqualTo(alone.map());
    assertThat(field.size()).isEqualTo(alone.size());
    assertThat(field.info().samples()).isEqualTo(alone.info().samples());

    Path folder = Photos.write(home.resolve("erf"), 23);
    Files.writeString(folder.resolve("photo000x.png"), "no picture");
    Recipe<ErfAnalyzer.Builder> images = () -> ErfAnalyzer.builder(network.copy());
    SparkErf.OfImages spread =
        SparkErf.analyzeImages(spark, images, folder.toString(), Photos::read);
    INDArray[] all = new INDArray[23];
    for (int i = 0; i < all.length; i++) {
      Path file = folder.resolve(String.format("photo%03d.png", i));
      try (InputStream in = Files.newInputStream(file)) {
        all[i] = Photos.read(in, file.toString());
      }
    }
    EffectiveReceptiveField together = images.make().inputs(Nd4j.stack(0, all)).build().analyze();
    assertThat(spread.field().map()).isEqualTo(together.map());
    assertThat(spread.field().size()).isEqualTo(together.size());
    assertThat(spread.failures()).hasSize(1);
    assertThat(spread.failures().keySet().iterator().next()).endsWith("photo000x.png");
  }

  /** On an executor the first time: says where, and waits to be killed. */
  private static INDArray readUntilKilled(InputStream in, String name, Path started)
      throws IOException {
    if (TaskContext.get() != null && name.endsWith("photo004.png") && !Files.exists(started)) {
      Path part = started.resolveSibling(started.getFileName() + ".part");
      Files.writeString(part, Long.toString(ProcessHandle.current().pid()));
      Files.move(part, started);
      try {
        TimeUnit.MINUTES.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("expected to be killed");
    }
    return Photos.read(in, name);
  }

  @Test
  void anExecutorKilledInMidJobChangesNoBit() throws Exception {
    Path folder = Photos.write(home.resolve("killed"), 8);
    String marker = home.resolve("started").toString();
    try (SparkHypercolumns columns =
        SparkHypercolumns.builder(
                spark, recipe(), (in, name) -> readUntilKilled(in, name, Path.of(marker)))
            .files(folder.toString())
            .partitions(4)
            .build()) {
      KMeans kMeans =
          KMeans.builder(3)
              .starts(2)
              .seed(1)
              .progress((start, iteration, inertia) -> killOne(start == 0 && iteration == 1))
              .build();
      var fitting = CompletableFuture.supplyAsync(() -> kMeans.fit(columns));
      LoopbackCluster.await(
          "a task under way", () -> Files.exists(Path.of(marker)) || fitting.isDone());
      long victim = Long.parseLong(Files.readString(Path.of(marker)));
      assertThat(ProcessHandle.of(victim).orElseThrow().destroyForcibly()).isTrue();

      assertThat(fitting.get(3, TimeUnit.MINUTES))
          .isEqualTo(KMeans.builder(3).starts(2).seed(1).build().fit(local(columns.groups())));
      assertThat(columns.failures()).isEmpty();
    }
  }

  /** The maps that it has kept die with it. */
  private static void killOne(boolean now) {
    if (now) {
      assertThat(cluster.executors()).isNotEmpty();
      cluster.executors().get(0).destroyForcibly();
    }
  }

  /** On request: seconds of {@code percept4j.spark.long}. */
  @Test
  @EnabledIfSystemProperty(
      named = "percept4j.spark.long",
      matches = "[1-9][0-9]*",
      disabledReason = "percept4j.spark.long gives no seconds")
  void executorsKilledAgainAndAgainChangeNoBit() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("percept4j.spark.long"));
    Path folder = Photos.write(home.resolve("long"), 40);
    SplittableRandom random = new SplittableRandom(1);
    while (System.nanoTime() < end) {
      KMeans kMeans = KMeans.builder(5).starts(3).seed(random.nextLong()).build();
      try (SparkHypercolumns columns =
          SparkHypercolumns.builder(spark, recipe(), Photos::read)
              .files(folder.toString())
              .partitions(8)
              .build()) {
        var fitting = CompletableFuture.supplyAsync(() -> kMeans.fit(columns));
        while (!fitting.isDone()) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 6000));
          List<ProcessHandle> running = cluster.executors();
          if (running.size() == 2 && !fitting.isDone()) {
            running.get(random.nextInt(2)).destroyForcibly();
          }
        }
        assertThat(fitting.get()).isEqualTo(kMeans.fit(local(columns.groups())));
      }
    }
  }
}
