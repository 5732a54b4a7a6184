package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.learn.PixelScaler;
import scala.jdk.javaapi.CollectionConverters;

/** What a job looks like from outside, and how its tasks run side by side, in this process. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class LocalJobsTest {

  private static final int CORES = 2;

  @TempDir static Path home;

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .config(
                SparkJvm.conf("jobs")
                    .setMaster("local[" + CORES + "]")
                    .set("spark.ui.showConsoleProgress", "true"))
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static SparkHypercolumns columns(
      Path folder, Recipe<HypercolumnExtractor> recipe, ImageReader reader) {
    return SparkHypercolumns.builder(spark, recipe, reader)
        .files(folder.toString())
        .partitions(CORES)
        .build();
  }

  private static Recipe<HypercolumnExtractor> recipe() {
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    return () -> HypercolumnExtractor.builder(network.copy()).layers("first").build();
  }

  @Test
  void jobsAndStagesSayWhatTheyDo() throws Exception {
    List<String> jobs = Collections.synchronizedList(new ArrayList<>());
    List<String> stages = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.add(start.properties().getProperty("spark.job.description"));
            CollectionConverters.asJava(start.stageInfos()).stream()
                .map(StageInfo::name)
                .forEach(stages::add);
          }
        };
    spark.sparkContext().addSparkListener(listener);
    spark.sparkContext().setJobDescription("the user's own");
    try (SparkHypercolumns columns =
        columns(Photos.write(home.resolve("named"), 3), recipe(), Photos::read)) {
      PixelScaler.fit(columns);
    } finally {
      spark.sparkContext().listenerBus().waitUntilEmpty();
      spark.sparkContext().removeSparkListener(listener);
    }
    assertThat(jobs)
        .containsExactly("percept4j: extract hypercolumns", "percept4j: pass 1 over 3 images");
    assertThat(stages).containsExactly("extract hypercolumns", "pass 1 over 3 images");
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description"))
        .isEqualTo("the user's own");
    spark.sparkContext().setJobDescription(null);
  }

  @Test
  void aBarInTheDriverShowsTheTasks() throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (SparkHypercolumns columns =
        columns(Photos.write(home.resolve("slow"), 4), recipe(), LocalJobsTest::slowly)) {
      System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
      columns.failures();
    } finally {
      System.setErr(before);
    }
    assertThat(shown.toString(StandardCharsets.UTF_8)).containsPattern("Stage \\d+:.*/ 2\\]");
  }

  /** Spark shows stages that take more than half a second. */
  private static INDArray slowly(InputStream in, String name) throws IOException {
    if (TaskContext.get() != null) {
      try {
        TimeUnit.MILLISECONDS.sleep(1500);
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
    return Photos.read(in, name);
  }

  private static final CyclicBarrier TOGETHER = new CyclicBarrier(CORES);
  private static final AtomicInteger MADE = new AtomicInteger();

  /** In a task, goes on when the other core's task extracts too. */
  private record Meeting(HypercolumnExtractor own) {

    HypercolumnExtractor extractor() {
      return (HypercolumnExtractor)
          java.lang.reflect.Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {HypercolumnExtractor.class},
              (proxy, method, arguments) -> {
                if (TaskContext.get() != null && "extract".equals(method.getName())) {
                  TOGETHER.await(1, TimeUnit.MINUTES);
                }
                return method.invoke(own, arguments);
              });
    }
  }

  @Test
  void tasksOfOneExecutorExtractAtTheSameTime() throws IOException {
    Recipe<HypercolumnExtractor> real = recipe();
    Recipe<HypercolumnExtractor> meeting =
        () -> {
          MADE.incrementAndGet();
          return new Meeting(real.make()).extractor();
        };
    try (SparkHypercolumns columns =
        columns(Photos.write(home.resolve("together"), 6), meeting, Photos::read)) {
      assertThat(columns.failures()).isEmpty();
    }
    assertThat(MADE).hasValueLessThanOrEqualTo(CORES);
  }
}
