package org.percept4j.examples.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which examples make up each minibatch: all of them in a new random order in each pass. */
final class Minibatches {

  private Minibatches() {}

  /**
   * Draws minibatches, each when it is asked for.
   *
   * @param size how many examples there are
   * @param batchSize how many a batch has; what is left at the end of a pass is left out
   * @param batches how many batches
   * @param seed of the shuffling
   */
  static Stream<List<Integer>> draw(int size, int batchSize, int batches, long seed) {
    if (batchSize < 1 || batchSize > size) {
      throw new IllegalArgumentException("batchSize: expected 1 to " + size + ", got " + batchSize);
    }
    if (batches < 1) {
      throw new IllegalArgumentException("batches: expected at least 1, got " + batches);
    }
    return Stream.generate(new Order(size, batchSize, RandomStream.ORDER.of(seed))::next)
        .limit(batches);
  }

  /** The examples of the current pass, and how far it has come. */
  private static final class Order {
    private final List<Integer> examples;
    private final int batchSize;
    private final Random random;
    private int at;

    Order(int size, int batchSize, Random random) {
      this.examples = new ArrayList<>(IntStream.range(0, size).boxed().toList());
      this.batchSize = batchSize;
      this.random = random;
      this.at = size;
    }

    List<Integer> next() {
      if (at + batchSize > examples.size()) {
        Collections.shuffle(examples, random);
        at = 0;
      }
      at += batchSize;
      return List.copyOf(examples.subList(at - batchSize, at));
    }
  }
}
