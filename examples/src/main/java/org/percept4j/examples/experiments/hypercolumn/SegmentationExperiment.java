package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.percept4j.examples.data.GarmentScene;
import org.percept4j.examples.data.GarmentScenes;
import org.percept4j.examples.data.Garments;
import org.percept4j.examples.data.RandomStream;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelClassifier;

/**
 * Classifies every pixel of scenes of garments by its hypercolumn, and by single layers alone. For
 * each seed new scenes are composed; a linear classifier ({@link PixelClassifier}) learns from a
 * few pixels of some, each pixel equally likely as in PixelNet, and is tested on all pixels of
 * others, of garments that neither it nor the network has seen.
 */
public final class SegmentationExperiment {

  /**
   * Says how large it is.
   *
   * @param seeds how often it is repeated with other scenes, at least 1
   * @param trainScenes to learn from, at least 1
   * @param testScenes to test on, at least 1
   * @param steps of the classifier, at least 1
   */
  public record Size(int seeds, int trainScenes, int testScenes, int steps) {

    /** Size of what is published. */
    public static final Size FULL = new Size(5, 60, 40, 500);

    /** Just enough to see that it works. */
    public static final Size QUICK = new Size(2, 10, 5, 60);

    /**
     * Returns how many steps {@link SegmentationExperiment#run} reports.
     *
     * @return the count
     */
    public int reports() {
      return seeds * Features.ALL.size();
    }
  }

  /** What a classifier sees of a pixel. */
  private record Features(String name, List<String> layers) {
    static final List<Features> ALL = all();

    private static List<Features> all() {
      List<Features> all = new ArrayList<>();
      List<String> layers = SceneNetwork.LAYERS;
      for (int i = 0; i < layers.size(); i++) {
        String which = i == 0 ? "first layer, " : i == layers.size() - 1 ? "last layer, " : "";
        all.add(new Features(which + layers.get(i), List.of(layers.get(i))));
      }
      all.add(new Features("hypercolumns of all four", layers));
      return List.copyOf(all);
    }

    Hypercolumns of(Hypercolumns columns) {
      return columns.select(layers.toArray(String[]::new));
    }
  }

  /** Rows and columns of a scene. */
  private static final int SIDE = 80;

  private static final int GARMENTS = 4;
  private static final int LABELLED_PIXELS = 200;
  private static final int SHOWN = 3;
  private static final int MAGNIFICATION = 2;

  /** A scene with its columns. */
  private record Example(GarmentScene scene, Hypercolumns columns) {}

  private final Size size;
  private final List<List<Confusion>> found = new ArrayList<>(); // for each seed, each of Features
  private final List<String> channels = new ArrayList<>();
  private final List<List<int[]>> predicted = new ArrayList<>(); // the first seed's, shown
  private List<Example> shown = List.of();

  private SegmentationExperiment(Size size) {
    this.size = size;
  }

  /**
   * Runs it with the bundled network and garments.
   *
   * @param size how large
   * @param afterStep told after each of {@link Size#reports} classifiers
   * @return what was found
   * @throws IOException if the bundled data cannot be read
   */
  public static SegmentationExperiment run(Size size, Runnable afterStep) throws IOException {
    SegmentationExperiment experiment = new SegmentationExperiment(size);
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(SceneNetwork.bundled())
            .layers(SceneNetwork.LAYERS.toArray(String[]::new))
            .build();
    GarmentScenes train = GarmentScenes.of(Garments.bundled(true));
    GarmentScenes test = GarmentScenes.of(Garments.bundled(false));
    for (int seed = 1; seed <= size.seeds(); seed++) {
      experiment.repeat(
          seed,
          examples(
              train.draw(size.trainScenes(), SIDE, GARMENTS, RandomStream.GARMENTS.seedOf(seed, 0)),
              extractor),
          examples(
              test.draw(size.testScenes(), SIDE, GARMENTS, RandomStream.GARMENTS.seedOf(seed, 1)),
              extractor),
          afterStep);
    }
    return experiment;
  }

  private static List<Example> examples(List<GarmentScene> scenes, HypercolumnExtractor extractor) {
    return scenes.stream().map(s -> new Example(s, extractor.extract(s.input()))).toList();
  }

