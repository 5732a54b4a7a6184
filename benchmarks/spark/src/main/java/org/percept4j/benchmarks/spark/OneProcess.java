package org.percept4j.benchmarks.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.WeightDraw;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.PixelSource;

/** The same work without Spark, for a quarter of the images and draws. */
final class OneProcess {

  static final int SHARE = 4;

  private OneProcess() {}

  static void measure(Sizes sizes, Figures figures) throws Exception {
    int images = sizes.images() / SHARE;
    HypercolumnExtractor extractor =
        Workload.extractor(Workload.network(sizes.side()), sizes.side());
    extracted(extractor, sizes.side(), 0, 16); // classes are loaded, loops compiled
    List<Iterable<Hypercolumns>> groups = new ArrayList<>();
    figures.timed(
        "extraction",
        () -> {
          for (int p = 0; p < SparkScaling.PARTITIONS; p++) {
            groups.add(
                extracted(
                    extractor,
                    sizes.side(),
                    p * images / SparkScaling.PARTITIONS,
                    (p + 1) * images / SparkScaling.PARTITIONS));
          }
          return groups;
        });
    PixelSource source = PixelSource.ofGroups(groups);
    figures.timed("k-means", () -> SparkScaling.kMeans().fit(source));
    figures.timed("receptive field", () -> field(sizes, sizes.draws() / SHARE));
  }

  private static Object field(Sizes sizes, int draws) {
    return ErfAnalyzer.builder(
            draws, Workload.network(sizes.fieldSide()), WeightDraw.byConfiguration())
        .inputSize(sizes.fieldSide(), sizes.fieldSide())
        .build()
        .analyze();
  }

  private static List<Hypercolumns> extracted(
      HypercolumnExtractor extractor, int side, int first, int end) throws IOException {
    List<Hypercolumns> all = new ArrayList<>();
    for (int i = first; i < end; i++) {
      all.add(extractor.extract(Workload.image(new ByteArrayInputStream(Workload.file(i)), side)));
    }
    return all;
  }
}
