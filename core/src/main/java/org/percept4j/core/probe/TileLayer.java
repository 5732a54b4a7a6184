package org.percept4j.core.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.internal.TileKernel;

/**
 * One layer of a {@link ConvolutionTrunk} on an input of known size.
 *
 * @param node whose output it gives
 * @param w [filters, channels, 3, 3]; null for a pool
 * @param b one for each filter; null for none
 * @param rows of the output
 * @param columns of the output
 */
record TileLayer(
    int node,
    @Nullable INDArray w,
    @Nullable INDArray b,
    int channels,
    int filters,
    int rows,
    int columns,
    float slope) {

  /** Values from one pixel of the output to the next. */
  int step(int width) {
    return ConvolutionTrunk.padded(filters, width);
  }

  long multiplications() {
    return w == null ? 0 : 9L * rows * columns * channels * filters;
  }

  int weights(TileKernel kernel) {
    return w == null ? 0 : convolution(kernel).weights();
  }

  private TileConvolution convolution(TileKernel kernel) {
    return new TileConvolution(kernel, channels, filters, slope);
  }

  /** Computes the output; false if it is not finite. */
  boolean run(TileKernel kernel, TileMap in, float[] weights, TileMap out) {
    if (w == null) {
      in.halve(out);
      return true;
    }
    TileConvolution convolution = convolution(kernel);
    convolution.transform(HostFloats.window(w, 0, w.length()), weights);
    int padded = step(kernel.width());
    float[] bias = b == null ? new float[padded] : Arrays.copyOf(HostFloats.read(b), padded);
    return convolution.run(in, weights, bias, out);
  }
}
