package org.percept4j.erf;

import java.util.Arrays;
import java.util.List;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.RadialProfile;
import org.percept4j.erf.measure.RadialRing;

/** Draws maps and their profiles. Thread-safe. */
public final class ErfPlots {

  private static final int MIN_SIDE = 240;
  private static final double MIN_SHOWN_SHARE = 1e-6;

  private ErfPlots() {}

  /**
   * Draws a map, magnitudes from 0 (black) to the largest.
   *
   * @param map the map
   * @param title what stands above the picture
   * @return a heat map with default magnification; change its colours or scale as you like
   */
  public static Heatmap heatmap(ErfMap map, String title) {
    double max = map.max();
    Heatmap picture =
        Heatmap.of(magnitudes(map), map.rows(), map.columns())
            .colormap(Colormap.MAGMA)
            .magnify(Math.max(1, MIN_SIDE / Math.max(map.rows(), map.columns())))
            .titled(title);
    return max > 0 && Double.isFinite(max) ? picture.range(0, max) : picture;
  }

  /**
   * Draws a map on a logarithmic scale over the highest six decades.
   *
   * @param map the map
   * @param title what stands above the picture
   * @return a heat map
   */
  public static Heatmap logHeatmap(ErfMap map, String title) {
    double max = map.max();
    Heatmap picture = heatmap(map, title).scale(Heatmap.Scale.LOG);
    return max > 0 && Double.isFinite(max) ? picture.range(max * MIN_SHOWN_SHARE, max) : picture;
  }

  private static double[] magnitudes(ErfMap map) {
    return Arrays.stream(map.toArray()).map(Math::abs).toArray();
  }

  /**
   * Draws the mean magnitude and the cumulative mass by distance from the centre.
   *
   * @param map the map
   * @param title what stands above the plot
   * @return a plot of two curves
   */
  public static LinePlot profile(ErfMap map, String title) {
    List<RadialRing> rings =
        RadialProfile.rings(map).stream().filter(ring -> ring.pixels() > 0).toList();
    double max = map.max();
    double[] radius = rings.stream().mapToDouble(RadialRing::radius).toArray();
    return LinePlot.builder(title, "distance from the centre in pixels", "fraction")
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
}
