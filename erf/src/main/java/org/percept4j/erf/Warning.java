package org.percept4j.erf;

/** Says what a reader of an effective receptive field should know before trusting its numbers. */
public enum Warning {
  /** The gradient is zero everywhere: a dead unit, or one that does not depend on this input. */
  ZERO_GRADIENT("the gradient is zero everywhere: the unit is dead for these inputs"),
  /** A weight, an input, an output or a gradient is NaN or infinite; sampling stopped there. */
  NON_FINITE("weights, inputs, outputs or gradients are not finite"),
  /**
   * The sum of the unit's channels hardly depends on the input, as that of a softmax, so that its
   * gradient is what rounding leaves; choose a channel.
   */
  CANCELLED("the channels' gradients cancel: what is left is rounding; choose a channel"),
  /** The border of the input cuts the field off, so that sizes are lower bounds. */
  TRUNCATED("the field reaches the border of the input: sizes are lower bounds"),
  /** There is a gradient outside the theoretical field, which should be impossible. */
  LEAK("there is gradient outside the theoretical field"),
  /** The size changes with the number of samples by more than its standard error. */
  BIASED("the size still changes with the number of samples: use more"),
  /**
   * A signed mean is in good part noise of sampling, which makes fields larger than they are; error
   * bars do not hold that.
   */
  NOISY("the signed mean is lost in noise: do not trust sizes; use RMS or many more samples"),
  /**
   * A few samples make up most of the map, as of a unit that is dead for most of them; error bars
   * hold the truth too seldom then.
   */
  SPARSE("a few samples make up most of the map: do not trust error bars; use many more samples"),
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
