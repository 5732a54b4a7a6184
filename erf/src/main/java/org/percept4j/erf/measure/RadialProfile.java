package org.percept4j.erf.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Interpolates the mass within a radius linearly between the distances that pixels have. */
  static double radiusHolding(ErfMap map, double fraction) {
    double whole = map.mass();
    if (!(whole > 0 && Double.isFinite(whole))) {
      return Double.NaN;
    }
    double[] v = map.toArray();
    double[] distance = IntStream.range(0, v.length).mapToDouble(i -> distance(map, i)).toArray();
    int[] order =
        IntStream.range(0, v.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> distance[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double wanted = fraction * whole;
    double inside = 0;
    double previous = 0;
    for (int i = 0; i < order.length; ) {
      double radius = distance[order[i]];
      double ring = 0;
      for (; i < order.length && distance[order[i]] == radius; i++) {
        ring += Math.abs(v[order[i]]);
      }
      if (inside + ring >= wanted && ring > 0) {
        return previous + (radius - previous) * Math.max(0, wanted - inside) / ring;
      }
      inside += ring;
      previous = radius;
    }
    return previous;
  }

  private static double distance(ErfMap map, int pixel) {
    int row = pixel / map.columns();
    int column = pixel % map.columns();
    return Math.hypot(row - map.centreRow(), column - map.centreColumn());
  }
}
