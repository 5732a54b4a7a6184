package org.percept4j.hypercolumn;

import org.percept4j.core.resample.Bilinear;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * One layer's maps at their place in the volume.
 *
 * @param maps the layer's own maps
 * @param firstChannel the volume's channel that the first map becomes
 * @param bilinear from the maps' size to the volume's
 */
record Block(FeatureMaps maps, int firstChannel, Bilinear bilinear) {

  static Block of(FeatureMaps maps, int first, int height, int width, Convention convention) {
    return new Block(
        maps, first, Bilinear.of(maps.height(), maps.width(), height, width, convention));
  }

  int channels() {
    return maps.channels();
  }

  int cells() {
    return maps.cells();
  }

  float[] values() {
    return maps.values();
  }

  /** One map with the mean taken off. */
  double[] centred(int channel, double mean) {
    double[] plane = new double[cells()];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = values()[channel * plane.length + i] - mean;
    }
    return plane;
  }
}
