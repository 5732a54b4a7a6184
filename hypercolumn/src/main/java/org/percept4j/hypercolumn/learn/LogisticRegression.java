package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.Streams;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Trains a multinomial logistic regression of a pixel's class on its hypercolumn.
 *
 * <p>Trained on a few pixels of a few images at a time (Bansal et al. 2017, PixelNet, section 3),
 * drawn from pixels that one pass over the images keeps: few labelled pixels, such as scribbles,
 * are all kept. Channels are standardised for training, by the moments of all pixels; the scaling
 * is folded into the weights afterwards.
 *
 * <p>The same seed, images and groups give the same classifier, bit for bit. Immutable and
 * thread-safe.
 */
public final class LogisticRegression {

  /** Hears of every training step, on the thread that called {@code fit}. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Hears that a step is over.
     *
     * @param step which step, from 0
     * @param loss mean negative log likelihood of the step's pixels before the step, in nats,
     *     without the penalty
     */
    void step(int step, double loss);
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final int classes;
    private int steps = 500;
    private int imagesPerStep = 5;
    private int pixelsPerImage = 200;
    private int keptPerImage = 2000;
    private double learningRate = 0.05;
    private double l2 = 1e-4;
    private long seed;
    private Progress progress = (step, loss) -> {};

    private Builder(int classes) {
      if (classes < 2) {
        throw new IllegalArgumentException("classes: expected at least 2, got " + classes);
      }
      this.classes = classes;
    }

