package org.percept4j.erf;

import java.io.Serializable;

/**
 * Numbers of samples, or of draws where networks are drawn: first, first + step, first + 2·step …
 * below end. Sample number n belongs to group n mod {@link ErfSums#GROUPS}, and noise depends on
 * the number alone, so that parts of an analysis may be computed anywhere.
 *
 * @param first the first number, 0 or more
 * @param end the numbers lie below this, above {@code first}
 * @param step from one to the next, at least 1
 * @serial exclude
 */
public record SampleRange(long first, long end, int step) implements Serializable {

  /**
   * Rejects empty ranges.
   *
   * @param first the first number
   * @param end the numbers lie below this
   * @param step from one to the next
   */
  public SampleRange {
    if (first < 0 || step < 1) {
      throw new IllegalArgumentException(
          "range: expected a first number of 0 or more and a step of 1 or more, got "
              + first
              + " and "
              + step);
    }
    if (end <= first) {
      throw new IllegalArgumentException("end: expected above " + first + ", got " + end);
    }
  }

  /**
   * Returns consecutive numbers.
   *
   * @param first the first number, 0 or more
   * @param end the numbers lie below this
   * @return the range
   */
  public static SampleRange of(long first, long end) {
    return new SampleRange(first, end, 1);
  }

  /**
   * Returns the numbers of one group: what one partition computes, so that any number of machines
   * gives the same bits as one.
   *
   * @param group the group, 0 to {@link ErfSums#GROUPS} − 1, below {@code end}
   * @param end the numbers lie below this
   * @return the range
   */
  public static SampleRange group(int group, long end) {
    return new SampleRange(group, end, ErfSums.GROUPS);
  }

  /**
   * Counts the numbers.
   *
   * @return the count, at least 1
   */
  public long count() {
    return (end - first + step - 1) / step;
  }
}
