package org.percept4j.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.percept4j.core.image.PictureReader;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.nanodet.Nanodet;
import org.percept4j.spark.PixelChoice;
import org.percept4j.spark.SharedNetwork;
import org.percept4j.spark.SparkHypercolumns;

/** Photos to a table of hypercolumns and to eight clusters of all their pixels. */
public final class SparkPhotos {

  private SparkPhotos() {}

  /**
   * Runs.
   *
   * @param args photos (a folder or pattern that all executors see), the folder of the new table,
   *     and the clusters' file on the driver's machine
   * @throws IOException if the clusters cannot be written
   */
  public static void main(String... args) throws IOException {
    String[] layers = Nanodet.stages().toArray(String[]::new);
    try (SparkSession spark = SparkSession.builder().appName("percept4j").getOrCreate()) {
      SharedNetwork network = SharedNetwork.of(spark, Nanodet.load());
      try (SparkHypercolumns columns =
          SparkHypercolumns.builder(
                  spark,
                  () ->
                      HypercolumnExtractor.builder(network.copy())
                          .layers(layers)
                          .outputSize(52, 52)
                          .build(),
                  (in, name) -> Nanodet.input(PictureReader.read(in, name), 416, 416))
              .files(args[0])
              .build()) {
        columns.sample(PixelChoice.random(200, 0)).write().parquet(args[1]);
        KMeans.builder(8).starts(1).build().fit(columns).save(Path.of(args[2]));
        columns.failures().forEach((name, error) -> System.err.println(name + ": " + error));
      }
    }
  }
}
