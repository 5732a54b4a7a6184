package org.percept4j.erf;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.WholeFile;
import org.percept4j.core.npy.NpyWriter;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.RadialRing;

/** Pictures and files of maps. */
final class ErfPictures {

  private static final int LEAST_SIDE = 240;
  private static final double DECADES = 1e-6;

  private ErfPictures() {}

  static Heatmap heatmap(ErfMap map, String title) {
    double max = map.max();
    Heatmap picture =
        Heatmap.of(magnitudes(map), map.rows(), map.columns())
            .colormap(Colormap.HOT)
            .magnify(Math.max(1, LEAST_SIDE / Math.max(map.rows(), map.columns())))
            .titled(title);
    return max > 0 && Double.isFinite(max) ? picture.range(0, max) : picture;
  }

  static Heatmap logHeatmap(ErfMap map, String title) {
    double max = map.max();
    Heatmap picture = heatmap(map, title).scale(Heatmap.Scale.LOG);
    return max > 0 && Double.isFinite(max) ? picture.range(max * DECADES, max) : picture;
  }

  private static double[] magnitudes(ErfMap map) {
    return Arrays.stream(map.toArray()).map(Math::abs).toArray();
  }

  static LinePlot profile(ErfMap map, String layer) {
    List<RadialRing> rings =
        map.radialProfile().stream().filter(ring -> ring.pixels() > 0).toList();
    double max = map.max();
    double[] radius = rings.stream().mapToDouble(RadialRing::radius).toArray();
    return LinePlot.builder("ERF of " + layer, "distance from the centre in pixels", "fraction")
        .add(
            "mean magnitude / maximum",
            radius,
            rings.stream().mapToDouble(ring -> ring.mean() / max).toArray())
        .add(
            "mass within the distance",
            radius,
            rings.stream().mapToDouble(RadialRing::cumulative).toArray())
        .build();
  }

  static void writeNpy(ErfMap map, Path path) throws IOException {
    INDArray values = Nd4j.createFromArray(map.toArray()).reshape(map.rows(), map.columns());
    NpyWriter.write(path, values.castTo(DataType.FLOAT));
  }

  static void writeCsv(ErfMap map, Path path) throws IOException {
    WholeFile.write(
        path,
        part -> {
          try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (int r = 0; r < map.rows(); r++) {
              for (int c = 0; c < map.columns(); c++) {
                out.write(c == 0 ? "" : ",");
                out.write(Double.toString(map.get(r, c)));
              }
              out.write('\n');
            }
          }
        });
  }
}
