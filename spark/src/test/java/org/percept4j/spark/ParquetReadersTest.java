package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;

/** Others read the table that Spark wrote. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "Spark 3.5 does not run on JDK 24 or later")
class ParquetReadersTest {

  private static final int PHOTOS = 3;
  private static final int PIXELS = 6;
  private static final int DEPTH = 14;

  @TempDir static Path home;

  private static SparkSession spark;
  private static String table;

  @BeforeAll
  static void write() throws IOException {
    spark =
        SparkSession.builder().config(SparkJvm.conf("readers").setMaster("local[2]")).getOrCreate();
    Path folder = Photos.write(home.resolve("photos"), PHOTOS);
    Files.writeString(folder.resolve("corrupt.png"), "no picture");
    table = home.resolve("columns.parquet").toString();
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    try (SparkHypercolumns columns =
        SparkHypercolumns.builder(
                spark,
                () ->
                    HypercolumnExtractor.builder(network.copy()).layers("first", "second").build(),
                Photos::read)
            .files(folder.toString())
            .build()) {
      PixelLabels rows = (name, c) -> classes(c);
      columns.sample(PixelChoice.random(PIXELS, 1), rows).write().parquet(table);
    }
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  /** The class of a pixel is its row; that of the first row is not known. */
  private static int[] classes(Hypercolumns columns) {
    int[] classes = new int[columns.pixels()];
    for (int p = 0; p < classes.length; p++) {
      classes[p] = p / columns.width() - 1;
    }
    return classes;
  }

  private static Hypercolumns extracted(String image) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(image.replace("file:", "")))) {
      return HypercolumnExtractor.builder(Photos.network())
          .layers("first", "second")
          .build()
          .extract(Photos.read(in, image));
    }
  }

  @Test
  void duckDbReadsItsSchemaAndEveryValue() throws SQLException, IOException {
    String files = "read_parquet('" + table + "/*.parquet')";
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      Map<String, String> schema = new LinkedHashMap<>();
      try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + files)) {
        while (columns.next()) {
          schema.put(columns.getString("column_name"), columns.getString("column_type"));
        }
      }
      assertThat(schema)
          .hasToString(
              "{image=VARCHAR, y=DOUBLE, x=DOUBLE, label=INTEGER, vector=FLOAT[], error=VARCHAR}");

      int rows = 0;
      try (ResultSet row =
          statement.executeQuery("SELECT * FROM " + files + " WHERE error IS NULL")) {
        for (; row.next(); rows++) {
          int y = (int) row.getDouble("y");
          float[] expected = extracted(row.getString("image")).at(y, (int) row.getDouble("x"));
          Object[] vector = (Object[]) row.getArray("vector").getArray();
          assertThat(vector).hasSize(DEPTH);
          for (int c = 0; c < DEPTH; c++) {
            assertThat(vector[c]).isEqualTo(expected[c]);
          }
          assertThat(row.getObject("label")).isEqualTo(y == 0 ? null : y - 1);
        }
      }
      assertThat(rows).isEqualTo(PHOTOS * PIXELS);
      try (ResultSet row =
          statement.executeQuery("SELECT * FROM " + files + " WHERE error IS NOT NULL")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString("image")).endsWith("corrupt.png");
        assertThat(row.getObject("vector")).isNull();
        assertThat(row.next()).isFalse();
      }
    }
  }

  /** Read from Parquet, an array may hold null as far as Spark knows, which its ML refuses. */
  @Test
  void sparkMlTakesItAsVectors() {
    Dataset<Row> rows = spark.read().parquet(table).filter("error is null");
    Dataset<Row> vectors = rows.withColumn("column", functions.array_to_vector(rows.col("vector")));
    Dataset<Row> assembled =
        new VectorAssembler()
            .setInputCols(new String[] {"y", "x", "column"})
            .setOutputCol("features")
            .transform(vectors);
    Row first = assembled.first();
    Vector features = first.getAs("features");
    assertThat(features.size()).isEqualTo(2 + DEPTH);
    assertThat(features.apply(0)).isEqualTo(first.<Double>getAs("y"));
    assertThat(features.apply(2))
        .isEqualTo(first.<Float>getList(first.fieldIndex("vector")).get(0).doubleValue());

    KMeansModel clusters =
        new org.apache.spark.ml.clustering.KMeans().setK(2).setSeed(1).fit(assembled);
    assertThat(clusters.clusterCenters()).hasSize(2);
    assertThat(clusters.clusterCenters()[0].size()).isEqualTo(2 + DEPTH);
  }
}
