package org.percept4j.hypercolumn.learn;

import java.util.Arrays;

/**
 * Multinomial logistic regression on a dense volume, minimised by plain gradient descent with
 * momentum in double precision: an oracle.
 */
final class DenseSoftmax {

  private static final int ITERATIONS = 1500;

  private final double[][] standard;
  private final double[] means;
  private final double[] deviations;
  private final int[] labels;
  private final int classes;
  private final double l2;

  DenseSoftmax(double[][] volume, int[] labels, int classes, double l2) {
    this.labels = labels;
    this.classes = classes;
    this.l2 = l2;
    means = new double[volume.length];
    deviations = new double[volume.length];
    standard = new double[labels.length][volume.length];
    for (int c = 0; c < volume.length; c++) {
      double mean = Arrays.stream(volume[c]).average().orElseThrow();
      double variance =
          Arrays.stream(volume[c]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      means[c] = mean;
      deviations[c] = variance < 1e-12 ? 1 : Math.sqrt(variance);
      for (int p = 0; p < labels.length; p++) {
        standard[p][c] = (volume[c][p] - mean) / deviations[c];
      }
    }
  }

  /** The objective of weights on plain columns. */
  double objective(double[][] weights, double[] biases) {
    double[][] w = new double[classes][means.length + 1];
    for (int j = 0; j < classes; j++) {
      w[j][means.length] = biases[j];
      for (int c = 0; c < means.length; c++) {
        w[j][c] = weights[j][c] * deviations[c];
        w[j][means.length] += weights[j][c] * means[c];
      }
    }
    return gradient(w, new double[classes][means.length + 1]);
  }

  double optimum() {
    double[][] w = new double[classes][means.length + 1];
    double[][] velocity = new double[classes][means.length + 1];
    double[][] gradient = new double[classes][means.length + 1];
    double value = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      value = gradient(w, gradient);
      for (int j = 0; j < classes; j++) {
        for (int c = 0; c < w[j].length; c++) {
          velocity[j][c] = 0.95 * velocity[j][c] - 0.05 * gradient[j][c];
          w[j][c] += velocity[j][c];
        }
      }
    }
    return value;
  }

  private double gradient(double[][] w, double[][] gradient) {
    int depth = means.length;
    double value = 0;
    for (int j = 0; j < classes; j++) {
      for (int c = 0; c < depth; c++) {
        gradient[j][c] = l2 * w[j][c];
        value += l2 / 2 * w[j][c] * w[j][c];
      }
      gradient[j][depth] = 0;
    }
    double[] p = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        double logit = w[j][depth];
        for (int c = 0; c < depth; c++) {
          logit += w[j][c] * standard[i][c];
        }
        p[j] = Math.exp(logit);
        sum += p[j];
      }
      value -= Math.log(p[labels[i]] / sum) / labels.length;
      for (int j = 0; j < classes; j++) {
        double error = (p[j] / sum - (labels[i] == j ? 1 : 0)) / labels.length;
        for (int c = 0; c < depth; c++) {
          gradient[j][c] += error * standard[i][c];
        }
        gradient[j][depth] += error;
      }
    }
    return value;
  }
}
