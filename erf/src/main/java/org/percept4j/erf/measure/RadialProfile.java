package org.percept4j.erf.measure;

import java.util.ArrayList;
import java.util.List;

/** Divides a map into rings around its centre, one pixel wide. */
public final class RadialProfile {

  private RadialProfile() {}

  /**
   * Returns the rings from the centre outwards until every pixel is counted.
   *
   * @param map the map
   * @return an unmodifiable list, at least one ring
   */
  public static List<RadialRing> rings(ErfMap map) {
    double[] v = map.toArray();
    int rings = 0;
    for (int corner : new int[] {0, map.columns() - 1, v.length - map.columns(), v.length - 1}) {
      rings = Math.max(rings, (int) Math.round(distance(map, corner)) + 1);
    }
    int[] pixels = new int[rings];
    double[] mass = new double[rings];
    for (int i = 0; i < v.length; i++) {
      int ring = (int) Math.round(distance(map, i));
      pixels[ring]++;
      mass[ring] += Math.abs(v[i]);
    }
    double whole = map.mass();
    double inside = 0;
    List<RadialRing> profile = new ArrayList<>(rings);
    for (int r = 0; r < rings; r++) {
      inside += mass[r];
      double mean = pixels[r] == 0 ? 0 : mass[r] / pixels[r];
      profile.add(new RadialRing(r, pixels[r], mean, inside / whole));
    }
    return List.copyOf(profile);
  }

  /**
   * The radius within which a fraction of the mass lies, each pixel's being spread evenly from half
   * a pixel nearer to half a pixel farther: the mass within r is Σ |v|·min(1, max(0, r − d + ½)).
   * That has no steps where several pixels lie equally far, and no bias: of a Gaussian of σ from 2
   * pixels on the half-mass radius is right within 1.5 %.
   */
  static double radiusHolding(ErfMap map, double fraction) {
    double whole = map.mass();
    if (!(whole > 0 && Double.isFinite(whole))) {
      return Double.NaN;
    }
    double[] v = map.toArray();
    double[] distance = new double[v.length];
    double most = 0;
    for (int i = 0; i < v.length; i++) {
      distance[i] = distance(map, i);
      most = v[i] == 0 ? most : Math.max(most, distance[i] + 0.5);
    }
    double low = 0;
    double high = most;
    double middle = (low + high) / 2;
    while (low < middle && middle < high) {
      if (within(middle, v, distance) >= fraction * whole) {
        high = middle;
      } else {
        low = middle;
      }
      middle = (low + high) / 2;
    }
    return within(0, v, distance) >= fraction * whole ? 0 : high;
  }

  private static double within(double radius, double[] values, double... distance) {
    double mass = 0;
    for (int i = 0; i < values.length; i++) {
      mass += Math.abs(values[i]) * Math.min(1, Math.max(0, radius - distance[i] + 0.5));
    }
    return mass;
  }

  private static double distance(ErfMap map, int pixel) {
    double row = Math.floorDiv(pixel, map.columns()) - map.centreRow();
    double column = pixel % map.columns() - map.centreColumn();
    return Math.sqrt(row * row + column * column);
  }
}