  private void repeat(int seed, List<Example> train, List<Example> test, Runnable afterStep) {
    List<int[]> labels = sparse(train, seed);
    List<Confusion> confusions = new ArrayList<>();
    for (Features features : Features.ALL) {
      PixelClassifier classifier =
          LogisticRegression.builder(GarmentScenes.CLASSES)
              .steps(size.steps())
              .seed(seed)
              .build()
              .fit(train.stream().map(e -> features.of(e.columns())).toList(), labels);
      Confusion confusion = new Confusion(GarmentScenes.CLASSES);
      List<int[]> maps = new ArrayList<>();
      for (Example example : test) {
        int[] classes = classifier.predict(features.of(example.columns()));
        confusion.add(example.scene().labels(), classes);
        maps.add(classes);
      }
      confusions.add(confusion);
      if (seed == 1) {
        shown = test.stream().limit(SHOWN).toList();
        predicted.add(maps);
        channels.add(String.valueOf(features.of(test.get(0).columns()).depth()));
      }
      afterStep.run();
    }
    found.add(confusions);
  }

  /** The labels of a few random pixels of each scene; the others count as not known. */
  private static List<int[]> sparse(List<Example> examples, int seed) {
    SplittableRandom seeds = new SplittableRandom(RandomStream.KNOWN_PIXELS.seedOf(seed));
    List<int[]> all = new ArrayList<>();
    for (Example example : examples) {
      int[] labels = new int[SIDE * SIDE];
      Arrays.fill(labels, PixelClassifier.UNLABELLED);
      PixelPoints points = PixelPoints.random(LABELLED_PIXELS, SIDE, SIDE, seeds.nextLong());
      int[] truth = example.scene().labels();
      for (int i = 0; i < points.size(); i++) {
        int p = (int) (points.y(i) * SIDE + points.x(i));
        labels[p] = truth[p];
      }
      all.add(labels);
    }
    return all;
  }

  /**
   * Describes how it was done.
   *
   * @return sentences
   */
  public String method() {
    return String.format(
        Locale.ROOT,
        "Scenes of %d x %d pixels with up to %d garments each. A linear classifier learns from %d "
            + "random pixels of each of %d scenes, all pixels equally likely, and is tested on all "
            + "pixels of %d scenes of unseen garments; means over %d seeds of scenes, pixels and "
            + "steps, ± standard error.",
        SIDE,
        SIDE,
        GARMENTS,
        LABELLED_PIXELS,
        size.trainScenes(),
        size.testScenes(),
        size.seeds());
  }

  /**
   * Returns the heading of {@link #rows}.
   *
   * @return names of columns
   */
  public static List<String> header() {
    return List.of("a pixel's features", "channels", "mean IoU", "pixel accuracy");
  }

  /**
   * Returns what was found, one row for each kind of features.
   *
   * @return cells for {@link #header}
   */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int f = 0; f < Features.ALL.size(); f++) {
      int which = f;
      rows.add(
          List.of(
              Features.ALL.get(f).name(),
              channels.get(f),
              summary("%.3f ± %.3f", seed -> seed.get(which).meanIou()),
              summary("%.3f ± %.3f", seed -> seed.get(which).accuracy())));
    }
    return rows;
  }

  /**
   * Hypercolumns beside the last layer alone, seed by seed.
   *
   * @return a sentence
   */
  public String difference() {
    int all = Features.ALL.size() - 1;
    return "Mean IoU of hypercolumns minus that of the last layer alone, seed by seed: "
        + summary("%+.3f ± %.3f", seed -> seed.get(all).meanIou() - seed.get(all - 1).meanIou())
        + "; minus that of the first: "
        + summary("%+.3f ± %.3f", seed -> seed.get(all).meanIou() - seed.get(0).meanIou())
        + ".";
  }

  private String summary(String format, ToDoubleFunction<List<Confusion>> measure) {
    SummaryStatistics over = new SummaryStatistics();
    found.forEach(seed -> over.addValue(measure.applyAsDouble(seed)));
    double error = over.getStandardDeviation() / Math.sqrt(found.size());
    return String.format(
        Locale.ROOT, format, over.getMean(), found.size() < 2 ? Double.NaN : error);
  }

  /**
   * Draws some scenes of the first seed with their classes, true and predicted.
   *
   * @return a new image
   */
  public BufferedImage picture() {
    Tiles tiles = new Tiles();
    int last = Features.ALL.size() - 2;
    for (int s = 0; s < shown.size(); s++) {
      GarmentScene scene = shown.get(s).scene();
      boolean top = s == 0;
      tiles
          .row()
          .add(top ? "scene" : "", Tiles.magnified(scene.picture(), MAGNIFICATION))
          .add(top ? "true classes" : "", classes(scene.labels()))
          .add(top ? "by the first layer" : "", classes(predicted.get(0).get(s)))
          .add(top ? "by the last layer" : "", classes(predicted.get(last).get(s)))
          .add(top ? "by hypercolumns" : "", classes(predicted.get(last + 1).get(s)));
    }
    return tiles.row().add("", ClassColours.legend()).toImage();
  }

  private static BufferedImage classes(int... labels) {
    return Tiles.magnified(ClassColours.picture(labels, SIDE), MAGNIFICATION);
  }
}
