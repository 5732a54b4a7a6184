package org.percept4j.hypercolumn.learn;

import java.util.ArrayList;
import java.util.List;

/** Several values of the same images, merged one by one: a pass serves them all. */
final class Several<A extends Mergeable<A>> implements Mergeable<Several<A>> {

  private static final long serialVersionUID = 1;

  private final ArrayList<A> values;

  Several(List<A> values) {
    this.values = new ArrayList<>(values);
  }

  A get(int i) {
    return values.get(i);
  }

  @Override
  public Several<A> merge(Several<A> other) {
    List<A> merged = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      merged.add(values.get(i).merge(other.values.get(i)));
    }
    return new Several<>(merged);
  }
}
