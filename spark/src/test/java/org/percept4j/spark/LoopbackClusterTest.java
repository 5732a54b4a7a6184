package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.erf.measure.Measure;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelRegression;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.learn.PixelSource;

/**
 * The tools on a real standalone cluster of two worker JVMs, with Kryo: the same bits as in one
 * process.
 */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class LoopbackClusterTest {

  @TempDir static Path home;

  private static LoopbackSession session;

  @BeforeAll
  static void start() throws IOException {
    session = new LoopbackSession(home);
  }

  @AfterAll
  static void stop() {
    if (session != null) {
      session.close();
    }
  }

  @Test
  void everyFitHasTheBitsOfOneProcess() throws IOException {
    Path folder = Photos.write(home.resolve("photos"), 14);
    Files.writeString(folder.resolve("photo005x.png"), "no picture");
    try (SparkHypercolumns columns = session.columns(folder, 5, Photos::read)) {
      assertThat(columns.failures()).hasSize(1);
      PixelSource local = LoopbackSession.local(columns.groups());

      KMeans kMeans = KMeans.builder(4).starts(3).seed(7).build();
      assertThat(kMeans.fit(columns)).isEqualTo(kMeans.fit(local));
      assertThat(PixelPca.fit(columns, 5)).isEqualTo(PixelPca.fit(local, 5));
      assertThat(PixelScaler.fit(columns)).isEqualTo(PixelScaler.fit(local));
      LogisticRegression regression = LogisticRegression.builder(2).steps(30).seed(3).build();
      assertThat(regression.fit(columns, columns.labels((name, c) -> LoopbackSession.labels(c))))
          .isEqualTo(regression.fit(local, (image, c) -> LoopbackSession.labels(c)));
      assertThat(
              PixelRegression.fit(
                  columns, columns.targets((name, c) -> LoopbackSession.targets(c)), 0.5))
          .isEqualTo(PixelRegression.fit(local, (image, c) -> LoopbackSession.targets(c), 0.5));
    }
  }

  @Test
  void labelsAndTargetsGoByName() throws IOException {
    Path folder = Photos.write(home.resolve("named"), 6);
    Files.writeString(folder.resolve("photo001x.png"), "no picture");
    try (SparkHypercolumns columns = session.columns(folder, 3, Photos::read)) {
      List<String> names = columns.groups().stream().flatMap(List::stream).toList();
      var labels = columns.labels((name, c) -> new int[] {number(name)});
      var targets = columns.targets((name, c) -> new float[][] {{number(name)}});
      Hypercolumns any =
          Hypercolumns.of(
              List.of(FeatureMaps.of("any", 1, 1, 1, new float[1])), 1, 1, Convention.HALF_PIXEL);
      for (int i = 0; i < names.size(); i++) {
        assertThat(labels.of(i, any)).containsExactly(number(names.get(i)));
        assertThat(targets.of(i, any)[0]).containsExactly(number(names.get(i)));
      }
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.replaceAll(".*photo([0-9]+).*", "$1"));
  }

  @Test
  void fieldsHaveTheBitsOfOneProcess() throws IOException {
    SharedNetwork network = SharedNetwork.of(session.spark, Photos.network());
    Recipe<ErfAnalyzer.Builder> draws =
        () ->
            ErfAnalyzer.builder(47, network.copy(), WeightDraw.byConfiguration())
                .inputSize(Photos.HEIGHT, Photos.WIDTH)
                .until(Measure.SIZE, 0.02, 47);
    EffectiveReceptiveField field = SparkErf.analyze(session.spark, draws);
    EffectiveReceptiveField alone = draws.make().build().analyze();
    assertThat(field.map()).isEqualTo(alone.map());
    assertThat(field.size()).isEqualTo(alone.size());
    assertThat(field.info().samples()).isEqualTo(alone.info().samples());

    Path folder = Photos.write(home.resolve("erf"), 23);
    Files.writeString(folder.resolve("photo000x.png"), "no picture");
    Recipe<ErfAnalyzer.Builder> images = () -> ErfAnalyzer.builder(network.copy());
    SparkErf.OfImages spread =
        SparkErf.analyzeImages(session.spark, images, folder.toString(), Photos::read);
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

  /** Native threads bear the name of the thread that started them. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void anExecutorOfOneCoreStartsNoNativeThreads() throws IOException {
    Path folder = Photos.write(home.resolve("threads"), 8);
    try (SparkHypercolumns columns = session.columns(folder, 2, Photos::read)) {
      assertThat(columns.failures()).isEmpty(); // convolutions have run on both
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.spark.sparkContext());
    List<String> threads =
        context.parallelize(List.of(0, 1), 2).map(i -> surplusThreads()).collect();
    assertThat(threads).allMatch("0"::equals, "no surplus");
  }

  private static String surplusThreads() throws IOException {
    long blas = Nd4j.factory().blas().getMaxThreads() - 1L;
    long java =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("Executor task l"))
            .count();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      long all = tasks.filter(LoopbackClusterTest::bearsTheNameOfTaskThreads).count();
      return Long.toString(blas + all - java);
    }
  }

  private static boolean bearsTheNameOfTaskThreads(Path task) {
    try {
      return Files.readString(task.resolve("comm")).startsWith("Executor task l");
    } catch (IOException e) {
      return false; // ended since it was listed
    }
  }
}
