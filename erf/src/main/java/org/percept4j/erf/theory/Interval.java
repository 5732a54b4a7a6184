package org.percept4j.erf.theory;

/**
 * Holds a run of neighbouring positions along one axis, both ends included. Negative positions and
 * positions beyond the map lie in the padding.
 *
 * @param first first position
 * @param last last position, not before {@code first}
 */
public record Interval(int first, int last) {

  /**
   * Rejects an interval that ends before it begins.
   *
   * @param first first position
   * @param last last position
   */
  public Interval {
    if (last < first) {
      throw new IllegalArgumentException("last: expected at least " + first + ", got " + last);
    }
  }

  /**
   * Counts the positions it holds.
   *
   * @return at least 1
   */
  public int length() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + ".." + last;
  }
}
