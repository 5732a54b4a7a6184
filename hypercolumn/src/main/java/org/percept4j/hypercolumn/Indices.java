package org.percept4j.hypercolumn;

/** Indices that must lie within something, refused by name. */
final class Indices {

  private Indices() {}

  static void require(String what, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          String.format("%s: expected 0 to %d, got %d", what, size - 1, index));
    }
  }

  /** From the first to before the last, at least one. */
  static void requireRange(String what, int from, int to, int limit) {
    if (from < 0 || to > limit || from >= to) {
      throw new IndexOutOfBoundsException(
          String.format(
              "%s: expected a range within 0 to %d, got %d to %d", what, limit, from, to));
    }
  }
}
