package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.hypercolumn.learn.ImageSums;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.Mergeable;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelRegression;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.learn.PixelSource;

/** Executors killed with SIGKILL on a real standalone cluster of two: no bit changes. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class KilledExecutorTest {

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

  static Stream<Arguments> fits() {
    return Stream.of(
        arguments("k-means", (Fit) s -> KMeans.builder(3).starts(2).seed(1).build().fit(s)),
        arguments("components", (Fit) s -> PixelPca.fit(s, 4)),
        arguments("scaler", (Fit) PixelScaler::fit),
        arguments(
            "classifier",
            (Fit)
                s ->
                    LogisticRegression.builder(2)
                        .steps(10)
                        .seed(3)
                        .build()
                        .fit(s, (image, c) -> LoopbackSession.labels(c))),
        arguments(
            "regression",
            (Fit) s -> PixelRegression.fit(s, (image, c) -> LoopbackSession.targets(c), 0.1)));
  }

  @FunctionalInterface
  interface Fit extends Function<PixelSource, Object> {}

  /** Its first pass over the fifth image waits to be killed. */
  private record Mortal(PixelSource images, String marker) implements PixelSource {
    @Override
    public <A extends Mergeable<A>> A sum(ImageSums<A> sums) {
      return images.sum(waiting(sums, marker));
    }
  }

  private static <A extends Mergeable<A>> ImageSums<A> waiting(ImageSums<A> sums, String marker) {
    return (image, columns) -> {
      if (image == 4) {
        Victim.offer(marker);
      }
      return sums.of(image, columns);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fits")
  void aFitKilledInMidPassHasTheBitsOfOneProcess(String name, Fit fit) throws Exception {
    Path folder = Photos.write(home.resolve(name), 8);
    String marker = home.resolve(name + ".started").toString();
    try (SparkHypercolumns columns = session.columns(folder, 4, Photos::read)) {
      Mortal mortal = new Mortal(columns, marker);
      CompletableFuture<Object> fitting = CompletableFuture.supplyAsync(() -> fit.apply(mortal));
      Victim.kill(marker, fitting);
      assertThat(fitting.get(3, TimeUnit.MINUTES))
          .isEqualTo(fit.apply(LoopbackSession.local(columns.groups())));
    }
  }

  @Test
  void aFieldKilledInMidGroupHasTheBitsOfOneProcess() throws Exception {
    String marker = home.resolve("field.started").toString();
    SharedNetwork network = SharedNetwork.of(session.spark, Photos.network());
    Recipe<ErfAnalyzer.Builder> draws =
        () -> {
          Victim.offer(marker);
          return ErfAnalyzer.builder(45, network.copy(), WeightDraw.byConfiguration())
              .inputSize(Photos.HEIGHT, Photos.WIDTH);
        };
    CompletableFuture<EffectiveReceptiveField> spread =
        CompletableFuture.supplyAsync(() -> SparkErf.analyze(session.spark, draws));
    Victim.kill(marker, spread);
    EffectiveReceptiveField field = spread.get(3, TimeUnit.MINUTES);
    EffectiveReceptiveField alone = draws.make().build().analyze();
    assertThat(field.map()).isEqualTo(alone.map());
    assertThat(field.size()).isEqualTo(alone.size());
  }

  @Test
  void executorsKilledWhileExtractingAndBetweenPassesChangeNoBit() throws Exception {
    Path folder = Photos.write(home.resolve("killed"), 8);
    String marker = home.resolve("extraction.started").toString();
    ImageReader reader =
        (in, name) -> {
          if (name.endsWith("photo004.png")) {
            Victim.offer(marker);
          }
          return Photos.read(in, name);
        };
    try (SparkHypercolumns columns = session.columns(folder, 4, reader)) {
      KMeans kMeans =
          KMeans.builder(3)
              .starts(2)
              .seed(1)
              .progress((start, iteration, inertia) -> killOne(start == 0 && iteration == 1))
              .build();
      var fitting = CompletableFuture.supplyAsync(() -> kMeans.fit(columns));
      Victim.kill(marker, fitting);
      KMeans alone = KMeans.builder(3).starts(2).seed(1).build();
      assertThat(fitting.get(3, TimeUnit.MINUTES))
          .isEqualTo(alone.fit(LoopbackSession.local(columns.groups())));
      assertThat(columns.failures()).isEmpty();
    }
  }

  /** The maps that it has kept die with it. */
  private static void killOne(boolean now) {
    if (now) {
      LoopbackCluster.await("an executor", () -> !session.cluster.executors().isEmpty());
      session.cluster.executors().get(0).destroyForcibly();
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
    int fits = 0;
    int kills = 0;
    while (System.nanoTime() < end) {
      KMeans kMeans = KMeans.builder(5).starts(3).seed(random.nextLong()).build();
      try (SparkHypercolumns columns = session.columns(folder, 8, Photos::read)) {
        var fitting = CompletableFuture.supplyAsync(() -> kMeans.fit(columns));
        while (!fitting.isDone()) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 6000));
          List<ProcessHandle> running = session.cluster.executors();
          if (running.size() == 2 && !fitting.isDone()) {
            running.get(random.nextInt(2)).destroyForcibly();
            kills++;
          }
        }
        assertThat(fitting.get()).isEqualTo(kMeans.fit(LoopbackSession.local(columns.groups())));
        fits++;
      }
    }
    System.out.println(fits + " fits, " + kills + " executors killed");
  }
}
