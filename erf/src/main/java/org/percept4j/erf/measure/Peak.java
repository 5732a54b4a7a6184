package org.percept4j.erf.measure;

import java.util.List;

/**
 * Describes a maximum of a map.
 *
 * @param row its row
 * @param column its column
 * @param value its magnitude
 * @param prominence how far one must descend from it to reach a higher peak; its full value for the
 *     highest
 */
public record Peak(int row, int column, double value, double prominence) {

  /**
   * Finds the separate maxima of a map: a peak counts if one must descend by at least {@code
   * prominence} times the map's maximum to reach a higher one. One for a single field, two for a
   * field that looks in two places.
   *
   * @param map the map
   * @param prominence fraction of the maximum, 0 to 1; 0.25 ignores the ripples of random weights
   * @return the peaks, highest first; none for a zero map or one with NaN
   * @throws IllegalArgumentException if {@code prominence} is not 0 to 1
   */
  public static List<Peak> find(ErfMap map, double prominence) {
    return PeakFinder.find(map, Threshold.requireFraction(prominence));
  }
}
