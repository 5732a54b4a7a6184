package org.percept4j.core.custom;

/**
 * Declares what a layer or vertex of your own does in evaluation mode. Its configuration (a
 * subclass of DL4J's {@code conf.layers.Layer} or {@code conf.graph.GraphVertex}) implements it;
 * then the probe takes gradients through it, and the theory of receptive fields knows where it
 * looks. Without it, a network with such a layer can be run, but not looked through.
 */
public interface DeclaredOperation {

  /**
   * Returns whether the backward pass after a forward pass with {@code training = false} is the
   * exact gradient of that forward pass: no dropout, no statistics of the batch.
   *
   * @return true if the probe may use it
   */
  default boolean hasExactBackward() {
    return true;
  }

  /**
   * Returns whether the output still has rows and columns where the inputs have them.
   *
   * @return false if positions are mixed up, as by flattening
   */
  default boolean keepsPicture() {
    return true;
  }

  /**
   * Returns which positions of an input each position of the output reads, along one axis.
   *
   * @param axis 0 for rows, 1 for columns
   * @param input which input, 0 for the only one of a layer
   * @param sizes the length of this axis in each input, in positions
   * @return what it reads of that input; all inputs' must give outputs of one length
   * @throws UnsupportedOperationException if that cannot be told; the message says why
   */
  default AxisFootprint footprint(int axis, int input, int... sizes) {
    return AxisFootprint.IDENTITY;
  }
}
