package org.percept4j.examples.data;

import java.util.Random;
import org.percept4j.core.Seeds;

/**
 * Names what random numbers are drawn for. The streams of different purposes, parts and seeds are
 * independent: {@code new Random(1)} and {@code new Random(2)} begin almost alike, and test scenes
 * that are drawn from the training scenes' seed would have their backgrounds and places.
 */
public enum RandomStream {
  /** The order of examples. */
  ORDER(0),
  /** Noise, places and labels of scenes of digits. */
  SCENES(1),
  /** Scenes of garments. */
  GARMENTS(2),
  /** Weights of a network. */
  WEIGHTS(3),
  /** Pixels whose colour or label is known. */
  KNOWN_PIXELS(4);

  private final long number;

  RandomStream(long number) {
    this.number = number;
  }

  /**
   * Returns a generator.
   *
   * @param seed what the user chose
   * @param parts what tells this stream from others of its purpose and seed
   * @return a new generator at its beginning
   */
  public Random of(long seed, long... parts) {
    return new Random(seedOf(seed, parts));
  }

  /**
   * Returns the seed of such a generator.
   *
   * @param seed what the user chose
   * @param parts what tells this stream from others of its purpose and seed
   * @return the seed
   */
  public long seedOf(long seed, long... parts) {
    return Seeds.of(Seeds.of(seed, number), parts);
  }
}
