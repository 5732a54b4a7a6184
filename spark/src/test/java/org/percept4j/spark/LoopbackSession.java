package org.percept4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.PixelSource;

/** A session, with Kryo, on a cluster of two executors, and the same work in this process alone. */
final class LoopbackSession implements AutoCloseable {

  final LoopbackCluster cluster;
  final SparkSession spark;

  LoopbackSession(Path home) throws IOException {
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

  SparkHypercolumns columns(Path folder, int partitions, ImageReader reader) {
    SharedNetwork network = SharedNetwork.of(spark, Photos.network());
    return SparkHypercolumns.builder(
            spark,
            () -> HypercolumnExtractor.builder(network.copy()).layers("first", "second").build(),
            reader)
        .files(folder.toString())
        .partitions(partitions)
        .build();
  }

  /** The same groups in this process alone. */
  static PixelSource local(List<List<String>> groups) {
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

  /** Classes of pixels: left and right. */
  static int[] labels(Hypercolumns columns) {
    int[] labels = new int[columns.pixels()];
    for (int p = 0; p < labels.length; p++) {
      labels[p] = p % columns.width() < columns.width() / 2 ? 0 : 1;
    }
    return labels;
  }

  /** Two values of pixels, with some that are not known. */
  static float[][] targets(Hypercolumns columns) {
    float[][] planes = new float[2][columns.pixels()];
    for (int p = 0; p < columns.pixels(); p++) {
      planes[0][p] = p % 7 == 0 ? Float.NaN : p % columns.width();
      planes[1][p] = (float) Math.sin(p);
    }
    return planes;
  }

  @Override
  public void close() {
    spark.stop();
    cluster.close();
  }
}
