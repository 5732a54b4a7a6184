package org.percept4j.erf.measure;

import java.util.Arrays;

/**
 * Describes a fraction of the magnitude at a map's centre, above which a pixel counts as part of
 * the field.
 *
 * @param fraction of {@link #centreValue}, 0 to 1
 */
public record Threshold(double fraction) {

  /** The threshold of Luo et al. 2016: 1 − 0.9545 of the centre's value. */
  public static final Threshold PAPER = new Threshold(1 - 0.9545);

  /**
   * Rejects fractions outside 0 to 1.
   *
   * @param fraction of the centre's value
   */
  public Threshold {
    requireFraction(fraction);
  }

  static double requireFraction(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction: expected 0 to 1, got " + fraction);
    }
    return fraction;
  }

  /**
   * Returns the magnitude at a map's centre; the mean of the two or four nearest pixels where the
   * centre lies between pixels.
   *
   * @param map the map
   * @return the magnitude
   */
  public static double centreValue(ErfMap map) {
    int top = (int) Math.floor(map.centreRow());
    int bottom = (int) Math.ceil(map.centreRow());
    int left = (int) Math.floor(map.centreColumn());
    int right = (int) Math.ceil(map.centreColumn());
    return (Math.abs(map.get(top, left))
            + Math.abs(map.get(top, right))
            + Math.abs(map.get(bottom, left))
            + Math.abs(map.get(bottom, right)))
        / 4;
  }

  /**
   * Counts the pixels above the threshold.
   *
   * @param map the map
   * @return the count
   */
  public long count(ErfMap map) {
    double least = fraction * centreValue(map);
    return Arrays.stream(map.toArray()).filter(v -> Math.abs(v) > least).count();
  }

  /**
   * Tells whether the border of the picture cuts the field off, so that its size is a lower bound.
   * A side of length 1 has no border.
   *
   * @param map the map
   * @return true if a pixel of the first or last row or column is above the threshold
   */
  public boolean reachesBorder(ErfMap map) {
    double least = fraction * centreValue(map);
    for (int r = 0; r < map.rows(); r++) {
      boolean edgeRow = map.rows() > 1 && (r == 0 || r == map.rows() - 1);
      for (int c = 0; c < map.columns(); c++) {
        boolean edgeColumn = map.columns() > 1 && (c == 0 || c == map.columns() - 1);
        if ((edgeRow || edgeColumn) && Math.abs(map.get(r, c)) > least) {
          return true;
        }
      }
    }
    return false;
  }
}
