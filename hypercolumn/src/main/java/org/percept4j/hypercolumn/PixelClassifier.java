package org.percept4j.hypercolumn;

import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multinomial logistic regression of a pixel's class on its hypercolumn.
 *
 * <p>Trained on a few pixels of a few images at a time (Bansal et al. 2017, PixelNet, section 3);
 * whole images are classified without their volume: the classifier runs on each layer's own maps
 * and the responses are enlarged and added (Hariharan et al. 2015, section 4). Channels are
 * standardised for training; the scaling is folded into the weights afterwards.
 *
 * <p>The same seed and images give the same classifier. Immutable and thread-safe.
 */
public final class PixelClassifier {

  /** The label of a pixel whose class is not known: it is never sampled. */
  public static final int UNLABELLED = -1;

  /** Hears of every training step, on the thread that called {@code fit}. */
  @FunctionalInterface
  public interface Progress {
    /**
     * One step is over.
     *
     * @param step which step, from 0
     * @param loss mean negative log likelihood of the step's pixels before the step, in nats,
     *     without the penalty
     */
    void step(int step, double loss);
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    final int classes;
    int steps = 500;
    int imagesPerStep = 5;
    int pixelsPerImage = 200;
    double learningRate = 0.05;
    double l2 = 1e-4;
    long seed;
    Progress progress = (step, loss) -> {};

    private Builder(int classes) {
      if (classes < 2) {
        throw new IllegalArgumentException("classes: expected at least 2, got " + classes);
      }
      this.classes = classes;
    }

    /**
     * How many training steps to take.
     *
     * @param steps at least 1; 500 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder steps(int steps) {
      this.steps = positive("steps", steps);
      return this;
    }

    /**
     * How many images a step samples.
     *
     * @param images at least 1; 5 if not set. All of them if there are fewer.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder imagesPerStep(int images) {
      imagesPerStep = positive("images", images);
      return this;
    }

    /**
     * How many labelled pixels a step samples in each of its images.
     *
     * @param pixels at least 1; 200 if not set. All labelled ones if there are fewer.
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder pixelsPerImage(int pixels) {
      pixelsPerImage = positive("pixels", pixels);
      return this;
    }

    /**
     * Adam's first learning rate; it falls to 0 along half a cosine.
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
     * The penalty's weight: {@code l2/2} times the squared weights on standardised channels is
     * added to the mean loss. Biases go free.
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
     * Where the random choices begin.
     *
     * @param seed any number; 0 if not set
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Who is told of every step.
     *
     * @param progress called once per step; what it throws ends the training
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Trains on labelled images.
     *
     * @param images their columns, all of the same depth; sizes may differ
     * @param labels for each image one class per pixel, row after row: 0 to {@code classes - 1} or
     *     {@link #UNLABELLED}. Not modified.
     * @return the trained classifier
     * @throws IllegalArgumentException if there is no image, depths differ, labels do not fit the
     *     images or no pixel is labelled
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PixelClassifier fit(List<Hypercolumns> images, List<int[]> labels) {
      Images.requireSameDepth(images);
      if (labels.size() != images.size()) {
        throw new IllegalArgumentException(
            "labels: expected " + images.size() + ", one array per image, got " + labels.size());
      }
      PixelSampler sampler = new PixelSampler(images, labels, this);
      return new LogisticRegression(PixelScaler.fit(images), this).train(sampler);
    }

    /**
     * Trains on one labelled image.
     *
     * @param columns the image's columns
     * @param labels one class per pixel, row after row: 0 to {@code classes - 1} or {@link
     *     #UNLABELLED}. Not modified.
     * @return the trained classifier
     * @throws IllegalArgumentException if labels do not fit the image or no pixel is labelled
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PixelClassifier fit(Hypercolumns columns, int[] labels) {
      return fit(List.of(columns), List.of(labels));
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
      }
      return value;
    }
  }

  private final double[][] weights;
  private final double[] biases;

  PixelClassifier(double[][] weights, double[] biases) {
    this.weights = weights;
    this.biases = biases;
  }

  /**
   * Settings for a training.
   *
   * @param classes how many classes, at least 2
   * @return a builder
   * @throws IllegalArgumentException if below 2
   */
  public static Builder builder(int classes) {
    return new Builder(classes);
  }

  /**
   * What each class adds up from a column.
   *
   * @return [classes, depth], DOUBLE, a copy
   */
  public INDArray weights() {
    return Nd4j.createFromArray(weights);
  }

  /**
   * What each class starts from.
   *
   * @return [classes], DOUBLE, a copy
   */
  public INDArray biases() {
    return Nd4j.createFromArray(biases);
  }

  /**
   * The most probable class of every pixel.
   *
   * @param columns an image's columns, of the depth trained on
   * @return one class per pixel, row after row; the first of equally probable ones
   * @throws IllegalArgumentException if the depth differs
   */
  public int[] predict(Hypercolumns columns) {
    int[] classes = new int[columns.pixels()];
    projection(columns)
        .forEach(
            (from, to, responses) -> {
              int at = from * columns.width();
              for (int i = 0; i < responses[0].length; i++) {
                int best = 0;
                for (int j = 1; j < responses.length; j++) {
                  best = responses[j][i] + biases[j] > responses[best][i] + biases[best] ? j : best;
                }
                classes[at + i] = best;
              }
            });
    return classes;
  }

  /**
   * The probability of every class at every pixel.
   *
   * @param columns an image's columns, of the depth trained on
   * @return [classes, height, width], FLOAT; over the classes they add up to 1
   * @throws IllegalArgumentException if the depth differs
   */
  public INDArray probabilities(Hypercolumns columns) {
    int pixels = columns.pixels();
    float[] all = new float[Math.multiplyExact(biases.length, pixels)];
    projection(columns)
        .forEach(
            (from, to, responses) -> {
              double[] row = new double[biases.length];
              for (int i = 0; i < responses[0].length; i++) {
                for (int j = 0; j < row.length; j++) {
                  row[j] = responses[j][i] + biases[j];
                }
                LogisticRegression.softmax(row);
                for (int j = 0; j < row.length; j++) {
                  all[j * pixels + from * columns.width() + i] = (float) row[j];
                }
              }
            });
    return Floats.array(all, biases.length, columns.height(), columns.width());
  }

  private Projection projection(Hypercolumns columns) {
    Images.requireDepth(columns, weights[0].length);
    float[][] vectors = new float[weights.length][];
    for (int j = 0; j < vectors.length; j++) {
      vectors[j] = Floats.narrowed(weights[j]);
    }
    return new Projection(columns, vectors);
  }
}
