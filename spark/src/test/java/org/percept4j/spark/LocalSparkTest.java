package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.PixelClassifier;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;

/** Tables and refusals, with Spark in this process. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class LocalSparkTest {

  @TempDir static Path home;

  private static SparkSession spark;
  private static String photos;

  @BeforeAll
  static void start() throws IOException {
    spark =
        SparkSession.builder().config(SparkJvm.conf("tables").setMaster("local[2]")).getOrCreate();
    Path folder = Photos.write(home.resolve("photos"), 5);
    Files.writeString(folder.resolve("photo002x.png"), "no picture");
    photos = folder.toString();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static Recipe<HypercolumnExtractor> layers(String... layers) {
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    return () -> HypercolumnExtractor.builder(network.copy()).layers(layers).build();
  }

  private static SparkHypercolumns.Builder columns(String... layers) {
    return SparkHypercolumns.builder(spark, layers(layers), Photos::read);
  }

  private static Hypercolumns direct(String address) throws IOException {
    Path file = Path.of(address.replace("file:", ""));
    try (InputStream in = Files.newInputStream(file)) {
      return HypercolumnExtractor.builder(Photos.network())
          .layers("first", "second")
          .build()
          .extract(Photos.read(in, address));
    }
  }

  @Test
  void aTableComesBackFromParquetAsItWas() throws IOException {
    String table = home.resolve("columns.parquet").toString();
    try (SparkHypercolumns columns = columns("first", "second").files(photos).build()) {
      PixelLabels labels =
          (name, c) -> {
            int[] all = new int[c.pixels()];
            all[0] = PixelClassifier.UNLABELLED;
            all[1] = 3;
            return all;
          };
      PixelChoice choice =
          PixelChoice.at(new double[] {0, 0, 7.25, 500}, new double[] {0, 1, 3.5, 0});
      columns.sample(choice, labels).write().parquet(table);
    }
    List<Row> rows = spark.read().parquet(table).orderBy("image", "y", "x").collectAsList();
    assertThat(rows).hasSize(5 * 3 + 1);
    int errors = 0;
    int at = 0;
    for (Row row : rows) {
      String image = row.getAs("image");
      if (row.getAs("error") != null) {
        errors++;
        assertThat(image).endsWith("photo002x.png");
        assertThat(row.<Object>getAs("vector")).isNull();
        continue;
      }
      double y = row.getAs("y");
      double x = row.getAs("x");
      float[] expected =
          direct(image).columnsAt(PixelPoints.of(new double[] {y}, new double[] {x}));
      List<Float> vector = row.getList(row.fieldIndex("vector"));
      assertThat(vector).hasSize(14);
      for (int c = 0; c < expected.length; c++) {
        assertThat(vector.get(c)).isEqualTo(expected[c]);
      }
      Integer label = row.getAs("label");
      assertThat(label).isEqualTo(at == 0 ? null : Integer.valueOf(at == 1 ? 3 : 0));
      at = (at + 1) % 3;
    }
    assertThat(errors).isEqualTo(1);
  }

  @Test
  void sampledPixelsDependOnNameAndSeedAlone() {
    List<List<Row>> tables = new ArrayList<>();
    for (int partitions : new int[] {1, 4}) {
      try (SparkHypercolumns columns =
          columns("second").files(photos).partitions(partitions).build()) {
        tables.add(
            columns.sample(PixelChoice.random(9, 4)).orderBy("image", "y", "x").collectAsList());
      }
    }
    assertThat(tables.get(0)).hasSize(5 * 9 + 1).isEqualTo(tables.get(1));
  }

  @Test
  void tablesOfBytesGiveWhatFilesGive() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (SparkHypercolumns files = columns("first").files(photos).partitions(1).build()) {
      for (String name : files.groups().get(0)) {
        rows.add(RowFactory.create(name, Files.readAllBytes(Path.of(name.replace("file:", "")))));
      }
      rows.add(RowFactory.create("none", null));
      StructType schema =
          new StructType().add("image", DataTypes.StringType).add("content", DataTypes.BinaryType);
      Dataset<Row> table = spark.createDataFrame(rows, schema).coalesce(1);
      try (SparkHypercolumns bytes = columns("first").images(table).build()) {
        assertThat(bytes.failures()).containsOnlyKeys("none");
        assertThat(PixelPca.fit(bytes, 3)).isEqualTo(PixelPca.fit(files, 3));
      }
    }
  }

  @Test
  void wrongSettingsFailInTheDriver() {
    assertThatThrownBy(() -> columns("third").files(photos).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("third");
    assertThatThrownBy(() -> columns("first").files(home.resolve("nothing*").toString()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing*");
    assertThatThrownBy(() -> columns("first").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("neither");
    assertThatThrownBy(() -> columns("first").images(spark.range(3).toDF()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("content (binary)");
    assertThatThrownBy(
            () ->
                SparkHypercolumns.builder(
                        spark,
                        layers("first"),
                        (in, name) -> Photos.read(in, name).reshape(1, 1, -1, Photos.WIDTH))
                    .files(photos)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("photo000.png")
        .hasMessageContaining("channels");
    MultiLayerNetwork unready =
        new MultiLayerNetwork(Photos.network().getLayerWiseConfigurations());
    assertThatThrownBy(() -> SharedNetwork.of(spark, unready))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("init()");
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    assertThatThrownBy(
            () ->
                SparkErf.analyze(
                    spark,
                    () -> ErfAnalyzer.builder(network.copy()).inputSize(12, 16).unit(500, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500");
  }

  @Test
  void exceptionsOfAFitKeepTheirType() {
    try (SparkHypercolumns columns = columns("first").files(photos).build()) {
      assertThatThrownBy(() -> PixelPca.fit(columns, 1000))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got 1000");
    }
  }

  @Test
  void logsBecomeOneTable() throws IOException {
    Path folder = Files.createDirectories(home.resolve("logs"));
    List<GradientTrack> tracks =
        List.of(new GradientTrack(0, "a", false), new GradientTrack(1, "b", false));
    try (GradientSink good = GradientSinks.log(folder.resolve("good.jsonl"), false);
        GradientSink bad = GradientSinks.log(folder.resolve("bad.jsonl"), false)) {
      for (int i = 0; i < 20; i++) {
        good.accept(GradientFrame.of(i, tracks, 1, 2));
        bad.accept(GradientFrame.of(i, tracks, 1, i < 15 ? 2 : Double.NaN));
      }
    }
    Files.writeString(folder.resolve("other.jsonl"), "no log\n");
    Dataset<Row> norms = SparkLogs.norms(spark, folder.toString(), 2);
    assertThat(norms.filter("error is null").count()).isEqualTo(80);
    List<Row> errors = norms.filter("error is not null").collectAsList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).<String>getAs("run")).endsWith("other.jsonl");

    List<Row> alarms =
        SparkLogs.firstAlarms(spark, folder.toString(), 3).filter("error is null").collectAsList();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).<String>getAs("run")).endsWith("bad.jsonl");
    assertThat(alarms.get(0).<String>getAs("layer")).isEqualTo("b");
    assertThat(alarms.get(0).<String>getAs("kind")).isEqualTo("NON_FINITE");
    assertThat(alarms.get(0).<Long>getAs("iteration")).isEqualTo(15);
  }

  @Test
  void logsAreClosedWhereverReadingEnds() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeThat(open).exists();
    Path folder = Files.createDirectories(home.resolve("corrupt")).toRealPath();
    List<GradientTrack> tracks = List.of(new GradientTrack(0, "a", false));
    Path corrupt = folder.resolve("corrupt.jsonl");
    Path whole = folder.resolve("whole.jsonl");
    for (Path log : List.of(corrupt, whole)) {
      try (GradientSink sink = GradientSinks.log(log, false)) {
        for (int i = 0; i < 5000; i++) {
          sink.accept(GradientFrame.of(i, tracks, 1));
        }
      }
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(corrupt));
    lines.set(20, "no frame");
    Files.write(corrupt, lines);
    assertThat(SparkLogs.norms(spark, corrupt.toString(), 1).filter("error is not null").count())
        .isEqualTo(1);
    assertThat(SparkLogs.norms(spark, whole.toString(), 1).limit(3).collectAsList()).hasSize(3);
    try (Stream<Path> files = Files.list(open)) {
      assertThat(files.map(LocalSparkTest::target)).noneMatch(file -> file.startsWith(folder));
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // closed since it was listed
    }
  }
}
