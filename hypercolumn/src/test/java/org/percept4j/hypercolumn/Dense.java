package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.core.resample.Taps;

/** The slow way, as an oracle: the volume built in double precision by its definition. */
public final class Dense {

  private Dense() {}

  /** Random maps of sizes below, at and above the volume's, and one of 1×1. */
  public static Hypercolumns random(int height, int width, Convention convention, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] shapes = {
      {3, height, width},
      {9, (height + 1) / 2, (width + 1) / 2},
      {1, height + 3, 2 * width},
      {2, 1, 1},
      {41, 3, 2}
    };
    List<FeatureMaps> layers = new ArrayList<>();
    for (int[] s : shapes) {
      float[] values = new float[s[0] * s[1] * s[2]];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextDouble() * 4 - 1);
      }
      layers.add(FeatureMaps.of("layer" + layers.size(), s[0], s[1], s[2], values));
    }
    return Hypercolumns.of(layers, height, width, convention);
  }

  /** [channel][pixel]. */
  public static double[][] volume(Hypercolumns columns) {
    double[][] volume = new double[columns.depth()][];
    for (Hypercolumns.Layer layer : columns.layers()) {
      FeatureMaps maps = columns.maps(layer.name());
      for (int c = 0; c < layer.channels(); c++) {
        volume[layer.firstChannel() + c] =
            enlarged(maps, c, columns.height(), columns.width(), columns.convention());
      }
    }
    return volume;
  }

  /** As {@link #volume}, of the maps' magnitudes: what bounds of rounding are relative to. */
  public static double[][] magnitudes(Hypercolumns columns) {
    List<FeatureMaps> layers = new ArrayList<>();
    for (Hypercolumns.Layer layer : columns.layers()) {
      FeatureMaps maps = columns.maps(layer.name());
      float[] values = maps.toArray().data().asFloat();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.abs(values[i]);
      }
      layers.add(
          FeatureMaps.of(layer.name(), layer.channels(), maps.height(), maps.width(), values));
    }
    return volume(Hypercolumns.of(layers, columns.height(), columns.width(), columns.convention()));
  }

  /**
   * How many roundings a sum over the channels of products of two values gathers at most: each
   * value is interpolated twice and centred, the products of a layer and the layers are added up,
   * and three such sums make a distance.
   */
  public static int roundings(Hypercolumns columns) {
    int taps = 0;
    for (Hypercolumns.Layer layer : columns.layers()) {
      FeatureMaps maps = columns.maps(layer.name());
      taps =
          Math.max(
              taps,
              Taps.of(maps.height(), columns.height(), columns.convention()).width()
                  + Taps.of(maps.width(), columns.width(), columns.convention()).width());
    }
    return columns.depth() + columns.layers().size() + 2 * (taps + 1) + 3;
  }

  private static double[] enlarged(FeatureMaps maps, int c, int h, int w, Convention convention) {
    Taps rows = Taps.of(maps.height(), h, convention);
    Taps columns = Taps.of(maps.width(), w, convention);
    double[] plane = new double[h * w];
    float[] values = maps.toArray().data().asFloat();
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int s = 0; s < rows.width(); s++) {
          for (int t = 0; t < columns.width(); t++) {
            int cell = (rows.first(y) + s) * maps.width() + columns.first(x) + t;
            plane[y * w + x] +=
                rows.weight(y, s)
                    * columns.weight(x, t)
                    * values[c * maps.height() * maps.width() + cell];
          }
        }
      }
    }
    return plane;
  }

  /** The column of one pixel. */
  public static double[] column(double[][] volume, int pixel) {
    double[] column = new double[volume.length];
    for (int c = 0; c < column.length; c++) {
      column[c] = volume[c][pixel];
    }
    return column;
  }
}
