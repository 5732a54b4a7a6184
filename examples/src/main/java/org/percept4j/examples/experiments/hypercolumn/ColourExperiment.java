package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.percept4j.core.plot.PictureFigure;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.data.RandomStream;

/** Colours the bundled photos from few pixels and compares with what they were. */
public final class ColourExperiment {

  /** Number of pixels whose colours are known. */
  public static final int HINTS = 300;

  private final List<List<String>> rows = new ArrayList<>();
  private final Map<Colouriser.Features, List<Double>> psnr =
      new EnumMap<>(Colouriser.Features.class); // for each photo, mean over seeds
  private final PictureFigure.Builder figure =
      PictureFigure.builder("Colour from " + HINTS + " known pixels").height(130);

  private ColourExperiment() {
    for (Colouriser.Features features : Colouriser.Features.values()) {
      psnr.put(features, new ArrayList<>());
    }
  }

  /**
   * Runs it.
   *
   * @param network what looks at the grey photos
   * @param seeds how many choices of known pixels
   * @param afterPhoto told after each photo
   * @return what was found
   * @throws IOException if a photo cannot be read
   */
  public static ColourExperiment run(PhotoNetwork network, int seeds, Runnable afterPhoto)
      throws IOException {
    ColourExperiment found = new ColourExperiment();
    for (String name : Photos.names()) {
      found.photo(network, name, seeds);
      afterPhoto.run();
    }
    return found;
  }

  private void photo(PhotoNetwork network, String name, int seeds) throws IOException {
    BufferedImage photo = Photos.read(name);
    Colouriser colouriser = Colouriser.of(network, photo);
    BufferedImage truth = SeenPhoto.resized(photo, colouriser.width(), colouriser.height());
    float[][] lab = Lab.of(truth);
    BufferedImage grey =
        Lab.picture(
            new float[][] {lab[0], new float[lab[0].length], new float[lab[0].length]},
            truth.getWidth());
    List<String> row =
        new ArrayList<>(List.of(name, text(List.of(ColourError.between(truth, grey)))));
    figure.row().addPhoto(truth, name + ", true colours").addPhoto(grey, "what the network saw");
    for (Colouriser.Features features : Colouriser.Features.values()) {
      List<ColourError> errors = new ArrayList<>();
      for (int seed = 1; seed <= seeds; seed++) {
        float[][] hints = hints(lab, seed);
        BufferedImage made = Lab.picture(colouriser.colour(hints, features), truth.getWidth());
        errors.add(ColourError.between(truth, made));
        if (seed == 1 && features != Colouriser.Features.LAST_LAYER) {
          figure.addPhoto(
              made, String.format(Locale.ROOT, "%s: %.1f dB", features, errors.get(0).psnr()));
        }
      }
      row.add(text(errors));
      mean(features).add(errors.stream().mapToDouble(ColourError::psnr).average().orElse(0));
    }
    rows.add(row);
  }

  private List<Double> mean(Colouriser.Features features) {
    return Objects.requireNonNull(psnr.get(features));
  }

  static float[][] hints(float[][] lab, long seed) {
    float[][] hints = new float[2][lab[0].length];
    Arrays.fill(hints[0], Float.NaN);
    Arrays.fill(hints[1], Float.NaN);
    RandomStream.KNOWN_PIXELS
        .of(seed)
        .ints(0, lab[0].length)
        .distinct()
        .limit(Math.min(HINTS, lab[0].length))
        .forEach(
            p -> {
              hints[0][p] = lab[1][p];
              hints[1][p] = lab[2][p];
            });
    return hints;
  }

  private static String text(List<ColourError> errors) {
    SummaryStatistics psnr = new SummaryStatistics();
    SummaryStatistics delta = new SummaryStatistics();
    for (ColourError error : errors) {
      psnr.addValue(error.psnr());
      delta.addValue(error.deltaE());
    }
    return errors.size() < 2
        ? String.format(Locale.ROOT, "%.1f dB, ΔE %.1f", psnr.getMean(), delta.getMean())
        : String.format(
            Locale.ROOT,
            "%.1f ± %.1f dB, ΔE %.1f",
            psnr.getMean(),
            psnr.getStandardDeviation() / Math.sqrt(errors.size()),
            delta.getMean());
  }

  /**
   * Returns what the columns are.
   *
   * @return names
   */
  public static List<String> header() {
    List<String> names = new ArrayList<>(List.of("photo", "left grey"));
    for (Colouriser.Features features : Colouriser.Features.values()) {
      names.add(features.toString());
    }
    return names;
  }

  /**
   * Returns one row for each photo: PSNR with its standard error over choices of known pixels, and
   * the mean distance of colours.
   *
   * @return cells for {@link #header}
   */
  public List<List<String>> rows() {
    return rows;
  }

  /**
   * Says how much the whole hypercolumn is worth, photo by photo.
   *
   * @return a sentence
   */
  public String summary() {
    boolean always =
        IntStream.range(0, rows.size())
            .allMatch(
                i ->
                    mean(Colouriser.Features.HYPERCOLUMNS).get(i)
                        > mean(Colouriser.Features.POSITION).get(i));
    String numbers =
        String.format(
            Locale.ROOT,
            "Over %d photos hypercolumns give %s dB more than place and lightness, and %s dB more"
                + " than the last layer alone (mean, least and largest).",
            rows.size(),
            gain(Colouriser.Features.POSITION),
            gain(Colouriser.Features.LAST_LAYER));
    return always
        ? numbers
            + " What the network says of a pixel tells which pixels belong together, so that a few"
            + " hints colour all of a thing."
        : numbers;
  }

  private String gain(Colouriser.Features than) {
    SummaryStatistics gains = new SummaryStatistics();
    for (int i = 0; i < rows.size(); i++) {
      gains.addValue(mean(Colouriser.Features.HYPERCOLUMNS).get(i) - mean(than).get(i));
    }
    return String.format(
        Locale.ROOT, "%+.1f (%+.1f to %+.1f)", gains.getMean(), gains.getMin(), gains.getMax());
  }

  /**
   * Draws the photos: true, grey, coloured without and with the network.
   *
   * @return the figure
   */
  public PictureFigure figure() {
    return figure.build();
  }
}
