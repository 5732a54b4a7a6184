package org.percept4j.examples.experiments.erf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.core.plot.MapPanel;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Peak;
import org.percept4j.erf.theory.Interval;

/**
 * Fields of single units for single images, counted by how many peaks they have. A field that looks
 * in two places has two.
 */
public final class PeakCensus {

  /** How far one must descend from a peak to reach a higher one, as part of the maximum. */
  static final double CLEAR_PROMINENCE = 0.5;

  private static final double FAINT_PROMINENCE = 0.25;
  private static final double SIGMA = 2;

  /**
   * The field of one channel of one unit for one image, cut to what the unit can see.
   *
   * @param image index of the image
   * @param channel of the layer
   * @param seen the image there, mean over its channels
   * @param field root of the sum over input channels of squared gradients
   * @param peaks of the smoothed field, highest first
   */
  private record Single(int image, int channel, ErfMap seen, ErfMap field, List<Peak> peaks) {

    /** How prominent the second peak is beside the first. */
    double balance() {
      return peaks.get(1).prominence() / peaks.get(0).value();
    }

    int peaksAbove(double prominence) {
      double least = prominence * peaks.get(0).value();
      return (int) peaks.stream().filter(p -> p.prominence() >= least).count();
    }
  }

  private final List<Single> alive = new ArrayList<>();
  private final int images;
  private int dead;

  private PeakCensus(int images) {
    this.images = images;
  }

  /**
   * Looks at every channel of some units for every image.
   *
   * @param model the network
   * @param layer the units' layer
   * @param units fields of units that see no padding
   * @param images inputs [N, C, H, W]
   * @return the census
   */
  public static PeakCensus take(
      Model model, LayerRef layer, List<EffectiveReceptiveField> units, INDArray images) {
    NetworkProbe probe = NetworkProbe.of(model);
    PeakCensus census = new PeakCensus((int) images.size(0));
    int channels = (int) probe.activations(List.of(layer), images).get(0).size(1);
    for (EffectiveReceptiveField unit : units) {
      for (int channel = 0; channel < channels; channel++) {
        int c = channel;
        INDArray gradients =
            probe.inputGradient(layer, y -> oneUnit(y, c, unit), images).inputGradients().get(0);
        census.add(unit, channel, images, gradients);
      }
    }
    return census;
  }

  private static INDArray oneUnit(INDArray output, int channel, EffectiveReceptiveField unit) {
    INDArray epsilon = Nd4j.zeros(output.dataType(), output.shape());
    for (int n = 0; n < output.size(0); n++) {
      epsilon.putScalar(new int[] {n, channel, unit.info().row(), unit.info().column()}, 1);
    }
    return epsilon;
  }

  private void add(
      EffectiveReceptiveField unit, int channel, INDArray pictures, INDArray gradients) {
    Interval rows = unit.theory().rows().interval(unit.info().row()).hull();
    Interval columns = unit.theory().columns().interval(unit.info().column()).hull();
    for (int n = 0; n < images; n++) {
      ErfMap field = RadialShape.window(plane(gradients.slice(n).norm2(0)), rows, columns);
      if (field.isZero()) {
        dead++;
      } else {
        ErfMap seen = RadialShape.window(plane(pictures.slice(n).mean(0)), rows, columns);
        alive.add(new Single(n, channel, seen, field, Peak.find(smooth(field), FAINT_PROMINENCE)));
      }
    }
  }

  private static ErfMap plane(INDArray values) {
    return ErfMap.of(values.castTo(DataType.DOUBLE).toDoubleMatrix());
  }

  /** Without the ripples that single weights make. */
  static ErfMap smooth(ErfMap field) {
    return field.smoothed(SIGMA);
  }

  /**
   * Returns the columns' headings.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "network", "fields", "zero", "descent", "one peak", "two peaks", "three or more");
  }

  /**
   * Returns the counts: shares of the fields that are not zero, and standard errors over images,
   * for two opinions of how far one must descend between peaks.
   *
   * @param name of the network
   * @return cells for {@link #header}
   */
  public List<List<String>> rows(String name) {
    return Stream.of(FAINT_PROMINENCE, CLEAR_PROMINENCE)
        .map(
            descent ->
                List.of(
                    name,
                    alive.size() + dead + "",
                    dead + "",
                    String.format(Locale.ROOT, "%.0f %%", 100 * descent),
                    share(s -> s.peaksAbove(descent) == 1),
                    share(s -> s.peaksAbove(descent) == 2),
                    share(s -> s.peaksAbove(descent) > 2)))
        .toList();
  }

  private String share(Predicate<Single> which) {
    SummaryStatistics shares = new SummaryStatistics();
    for (int n = 0; n < images; n++) {
      int image = n;
      List<Single> of = alive.stream().filter(s -> s.image() == image).toList();
      if (!of.isEmpty()) {
        shares.addValue(100.0 * of.stream().filter(which).count() / of.size());
      }
    }
    return String.format(
        Locale.ROOT,
        "%.1f ± %.1f %%",
        shares.getMean(),
        shares.getStandardDeviation() / Math.sqrt((double) shares.getN()));
  }

  /**
   * Draws the clearest field with two peaks, and below it one with a single peak of the same
   * channel.
   *
   * @return for each the scene, the field and the smoothed field; empty if there are no such two
   */
  public Optional<MapFigure> examples() {
    Optional<Single> two =
        alive.stream()
            .filter(s -> s.peaksAbove(CLEAR_PROMINENCE) == 2 && s.peaks().size() == 2)
            .max(Comparator.comparingDouble(Single::balance));
    return two.flatMap(
        t ->
            alive.stream()
                .filter(s -> s.peaks().size() == 1 && s.channel() == t.channel())
                .findFirst()
                .map(one -> figure(t, one)));
  }

  private static MapFigure figure(Single... fields) {
    MapFigure.Builder figure =
        MapFigure.builder("One channel, two scenes: a field with two peaks and one with a single")
            .perRow(3)
            .side(190);
    for (Single single : fields) {
      String peaks = single.peaks().size() == 1 ? "one peak" : "two peaks";
      figure
          .add(panel(single.seen().map(v -> Math.max(v, 0)), "scene " + single.image()))
          .add(panel(single.field(), "field of channel " + single.channel()))
          .add(panel(smooth(single.field()), "smoothed: " + peaks));
    }
    return figure.build();
  }

  private static MapPanel panel(ErfMap map, String caption) {
    return MapPanel.of(map.toArray(), map.rows(), map.columns(), caption)
        .centre(map.centreRow(), map.centreColumn());
  }
}
