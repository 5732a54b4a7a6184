package org.percept4j.hypercolumn;

import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes data sets of labelled pixels, to train any classifier of DL4J on. Thread-safe. */
public final class DesignMatrix {

  private DesignMatrix() {}

  /**
   * Samples the columns at labelled points.
   *
   * @param columns an image's columns
   * @param points where, all inside, at least one
   * @param labels each point's class, from 0. Not modified.
   * @param classes how many classes there are
   * @return features [points, depth] and one-hot labels [points, classes], FLOAT
   * @throws IllegalArgumentException if there is not one label per point or a label is no class
   * @throws IndexOutOfBoundsException if a point is outside
   */
  public static DataSet of(Hypercolumns columns, PixelPoints points, int[] labels, int classes) {
    if (labels.length != points.size()) {
      throw new IllegalArgumentException(
          "labels: expected " + points.size() + ", one per point, got " + labels.length);
    }
    float[] oneHot = new float[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label " + i + ": expected 0 to " + (classes - 1) + ", got " + labels[i]);
      }
      oneHot[i * classes + labels[i]] = 1;
    }
    return new DataSet(
        columns.sample(points), Nd4j.createFromArray(oneHot).reshape(labels.length, classes));
  }
}
