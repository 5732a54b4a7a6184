package org.percept4j.hypercolumn.learn;

/** A few numbers that are added up. */
final class Totals implements Mergeable<Totals> {

  private static final long serialVersionUID = 1;

  private final double[] values;

  Totals(double... values) {
    this.values = values;
  }

  double get(int i) {
    return values[i];
  }

  @Override
  public Totals merge(Totals other) {
    return new Totals(Vectors.plus(values, other.values));
  }
}
