package org.percept4j.onnx;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.internal.HostFloats;

/**
 * What an operator of ONNX computes, without parameters that are trained: forward, backward and
 * where it looks. Immutable but for what DL4J's JSON fills in; remembers nothing between calls.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
abstract class Operation implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Returns the output.
   *
   * @param inputs not modified; the output may share memory with them
   */
  abstract INDArray forward(INDArray... inputs);

  /**
   * Returns the gradient by each input.
   *
   * @param epsilon the gradient by the output. Not modified; the gradients may share memory with it
   * @param inputs those of the forward pass. Not modified
   */
  abstract INDArray[] backward(INDArray epsilon, INDArray... inputs);

  /** As {@link org.percept4j.core.custom.DeclaredOperation#footprint}. */
  AxisFootprint footprint(int axis, int input, int... sizes) {
    return AxisFootprint.IDENTITY;
  }

  /** As {@link org.percept4j.core.custom.DeclaredOperation#keepsPicture}. */
  boolean keepsPicture() {
    return true;
  }

  /** Names the operation and all its settings: two with the same text do the same. */
  @Override
  public abstract String toString();

  @Override
  public final boolean equals(Object other) {
    return other instanceof Operation operation && operation.toString().equals(toString());
  }

  @Override
  public final int hashCode() {
    return toString().hashCode();
  }

  static INDArray[] only(INDArray gradient) {
    return new INDArray[] {gradient};
  }

  /** The axis counted from the front. */
  static int front(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw new IllegalArgumentException(
          "axis: expected one of " + rank + " dimensions, got " + axis);
    }
    return counted;
  }

  /** The same values in C order from the beginning of their memory: ND4J errs on other views. */
  static INDArray plain(INDArray array) {
    return array.offset() == 0 && HostFloats.isPlain(array) ? array : array.dup('c');
  }
}