    /**
     * Sets the number of training steps.
     *
     * @param steps at least 1; 500 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder steps(int steps) {
      this.steps = Checks.atLeast("steps", 1, steps);
      return this;
    }

    /**
     * Sets how many images a step samples.
     *
     * @param images at least 1; 5 if not set. All of them if there are fewer.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder imagesPerStep(int images) {
      imagesPerStep = Checks.atLeast("images", 1, images);
      return this;
    }

    /**
     * Sets how many labelled pixels a step samples in each of its images.
     *
     * @param pixels at least 1; 200 if not set. All labelled ones if there are fewer.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder pixelsPerImage(int pixels) {
      pixelsPerImage = Checks.atLeast("pixels", 1, pixels);
      return this;
    }

    /**
     * Sets how many labelled pixels of an image are kept to sample from: {@code 4·depth} bytes
     * each.
     *
     * @param pixels at least 1; 2000 if not set. All labelled ones if there are fewer, else as many
     *     drawn at random once.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder keptPerImage(int pixels) {
      keptPerImage = Checks.atLeast("pixels", 1, pixels);
      return this;
    }

    /**
     * Sets Adam's first learning rate; it falls to 0 along half a cosine.
     *
     * @param rate above 0, in units of weights on standardised channels; 0.05 if not set
     * @return this builder
     * @throws IllegalArgumentException if not above 0
     */
    public Builder learningRate(double rate) {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("rate: expected above 0, got " + rate);
      }
      learningRate = rate;
      return this;
    }

    /**
     * Sets the penalty's weight: {@code l2/2} times the squared weights on standardised channels is
     * added to the mean loss. Biases are not penalised.
     *
     * @param l2 0 or more; 1e-4 if not set
     * @return this builder
     * @throws IllegalArgumentException if negative or NaN
     */
    public Builder l2(double l2) {
      if (!(l2 >= 0)) {
        throw new IllegalArgumentException("l2: expected 0 or more, got " + l2);
      }
      this.l2 = l2;
      return this;
    }

    /**
     * Sets the random seed.
     *
     * @param seed any number; 0 if not set
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets who hears of every step.
     *
     * @param progress called once per step; what it throws ends the training
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Finishes.
     *
     * @return the algorithm with these settings
     */
    public LogisticRegression build() {
      return new LogisticRegression(this);
    }

    @Override
    public String toString() {
      return "LogisticRegression.Builder["
          + classes
          + " classes, "
          + steps
          + " steps, seed "
          + seed
          + "]";
    }
  }

  private final int classes;
  private final int steps;
  private final int imagesPerStep;
  private final int pixelsPerImage;
  private final int keptPerImage;
  private final double learningRate;
  private final double l2;
  private final long seed;
  private final Progress progress;

  private LogisticRegression(Builder builder) {
    classes = builder.classes;
    steps = builder.steps;
    imagesPerStep = builder.imagesPerStep;
    pixelsPerImage = builder.pixelsPerImage;
    keptPerImage = builder.keptPerImage;
    learningRate = builder.learningRate;
    l2 = builder.l2;
    seed = builder.seed;
    progress = builder.progress;
  }

  /**
   * Starts the settings of a training.
   *
   * @param classes how many classes, at least 2
   * @return a builder
   * @throws IllegalArgumentException if below 2
   */
  public static Builder builder(int classes) {
    return new Builder(classes);
  }

  /**
   * Trains on one labelled image.
   *
   * @param columns the image's columns
   * @param labels one class per pixel, row after row: 0 to {@code classes - 1} or {@link
   *     PixelClassifier#UNLABELLED}. Not modified.
   * @return the trained classifier
   * @throws IllegalArgumentException if labels do not fit the image or no pixel is labelled
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public PixelClassifier fit(Hypercolumns columns, int[] labels) {
    return fit(List.of(columns), List.of(labels));
  }

  /**
   * Trains on labelled images.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @param labels for each image one class per pixel, row after row: 0 to {@code classes - 1} or
   *     {@link PixelClassifier#UNLABELLED}. Not modified.
   * @return the trained classifier
   * @throws IllegalArgumentException if there is no image, depths differ, labels do not fit the
   *     images or no pixel is labelled
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public PixelClassifier fit(List<Hypercolumns> images, List<int[]> labels) {
    if (labels.size() != images.size()) {
      throw new IllegalArgumentException(
          "labels: expected " + images.size() + ", one array per image, got " + labels.size());
    }
    return fit(PixelSource.of(images), (image, columns) -> labels.get((int) image));
  }

  /**
   * Trains on many labelled images, in one pass.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @param labels gives each image's classes. Not modified.
   * @return the trained classifier
   * @throws IllegalArgumentException if there is no image, depths differ, labels do not fit the
   *     images or no pixel is labelled
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public PixelClassifier fit(PixelSource images, ImageLabels labels) {
    LabelledSample sample = images.sum(sampled(classes, keptPerImage, seed, labels));
    if (sample.rows().isEmpty()) {
      throw new IllegalArgumentException("labels: expected at least one labelled pixel, got none");
    }
    PixelScaler scaler = PixelScaler.of(sample.moments());
    double[] scales = Arrays.stream(scaler.deviations()).map(d -> d == 0 ? 1 : 1 / d).toArray();
    double[][] weights =
        new Adam(this, scales.length)
            .train(new PixelSampler(sample, scales, seed, imagesPerStep, pixelsPerImage));
    return PixelClassifier.unscaled(weights, scaler.means(), scales);
  }

  private static ImageSums<LabelledSample> sampled(
      int classes, int kept, long seed, ImageLabels labels) {
    return (image, columns) -> {
      int[] given = labels.of(image, columns);
      requireLabels(image, columns, given, classes);
      int[] labelled =
          IntStream.range(0, given.length)
              .filter(p -> given[p] != PixelClassifier.UNLABELLED)
              .toArray();
      return LabelledSample.of(columns, labelled, given, kept, Streams.of(seed, image));
    };
  }

  private static void requireLabels(long image, Hypercolumns columns, int[] labels, int classes) {
    if (labels.length != columns.pixels()) {
      throw new IllegalArgumentException(
          String.format(
              "labels of image %d: expected %d×%d, got %d",
              image, columns.height(), columns.width(), labels.length));
    }
    for (int p = 0; p < labels.length; p++) {
      if (labels[p] < PixelClassifier.UNLABELLED || labels[p] >= classes) {
        throw new IllegalArgumentException(
            String.format(
                "labels of image %d: expected 0 to %d or %d, got %d at pixel %d",
                image, classes - 1, PixelClassifier.UNLABELLED, labels[p], p));
      }
    }
  }

  int classes() {
    return classes;
  }

  int steps() {
    return steps;
  }

  double learningRate() {
    return learningRate;
  }

  double l2() {
    return l2;
  }

  Progress progress() {
    return progress;
  }

  @Override
  public String toString() {
    return String.format(
        "LogisticRegression of %d classes, %d steps, learning rate %s, l2 %s, seed %d",
        classes, steps, learningRate, l2, seed);
  }
}
