package org.percept4j.core.probe;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.percept4j.core.internal.HostFloats;

/** An activation function, both ways, that remembers no more than it needs. */
final class Nonlinearity {

  private static final IActivation RELU = new ActivationReLU();

  private final IActivation function;

  /** The output of a ReLU, what goes into another function; nothing of the identity. */
  private @Nullable INDArray kept;

  Nonlinearity(IActivation function) {
    this.function = function;
  }

  /** As part of a chain; null if it is another function. */
  ChainStage.@Nullable Rectifier stage() {
    if (function instanceof ActivationIdentity) {
      return new ChainStage.Rectifier(1);
    }
    if (function.equals(RELU)) {
      return new ChainStage.Rectifier(0);
    }
    if (function instanceof ActivationLReLU leaky && leaky.getAlpha() > 0 && leaky.getAlpha() < 1) {
      return new ChainStage.Rectifier((float) leaky.getAlpha());
    }
    return null;
  }

  /**
   * Applies the function.
   *
   * @param z may be overwritten, and is then the result
   */
  INDArray forward(INDArray z) {
    if (function instanceof ActivationIdentity) {
      return z;
    }
    if (!function.equals(RELU)) {
      kept = z;
      return function.getActivation(z.dup(), false);
    }
    if (HostFloats.isSmall(z)) {
      return forward(HostFloats.read(z), z);
    }
    kept = function.getActivation(z, false);
    return kept;
  }

  /**
   * Applies the function to plain values.
   *
   * @param values may be overwritten
   * @param z overwritten by the result, or by what goes into the function; {@link HostFloats#hold}
   *     is true of it
   * @return the result
   */
  INDArray forward(float[] values, INDArray z) {
    if (!function.equals(RELU)) {
      HostFloats.write(values, z);
      return forward(z);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
    HostFloats.write(values, z);
    kept = z;
    return z;
  }

  /**
   * Multiplies by the slope.
   *
   * @param epsilon may be overwritten
   * @return plain values
   */
  float[] backwardPlain(INDArray epsilon) {
    if (!function.equals(RELU)) {
      return HostFloats.read(backward(epsilon));
    }
    float[] values = HostFloats.read(epsilon);
    float[] output = HostFloats.read(Objects.requireNonNull(kept));
    for (int i = 0; i < values.length; i++) {
      values[i] = output[i] <= 0 ? 0 : values[i];
    }
    return values;
  }

  /**
   * Multiplies by the slope.
   *
   * @param epsilon may be overwritten, and is then the result
   */
  INDArray backward(INDArray epsilon) {
    if (function instanceof ActivationIdentity) {
      return epsilon;
    }
    INDArray k = Objects.requireNonNull(kept);
    if (function.equals(RELU)) {
      if (HostFloats.isSmall(epsilon) && HostFloats.isSmall(k)) {
        HostFloats.write(backwardPlain(epsilon), epsilon);
        return epsilon;
      }
      // takes the output, 0, where it is not above 0; several times faster than ReLU's own
      return Nd4j.getExecutioner()
          .exec(new CompareAndSet(epsilon, k, epsilon, Conditions.lessThanOrEqual(0)));
    }
    return function.backprop(k.dup(), epsilon).getFirst();
  }

  void release() {
    kept = null;
  }
}
