package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Floats;

/** Minimises a logistic regression's loss with Adam (Kingma and Ba 2015, algorithm 1). */
final class Adam {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final LogisticRegression settings;
  private final int depth;
  private final int classes;

  Adam(LogisticRegression settings, int depth) {
    this.settings = settings;
    this.depth = depth;
    this.classes = settings.classes();
  }

  /** [classes][depth + 1] on standardised columns, biases last. */
  double[][] train(PixelSampler sampler) {
    double[][] weights = new double[classes][depth + 1];
    double[][] first = new double[classes][depth + 1];
    double[][] second = new double[classes][depth + 1];
    for (int step = 0; step < settings.steps(); step++) {
      Requirements.stopIfInterrupted("training");
      PixelSampler.Batch batch = sampler.next();
      double[][] errors = new double[classes][batch.classes.length];
      double loss = errors(batch, weights, errors);
      double rate =
          settings.learningRate() * 0.5 * (1 + Math.cos(Math.PI * step / settings.steps()));
      double corrected =
          rate * Math.sqrt(1 - Math.pow(BETA2, step + 1)) / (1 - Math.pow(BETA1, step + 1));
      IntStream.range(0, classes)
          .parallel()
          .forEach(
              j -> {
                double[] gradient = gradient(batch, errors[j], weights[j]);
                adam(gradient, corrected, weights[j], first[j], second[j]);
              });
      settings.progress().step(step, loss);
    }
    return weights;
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
                row[j] = weights[j][depth] + dot(batch.columns, i * depth, narrow[j], depth);
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
      gradient[c] = settings.l2() * weights[c];
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

  /** Runs of 16 in single precision, their sum in double. */
  private static double dot(float[] columns, int at, float[] weights, int n) {
    double sum = 0;
    for (int from = 0; from < n; from += 16) {
      float part = 0;
      int end = Math.min(n, from + 16);
      for (int c = from; c < end; c++) {
        part += columns[at + c] * weights[c];
      }
      sum += part;
    }
    return sum;
  }
}
