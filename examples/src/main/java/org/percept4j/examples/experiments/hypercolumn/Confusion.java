package org.percept4j.examples.experiments.hypercolumn;

/** Which classes pixels have and which were predicted, counted. Not thread-safe. */
final class Confusion {

  private final long[][] counts;

  Confusion(int classes) {
    counts = new long[classes][classes];
  }

  /** Counts pixels: true classes and, for the same pixels, predicted ones. */
  void add(int[] truth, int... predicted) {
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "predicted: expected " + truth.length + " pixels, got " + predicted.length);
    }
    for (int p = 0; p < truth.length; p++) {
      counts[truth[p]][predicted[p]]++;
    }
  }

  /**
   * Pixels of a class that are predicted to be (intersection), divided by those that are of it or
   * predicted to be (union); NaN if there are none.
   */
  double iou(int label) {
    long union = -counts[label][label];
    for (int other = 0; other < counts.length; other++) {
      union += counts[label][other] + counts[other][label];
    }
    return counts[label][label] / (double) union;
  }

  /** The mean of {@link #iou} over the classes that have one. */
  double meanIou() {
    double sum = 0;
    int classes = 0;
    for (int label = 0; label < counts.length; label++) {
      double iou = iou(label);
      if (!Double.isNaN(iou)) {
        sum += iou;
        classes++;
      }
    }
    return sum / classes;
  }

  /** The share of pixels that are predicted rightly. */
  double accuracy() {
    long right = 0;
    long all = 0;
    for (int label = 0; label < counts.length; label++) {
      right += counts[label][label];
      for (long count : counts[label]) {
        all += count;
      }
    }
    return right / (double) all;
  }
}
