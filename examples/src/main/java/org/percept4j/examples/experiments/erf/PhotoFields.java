package org.percept4j.examples.experiments.erf;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.Measure;
import org.percept4j.examples.data.Photos;
import org.percept4j.nanodet.Nanodet;

/**
 * Effective receptive fields of the bundled detector at five depths on photos, as trained and with
 * random weights (He et al. 2015) in the same graph.
 *
 * @param trained fields of the middle unit of each of {@link #LAYERS}
 * @param random the same with random weights
 */
public record PhotoFields(
    List<EffectiveReceptiveField> trained, List<EffectiveReceptiveField> random) {

  /** The layers, from the first pooling to the last stage of the backbone. */
  public static final List<String> LAYERS = List.of("pool", "stage1", "stage2", "stage3", "stage4");

  /** Number of fields that {@link #measure} measures. */
  public static final int STEPS = 2 * LAYERS.size();

  private static final long SEED = 1;

  /** The share of a field's mass within its size. */
  private static final Measure SIZE = Measure.sizeHolding(0.9545);

  /**
   * Measures, by the root mean square over the middle squares of the bundled photos, each brought
   * to 416 x 416 pixels.
   *
   * @param afterEach told after each field
   * @return the fields
   * @throws IOException if a photo cannot be read
   */
  public static PhotoFields measure(Runnable afterEach) throws IOException {
    INDArray views = views();
    ComputationGraph network = Nanodet.load();
    Acceleration.enable(network);
    List<EffectiveReceptiveField> trained = fields(network, views, afterEach);
    randomise(network);
    return new PhotoFields(trained, fields(network, views, afterEach));
  }

  private static INDArray views() throws IOException {
    INDArray[] views = new INDArray[Photos.names().size()];
    for (int i = 0; i < views.length; i++) {
      BufferedImage photo = Photos.read(Photos.names().get(i));
      int side = Math.min(photo.getHeight(), photo.getWidth());
      BufferedImage square =
          photo.getSubimage(
              (photo.getWidth() - side) / 2, (photo.getHeight() - side) / 2, side, side);
      views[i] = Nanodet.input(square, Nanodet.SIDE, Nanodet.SIDE);
    }
    return Nd4j.concat(0, views);
  }

  private static List<EffectiveReceptiveField> fields(
      ComputationGraph network, INDArray views, Runnable afterEach) {
    List<EffectiveReceptiveField> fields = new ArrayList<>();
    for (String layer : LAYERS) {
      fields.add(
          ErfAnalyzer.builder(network)
              .layer(LayerRef.name(layer))
              .inputs(views)
              .batch(1)
              .aggregation(Aggregation.RMS)
              .build()
              .analyze());
      afterEach.run();
    }
    return fields;
  }

  /** Draws every kernel from a normal distribution with variance 2 / fan-in; biases become 0. */
  private static void randomise(ComputationGraph network) {
    Random random = new Random(SEED);
    for (Layer layer : network.getLayers()) {
      if (layer.paramTable().containsKey("W")) {
        INDArray old = layer.getParam("W");
        float[] kernels = new float[(int) old.length()];
        double deviation = Math.sqrt(2.0 * old.size(0) / kernels.length);
        for (int i = 0; i < kernels.length; i++) {
          kernels[i] = (float) (deviation * random.nextGaussian());
        }
        layer.setParam("W", Nd4j.createFromArray(kernels).reshape(old.shape()));
        layer.setParam("b", layer.getParam("b").like());
      }
    }
  }

  /**
   * Draws the trained network's fields.
   *
   * @return five maps at one scale
   */
  public MapFigure figure() {
    MapFigure.Builder figure =
        MapFigure.builder("A trained detector's fields on photos, at five depths, all at one scale")
            .perRow(3)
            .side(230);
    for (int i = 0; i < LAYERS.size(); i++) {
      EffectiveReceptiveField field = trained.get(i);
      Estimate size = field.estimate(SIZE);
      figure.add(
          GrowthTable.panel(
              field,
              String.format(
                  Locale.ROOT,
                  "%s\ncould see %d px\n95 %% within %.0f ± %.0f px",
                  LAYERS.get(i),
                  field.theory().rows().size(),
                  size.value(),
                  size.standardError())));
    }
    return figure.build();
  }

  /**
   * Returns what the columns are.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "layer",
        "a unit every",
        "it could see",
        "95 % of the mass within: trained",
        "of what it could see",
        "random weights");
  }

  /**
   * Returns one row for each layer: pixels, ± the standard error over photos.
   *
   * @return cells for {@link #header}
   */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < LAYERS.size(); i++) {
      var theory = trained.get(i).theory().rows();
      rows.add(
          List.of(
              LAYERS.get(i),
              String.format(Locale.ROOT, "%.0f px", theory.stride()),
              theory.size() + " px" + (theory.size() > Nanodet.SIDE ? ", more than the photo" : ""),
              text(trained.get(i)),
              String.format(
                  Locale.ROOT,
                  "%.0f %%",
                  100 * trained.get(i).estimate(SIZE).value() / seen(theory.size())),
              text(random.get(i))));
    }
    return rows;
  }

  private static int seen(int theory) {
    return Math.min(theory, Nanodet.SIDE);
  }

  private static String text(EffectiveReceptiveField field) {
    Estimate size = field.estimate(SIZE);
    return String.format(Locale.ROOT, "%.1f ± %.1f px", size.value(), size.standardError());
  }

  /**
   * Says in words what the last layer's field is before and after training.
   *
   * @return a sentence
   */
  public String summary() {
    int last = LAYERS.size() - 1;
    Estimate learned = trained.get(last).estimate(SIZE);
    Estimate drawn = random.get(last).estimate(SIZE);
    double difference = learned.value() - drawn.value();
    double error = Math.hypot(learned.standardError(), drawn.standardError());
    String verdict =
        Math.abs(difference) < 2 * error
            ? "which is no clear difference to"
            : difference > 0 ? "more than" : "less than";
    return String.format(
        Locale.ROOT,
        "The deepest units of the trained detector get 95 %% of what counts from an area as large"
            + " as a square of %.0f ± %.0f px, %s the %.0f ± %.0f px of random weights.",
        learned.value(),
        learned.standardError(),
        verdict,
        drawn.value(),
        drawn.standardError());
  }
}
