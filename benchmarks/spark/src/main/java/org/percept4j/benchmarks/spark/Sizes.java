package org.percept4j.benchmarks.spark;

import java.util.Arrays;

/**
 * How much is measured.
 *
 * @param images of the big set
 * @param side of an image, in pixels
 * @param draws of a receptive field
 * @param fieldSide of the field's input, in pixels
 * @param dense images whose dense columns Spark ML gets
 * @param partitions of the simulated big cluster
 */
record Sizes(int images, int side, int draws, int fieldSide, int dense, int partitions) {

  static Sizes of(String... args) {
    int[] n = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    return new Sizes(n[0], n[1], n[2], n[3], n[4], n[5]);
  }
}
