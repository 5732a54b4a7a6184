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
}
