package org.percept4j.spark;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * The layers' maps of one image, or why there are none. Plain arrays: Spark keeps them from pass to
 * pass in memory or on disk, by whatever serialiser it is set to.
 */
final class KeptImage implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final String name;
  private final @Nullable String error;
  private final String[] layers;
  private final int[][] shapes;
  private final float[][] values;
  private final int[] size;
  private final String convention;

  private KeptImage(String name, @Nullable String error, @Nullable Hypercolumns columns) {
    this.name = name;
    this.error = error;
    List<Hypercolumns.Layer> all = columns == null ? List.of() : columns.layers();
    layers = new String[all.size()];
    shapes = new int[all.size()][];
    values = new float[all.size()][];
    for (int i = 0; i < layers.length && columns != null; i++) {
      FeatureMaps maps = columns.maps(all.get(i).name());
      layers[i] = maps.layer();
      shapes[i] = new int[] {maps.channels(), maps.height(), maps.width()};
      values[i] = maps.toArray().data().asFloat();
    }
    size = columns == null ? new int[2] : new int[] {columns.height(), columns.width()};
    convention = columns == null ? "" : columns.convention().name();
  }

  static KeptImage of(String name, Hypercolumns columns) {
    return new KeptImage(name, null, columns);
  }

  static KeptImage failed(String name, String error) {
    return new KeptImage(name, error, null);
  }

  String name() {
    return name;
  }

  @Nullable String error() {
    return error;
  }

  Hypercolumns columns() {
    List<FeatureMaps> maps = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      maps.add(FeatureMaps.of(layers[i], shapes[i][0], shapes[i][1], shapes[i][2], values[i]));
    }
    return Hypercolumns.of(maps, size[0], size[1], Convention.valueOf(convention));
  }
}
