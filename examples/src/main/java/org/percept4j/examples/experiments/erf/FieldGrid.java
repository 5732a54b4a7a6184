package org.percept4j.examples.experiments.erf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.Warning;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.measure.Peak;

/** Effective receptive fields of units all over a layer, from corner to corner. */
public final class FieldGrid {

  /** Units along a side of the grid. */
  public static final int SIDE = 9;

  private static final int MIDDLE = SIDE / 2;
  private static final int BATCH = 16;

  private final List<EffectiveReceptiveField> fields;

  private FieldGrid(List<EffectiveReceptiveField> fields) {
    this.fields = fields;
  }

  /**
   * Measures 81 units: root mean square over images, all channels together.
   *
   * @param model the network
   * @param layer a layer whose output is a picture
   * @param units rows and columns of that picture, at least 9
   * @param images inputs [N, …]
   * @param afterEach told after each unit
   * @return the fields
   */
  public static FieldGrid measure(
      Model model, LayerRef layer, int units, INDArray images, Runnable afterEach) {
    List<EffectiveReceptiveField> fields = new ArrayList<>();
    for (int i = 0; i < SIDE * SIDE; i++) {
      fields.add(
          ErfAnalyzer.builder(model)
              .layer(layer)
              .unit(unit(i / SIDE, units), unit(i % SIDE, units))
              .inputs(images)
              .batch(BATCH)
              .aggregation(Aggregation.RMS)
              .build()
              .analyze());
      afterEach.run();
    }
    return new FieldGrid(fields);
  }

  private static int unit(int place, int units) {
    return place * (units - 1) / (SIDE - 1);
  }

  /**
   * Returns those that no border cuts off: units that see no padding.
   *
   * @return at least one, unless every unit sees padding
   */
  public List<EffectiveReceptiveField> complete() {
    return fields.stream()
        .filter(f -> f.theory().isInterior(f.info().row(), f.info().column()))
        .toList();
  }

  /** Distance of a unit's theoretical centre from the middle of the input, in pixels. */
  private static double eccentricity(EffectiveReceptiveField field) {
    double y = field.theory().rows().centre(field.info().row()) - (field.map().rows() - 1) / 2.0;
    double x =
        field.theory().columns().centre(field.info().column()) - (field.map().columns() - 1) / 2.0;
    return Math.hypot(y, x);
  }

  /** How far the field's centre of mass lies from the middle of what the unit could see. */
  private static double offset(ErfMap map) {
    Moments moments = Moments.of(map);
    return Math.hypot(moments.row() - map.centreRow(), moments.column() - map.centreColumn());
  }

  /** Half-mass radius as a fraction of half the theoretical field's side. */
  private static double relativeRadius(EffectiveReceptiveField field) {
    return 2 * Measure.HALF_MASS_RADIUS.of(field.map()) / Math.sqrt((double) field.theory().area());
  }

  private static int peaks(EffectiveReceptiveField field) {
    return Peak.find(PeakCensus.smooth(field.map()), PeakCensus.CLEAR_PROMINENCE).size();
  }

  /**
   * Returns how the half-mass radius changes with the distance from the middle, over complete
   * fields.
   *
   * @return slope of the regression line in pixels per pixel with its standard error; NaN with
   *     fewer than three fields
   */
  public Estimate slope() {
    SimpleRegression line = new SimpleRegression();
    complete().forEach(f -> line.addData(eccentricity(f), Measure.HALF_MASS_RADIUS.of(f.map())));
    return new Estimate(line.getSlope(), line.getSlopeStdErr(), Double.NaN);
  }

  /**
   * Returns the columns' headings.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "distance from the middle, px",
        "units",
        "half-mass radius, px",
        "standard error of one",
        "of the theoretical radius",
        "anisotropy",
        "centroid's offset, px",
        "peaks",
        "cut off by the border");
  }

  /**
   * Returns one row for each square ring of units around the middle: means and standard deviations
   * over its units.
   *
   * @return cells for {@link #header}
   */
  public List<List<String>> rows() {
    return IntStream.rangeClosed(0, MIDDLE).mapToObj(r -> row(ring(r))).toList();
  }

  private List<EffectiveReceptiveField> ring(int ring) {
    return IntStream.range(0, fields.size())
        .filter(i -> Math.max(Math.abs(i / SIDE - MIDDLE), Math.abs(i % SIDE - MIDDLE)) == ring)
        .mapToObj(fields::get)
        .toList();
  }

  private static List<String> row(List<EffectiveReceptiveField> ring) {
    long cut = ring.stream().filter(f -> f.warnings().contains(Warning.TRUNCATED)).count();
    return List.of(
        spread(ring, "%.1f", FieldGrid::eccentricity),
        ring.size() + "",
        spread(ring, "%.2f", f -> Measure.HALF_MASS_RADIUS.of(f.map())),
        mean(ring, "%.2f", f -> f.estimate(Measure.HALF_MASS_RADIUS).standardError()),
        spread(ring, "%.3f", FieldGrid::relativeRadius),
        spread(ring, "%.2f", f -> Measure.ANISOTROPY.of(f.map())),
        spread(ring, "%.2f", f -> offset(f.map())),
        mean(ring, "%.2f", FieldGrid::peaks),
        cut + " of " + ring.size());
  }

  private static String mean(
      List<EffectiveReceptiveField> ring,
      String format,
      ToDoubleFunction<EffectiveReceptiveField> measure) {
    double mean = ring.stream().mapToDouble(measure).average().orElse(Double.NaN);
    return Double.isNaN(mean) ? "not known" : String.format(Locale.ROOT, format, mean);
  }

  private static String spread(
      List<EffectiveReceptiveField> ring,
      String format,
      ToDoubleFunction<EffectiveReceptiveField> measure) {
    SummaryStatistics all = new SummaryStatistics();
    ring.forEach(f -> all.addValue(measure.applyAsDouble(f)));
    String mean = String.format(Locale.ROOT, format, all.getMean());
    return ring.size() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ± " + format, all.getStandardDeviation());
  }

  /**
   * Draws the fields from the middle to the lower right corner.
   *
   * @return the maps side by side at one scale, with what each unit could see
   */
  public MapFigure diagonal() {
    MapFigure.Builder figure =
        MapFigure.builder("Fields from the middle to the lower right corner, all at one scale")
            .perRow(5)
            .side(120);
    for (int i = MIDDLE; i < SIDE; i++) {
      EffectiveReceptiveField field = fields.get(i * SIDE + i);
      figure.add(
          GrowthTable.panel(
              field,
              String.format(
                  Locale.ROOT,
                  "unit (%d, %d)\nhalf within %.1f px",
                  field.info().row(),
                  field.info().column(),
                  Measure.HALF_MASS_RADIUS.of(field.map()))));
    }
    return figure.build();
  }
}
