package org.percept4j.sonify;

/** Says what a {@link GradientSonifier} reads of each parameter. */
public enum GradientValues {
  /**
   * The gradient divided by the number N of examples, as DL4J's updater does. For one label an
   * example that is what PyTorch reports for a mean loss. Of a network with {@code
   * miniBatch(false)}, which DL4J does not divide, the sum is read.
   */
  MINIBATCH_MEAN("gradient, minibatch mean; the sum where the network has miniBatch(false)"),

  /**
   * The gradient divided by the number of labelled elements: N·T for sequences of T steps, N·H·W
   * for maps, without those that a label mask leaves out. That is what PyTorch reports for a mean
   * loss; DL4J sums the loss over time steps and pixels and divides by N only. Divides with {@code
   * miniBatch(false)} too. The network must have one output layer, or several with equally many
   * elements.
   */
  ELEMENT_MEAN("gradient, mean over examples and their time steps or pixels"),

  /** The gradient summed over the minibatch, as DL4J holds it. */
  SUM("gradient, minibatch sum"),

  /** The update: what the updater subtracts from the parameters. */
  UPDATE("update");

  private final String description;

  GradientValues(String description) {
    this.description = description;
  }

  /** Returns the choice in words, for a log's first line. */
  String description() {
    return description;
  }
}
