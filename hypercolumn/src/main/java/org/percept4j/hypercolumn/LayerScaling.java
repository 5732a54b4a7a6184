package org.percept4j.hypercolumn;

import java.util.Arrays;

/**
 * Brings layers of different magnitude onto one scale. Applied to a layer's maps at their own
 * resolution, before enlarging, so that everything computed from the volume stays exact.
 */
public enum LayerScaling {
  /** Activations as the network gives them. */
  NONE,
  /**
   * Every cell's vector over the layer's channels divided by its Euclidean length (Liu et al. 2015,
   * ParseNet, section 3.3); a zero vector stays zero.
   */
  L2,
  /** All values of the layer divided by their largest magnitude; a layer of zeros stays so. */
  MAX,
  /**
   * All values of the layer minus their mean, divided by their standard deviation; a constant layer
   * becomes zero.
   */
  STANDARDISED;

  FeatureMaps apply(FeatureMaps maps) {
    return switch (this) {
      case NONE -> maps;
      case L2 -> unitColumns(maps);
      case MAX -> uniform(maps, 0, largest(maps.values()));
      case STANDARDISED -> standardised(maps);
    };
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float v : values) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  private static FeatureMaps standardised(FeatureMaps maps) {
    float[] values = maps.values();
    double mean = 0;
    for (float v : values) {
      mean += v;
    }
    mean /= values.length;
    double squares = 0;
    for (float v : values) {
      squares += (v - mean) * (v - mean);
    }
    return uniform(maps, mean, Math.sqrt(squares / values.length));
  }

  private static FeatureMaps uniform(FeatureMaps maps, double shift, double divisor) {
    double scale = divisor == 0 ? 1 : 1 / divisor;
    double[] scales = new double[maps.channels()];
    double[] shifts = new double[maps.channels()];
    Arrays.fill(scales, scale);
    Arrays.fill(shifts, -shift * scale);
    return maps.affine(scales, shifts);
  }

  private static FeatureMaps unitColumns(FeatureMaps maps) {
    int cells = maps.cells();
    double[] lengths = new double[cells];
    float[] values = maps.values();
    for (int i = 0; i < values.length; i++) {
      lengths[i % cells] += (double) values[i] * values[i];
    }
    float[] unit = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double length = Math.sqrt(lengths[i % cells]);
      unit[i] = length == 0 ? 0 : (float) (values[i] / length);
    }
    return FeatureMaps.owning(maps.layer(), maps.channels(), maps.height(), maps.width(), unit);
  }
}
