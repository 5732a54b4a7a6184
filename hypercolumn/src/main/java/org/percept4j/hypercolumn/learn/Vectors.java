package org.percept4j.hypercolumn.learn;

import java.util.Arrays;

/** Arithmetic on plain vectors. */
final class Vectors {

  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** target += factor · values. */
  static void add(double factor, double[] values, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * values[i];
    }
  }

  static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    add(1, b, sum);
    return sum;
  }

  static double[][] plus(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      sum[i] = plus(a[i], b[i]);
    }
    return sum;
  }

  static long[] plus(long[] a, long[] b) {
    long[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  /** a − b with a in single precision, exactly as far as doubles go. */
  static double[] minus(float[] a, double[] b) {
    double[] difference = new double[b.length];
    for (int i = 0; i < b.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  static double[] sum(float[] a, double[] b) {
    double[] sum = new double[b.length];
    for (int i = 0; i < b.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}
