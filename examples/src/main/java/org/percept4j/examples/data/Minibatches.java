package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which examples make up each minibatch: all of them in a new random order in each pass. */
final class Minibatches {

  private Minibatches() {}

  /**
   * Draws minibatches.
   *
   * @param size how many examples there are
   * @param batchSize how many a batch has; what is left at the end of a pass is left out
   * @param batches how many batches
   * @param seed of the shuffling
   */
  static List<List<Integer>> draw(int size, int batchSize, int batches, long seed) {
    if (batchSize < 1 || batchSize > size) {
      throw new IllegalArgumentException("batchSize: expected 1 to " + size + ", got " + batchSize);
    }
    Random random = RandomStream.ORDER.of(seed);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    List<List<Integer>> all = new ArrayList<>();
    int at = size;
    while (all.size() < batches) {
      if (at + batchSize > size) {
        Collections.shuffle(order, random);
        at = 0;
      }
      all.add(List.copyOf(order.subList(at, at + batchSize)));
      at += batchSize;
    }
    return all;
  }
}
