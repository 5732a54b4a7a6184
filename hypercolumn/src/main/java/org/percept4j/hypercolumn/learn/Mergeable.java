package org.percept4j.hypercolumn.learn;

import java.io.Serializable;

/**
 * A value of some images' pixels that can be put together with that of others: counts, means, sums.
 * Immutable, so that it may be sent to other machines and kept.
 *
 * <p>Floating point sums depend on the order they are made in: merging the same values in the same
 * order gives the same bits.
 *
 * @param <A> the value's own type
 */
public interface Mergeable<A extends Mergeable<A>> extends Serializable {

  /**
   * Returns the value of both sets of pixels together.
   *
   * @param other that of the images that follow. Not modified.
   * @return a new value
   * @throws IllegalArgumentException if the two are not of the same shape
   */
  A merge(A other);
}
