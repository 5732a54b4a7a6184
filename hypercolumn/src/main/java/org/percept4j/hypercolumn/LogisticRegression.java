package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** Fits the weights of a {@link PixelClassifier} with Adam (Kingma and Ba 2015, algorithm 1). */
final class LogisticRegression {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final PixelClassifier.Builder settings;
  private final double[] means;
  private final double[] scales;
  private final int depth;
  private final int classes;

  LogisticRegression(PixelScaler scaler, PixelClassifier.Builder settings) {
    this.settings = settings;
    means = scaler.means();
    scales = Arrays.stream(scaler.deviations()).map(d -> d == 0 ? 1 : 1 / d).toArray();
    depth = means.length;
    classes = settings.classes;
  }

  PixelClassifier train(PixelSampler sampler) {
    double[][] weights = new double[classes][depth + 1];
    double[][] first = new double[classes][depth + 1];
    double[][] second = new double[classes][depth + 1];
    for (int step = 0; step < settings.steps; step++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("training: the thread was interrupted");
      }
      PixelSampler.Batch batch = sampler.next();
      standardise(batch.columns);
      double[][] errors = new double[classes][batch.classes.length];
      double loss = errors(batch, weights, errors);
      double rate = settings.learningRate * 0.5 * (1 + Math.cos(Math.PI * step / settings.steps));
      double corrected =
          rate * Math.sqrt(1 - Math.pow(BETA2, step + 1)) / (1 - Math.pow(BETA1, step + 1));
      IntStream.range(0, classes)
          .parallel()
          .forEach(
              j -> {
                double[] gradient = gradient(batch, errors[j], weights[j]);
                adam(gradient, corrected, weights[j], first[j], second[j]);
              });
      settings.progress.step(step, loss);
    }
    return folded(weights);
  }

  private void standardise(float[] columns) {
    for (int at = 0; at < columns.length; at += depth) {
      for (int c = 0; c < depth; c++) {
        columns[at + c] = (float) ((columns[at + c] - means[c]) * scales[c]);
      }
    }
  }

  /** Fills in the mean loss's derivative by each logit and returns the mean loss. */
  private double errors(PixelSampler.Batch batch, double[][] weights, double[][] errors) {
    int n = batch.classes.length;
    float[][] narrow = Arrays.stream(weights).map(Floats::narrowed).toArray(float[][]::new);
    double[] losses = new double[n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double[] row = new double[classes];
              for (int j = 0; j < classes; j++) {
                row[j] =
                    weights[j][depth] + Factorised.dot(batch.columns, i * depth, narrow[j], depth);
              }
              softmax(row);
              int truth = batch.classes[i];
              losses[i] = -Math.log(Math.max(Double.MIN_NORMAL, row[truth]));
              for (int j = 0; j < classes; j++) {
                errors[j][i] = (row[j] - (j == truth ? 1 : 0)) / n;
              }
            });
    return Arrays.stream(losses).sum() / n;
  }

  private double[] gradient(PixelSampler.Batch batch, double[] errors, double[] weights) {
    double[] gradient = new double[depth + 1];
    for (int c = 0; c < depth; c++) {
      gradient[c] = settings.l2 * weights[c];
    }
    for (int i = 0; i < errors.length; i++) {
      double error = errors[i];
      int at = i * depth;
      for (int c = 0; c < depth; c++) {
        gradient[c] += error * batch.columns[at + c];
      }
      gradient[depth] += error;
    }
    return gradient;
  }

  private static void adam(
      double[] gradient, double rate, double[] weights, double[] first, double[] second) {
    for (int c = 0; c < weights.length; c++) {
      first[c] += (1 - BETA1) * (gradient[c] - first[c]);
      second[c] += (1 - BETA2) * (gradient[c] * gradient[c] - second[c]);
      weights[c] -= rate * first[c] / (Math.sqrt(second[c]) + EPSILON);
    }
  }

  /** Weights for columns as they are instead of standardised ones. */
  private PixelClassifier folded(double[][] weights) {
    double[][] plain = new double[classes][depth];
    double[] biases = new double[classes];
    for (int j = 0; j < classes; j++) {
      biases[j] = weights[j][depth];
      for (int c = 0; c < depth; c++) {
        plain[j][c] = weights[j][c] * scales[c];
        biases[j] -= plain[j][c] * means[c];
      }
    }
    return new PixelClassifier(plain, biases);
  }

  /** Logits to probabilities, in place. */
  static void softmax(double[] row) {
    double largest = Arrays.stream(row).max().orElseThrow();
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      row[j] = Math.exp(row[j] - largest);
      sum += row[j];
    }
    for (int j = 0; j < row.length; j++) {
      row[j] /= sum;
    }
  }
}
