package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds positions along one axis as disjoint intervals in ascending order; intervals that touch or
 * overlap are joined. More than one interval means that branches of a network see different places.
 * Immutable.
 */
public final class IntervalSet {

  static final IntervalSet EMPTY = new IntervalSet(List.of());

  private final List<Interval> intervals;

  private IntervalSet(List<Interval> intervals) {
    this.intervals = intervals;
  }

  static IntervalSet of(int first, int last) {
    return new IntervalSet(List.of(new Interval(first, last)));
  }

  static IntervalSet of(List<Interval> parts) {
    List<Interval> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingInt(Interval::first));
    List<Interval> joined = new ArrayList<>();
    for (Interval next : sorted) {
      Interval previous = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (previous != null && next.first() <= previous.last() + 1) {
        joined.set(
            joined.size() - 1,
            new Interval(previous.first(), Math.max(previous.last(), next.last())));
      } else {
        joined.add(next);
      }
    }
    return new IntervalSet(List.copyOf(joined));
  }

  IntervalSet union(IntervalSet other) {
    if (intervals.isEmpty()) {
      return other;
    }
    List<Interval> all = new ArrayList<>(intervals);
    all.addAll(other.intervals);
    return of(all);
  }

  IntervalSet clip(int size) {
    return new IntervalSet(
        intervals.stream()
            .filter(i -> i.last() >= 0 && i.first() < size)
            .map(i -> new Interval(Math.max(0, i.first()), Math.min(size - 1, i.last())))
            .toList());
  }

  /**
   * Returns the intervals, ascending and disjoint.
   *
   * @return an unmodifiable list; empty if nothing is seen
   */
  public List<Interval> intervals() {
    return intervals;
  }

  /**
   * Tells whether nothing is seen.
   *
   * @return true if there is no interval
   */
  public boolean isEmpty() {
    return intervals.isEmpty();
  }

  /**
   * Returns the smallest single interval that holds them all.
   *
   * @return the hull
   * @throws IllegalStateException if the set is empty
   */
  public Interval hull() {
    if (intervals.isEmpty()) {
      throw new IllegalStateException("hull: expected at least one interval, got none");
    }
    return new Interval(intervals.get(0).first(), intervals.get(intervals.size() - 1).last());
  }

  /**
   * Tells whether a position belongs to one of the intervals.
   *
   * @param position the position
   * @return true if it does
   */
  public boolean contains(int position) {
    return intervals.stream().anyMatch(i -> i.first() <= position && position <= i.last());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntervalSet set && set.intervals.equals(intervals);
  }

  @Override
  public int hashCode() {
    return intervals.hashCode();
  }

  @Override
  public String toString() {
    return intervals.isEmpty()
        ? "nothing"
        : intervals.stream().map(Interval::toString).collect(Collectors.joining(" and "));
  }
}
