package org.percept4j.erf;

/** What a reader of an effective receptive field should know before trusting its numbers. */
public enum Warning {
  /** The gradient is zero everywhere: a dead unit, or one that does not depend on this input. */
  ZERO_GRADIENT("the gradient is zero everywhere: the unit is dead for these inputs"),
  /** A weight or a gradient is NaN or infinite; sampling stopped there. */
  NON_FINITE("weights or gradients are not finite"),
  /** The border of the input cuts the field off, so that sizes are lower bounds. */
  TRUNCATED("the field reaches the border of the input: sizes are lower bounds"),
  /** There is a gradient outside the theoretical field, which should be impossible. */
  LEAK("there is gradient outside the theoretical field"),
  /** The wanted precision was not reached within the allowed number of samples. */
  CAPPED("the wanted precision was not reached");

  private final String text;

  Warning(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
