package org.percept4j.core.internal;

/** Checks arguments. */
public final class Checks {

  private Checks() {}

  /**
   * Checks a lower bound.
   *
   * @param name the argument's name
   * @param least the smallest value allowed
   * @param value the value
   * @return the value
   * @throws IllegalArgumentException if the value is below
   */
  public static int atLeast(String name, int least, int value) {
    return (int) atLeast(name, least, (long) value);
  }

  /**
   * Checks a lower bound.
   *
   * @param name the argument's name
   * @param least the smallest value allowed
   * @param value the value
   * @return the value
   * @throws IllegalArgumentException if the value is below
   */
  public static long atLeast(String name, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
    return value;
  }

  /**
   * Checks an index.
   *
   * @param name the argument's name
   * @param size how many there are
   * @param index the value
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; size
   */
  public static void index(String name, int size, int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          String.format("%s: expected 0 to %d, got %d", name, size - 1, index));
    }
  }

  /**
   * Checks a range of indices, of which there must be one at least.
   *
   * @param name the argument's name
   * @param size how many there are
   * @param from the first
   * @param to the one after the last
   * @throws IndexOutOfBoundsException unless 0 ≤ from &lt; to ≤ size
   */
  public static void range(String name, int size, int from, int to) {
    if (from < 0 || to > size || from >= to) {
      throw new IndexOutOfBoundsException(
          String.format("%s: expected a range within 0 to %d, got %d to %d", name, size, from, to));
    }
  }
}
