package org.percept4j.examples.experiments.erf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.plot.Figure;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;

/**
 * Holds what {@link FovealExperiment} measures of one network of {@link Training}.
 *
 * @param grid fields all over the layer
 * @param shape how the complete ones fall off
 * @param before peaks of single fields of the network before training
 * @param after the same after it
 */
public record FovealComparison(
    FieldGrid grid, RadialShape shape, PeakCensus before, PeakCensus after) {

  /** Number of steps that {@link #of} reports. */
  public static final int STEPS = FieldGrid.SIDE * FieldGrid.SIDE + 2;

  /** Peaks are counted for these many complete units. */
  private static final int UNITS = 4;

  /**
   * Measures.
   *
   * @param untrained the network before training
   * @param trained and after it
   * @param images inputs [N, C, H, W]
   * @param afterStep told after each step
   * @return what was found
   */
  public static FovealComparison of(
      MultiLayerNetwork untrained, MultiLayerNetwork trained, INDArray images, Runnable afterStep) {
    InputSize size = InputSize.square((int) images.size(2));
    int side = ReceptiveFields.of(trained, size).field(Training.LAST).rows().units();
    FieldGrid grid = FieldGrid.measure(trained, Training.LAST, side, images, afterStep);
    RadialShape shape = RadialShape.of(grid.complete());
    List<EffectiveReceptiveField> units = grid.complete().stream().limit(UNITS).toList();
    PeakCensus before = PeakCensus.take(untrained, Training.LAST, units, images);
    afterStep.run();
    PeakCensus after = PeakCensus.take(trained, Training.LAST, units, images);
    afterStep.run();
    return new FovealComparison(grid, shape, before, after);
  }

  /**
   * Returns how the size of complete fields depends on their place, beside a fovea's.
   *
   * @return a sentence
   */
  public String slope() {
    Estimate slope = grid.slope();
    if (Double.isNaN(slope.value())) {
      return "Too few units see no padding to tell how the half-mass radius depends on the place.";
    }
    return String.format(
        Locale.ROOT,
        "Half-mass radius of complete fields (%d) by distance from the middle: %+.4f ± %.4f px per"
            + " px. In a fovea fields grow in proportion to that distance (Cheung, Weiss and"
            + " Olshausen 2016).",
        grid.complete().size(),
        slope.value(),
        slope.standardError());
  }

  /**
   * Peaks before and after training.
   *
   * @return cells for {@link PeakCensus#header}
   */
  public List<List<String>> peakRows() {
    return Stream.concat(
            before.rows("before training").stream(), after.rows("after training").stream())
        .toList();
  }

  /**
   * Draws what was found.
   *
   * @return figures by a short name for a file
   */
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("foveal-diagonal", grid.diagonal());
    figures.put("foveal-profile", shape.plot());
    after.examples().ifPresent(figure -> figures.put("foveal-peaks", figure));
    return figures;
  }

  /**
   * Says whether fields change with their place, and how they fall off beside a retina.
   *
   * @return sentences
   */
  public String conclusion() {
    Estimate slope = grid.slope();
    String places =
        Double.isNaN(slope.value())
            ? "Too few units see no padding to tell whether fields change with their place."
            : Math.abs(slope.value()) < 2 * slope.standardError()
                ? "No fovea: where the border does not cut them off, units see equally large parts"
                    + " of the picture wherever they are."
                : String.format(
                    Locale.ROOT,
                    "Fields get %s towards the border, by %.3f ± %.3f px per px.",
                    slope.value() > 0 ? "larger" : "smaller",
                    Math.abs(slope.value()),
                    slope.standardError());
    return places + " " + shape.conclusion();
  }
}
