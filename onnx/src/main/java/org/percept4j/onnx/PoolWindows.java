package org.percept4j.onnx;

import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.percept4j.core.custom.AxisFootprint;

/** Where windows lie, which may depend on the size of the image. */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class PoolWindows implements Serializable {

  private static final long serialVersionUID = 1L;

  private int[] kernel = {1, 1};
  private int[] stride = {1, 1};
  private int[] dilation = {1, 1};
  private int[] pads = {0, 0, 0, 0};
  private AutoPad autoPad = AutoPad.NOTSET;
  private boolean ceil;

  /** For DL4J's JSON. */
  PoolWindows() {}

  /**
   * @param pads top, left, bottom, right
   * @param ceil whether the number of windows is rounded up
   */
  PoolWindows(
      int[] kernel, int[] stride, int[] dilation, int[] pads, AutoPad autoPad, boolean ceil) {
    this.kernel = kernel;
    this.stride = stride;
    this.dilation = dilation;
    this.pads = pads;
    this.autoPad = autoPad;
    this.ceil = ceil;
  }

  /** Whether DL4J's own layers can say the same, for images of any size. */
  boolean isPlain() {
    return autoPad == AutoPad.NOTSET && !ceil && pads[0] == pads[2] && pads[1] == pads[3];
  }

  int[] kernel() {
    return kernel;
  }

  int[] stride() {
    return stride;
  }

  int[] dilation() {
    return dilation;
  }

  int[] pads() {
    return pads;
  }

  /** Padding at the end as it is declared, without what rounding up adds. */
  int declaredAfter(int axis, int size) {
    return autoPad == AutoPad.NOTSET ? pads[axis + 2] : placed(axis, size).padAfter();
  }

  /** The windows along an axis of an image. */
  AxisFootprint.Window placed(int axis, int size) {
    int k = dilation[axis] * (kernel[axis] - 1) + 1;
    int s = stride[axis];
    if (autoPad != AutoPad.NOTSET) {
      int[] same = autoPad.pads(size, k, s);
      return window(axis, same[0], same[1]);
    }
    int before = pads[axis];
    int after = pads[axis + 2];
    int free = size + before + after - k;
    if (free < 0) {
      throw new IllegalArgumentException(
          "input size: expected at least "
              + (k - before - after)
              + " for windows of "
              + k
              + ", got "
              + size);
    }
    if (ceil && free % s != 0) {
      int last = (free / s + 1) * s;
      // A window that would begin in the padding at the end is left out, as PyTorch does.
      if (last < size + before) {
        after += last - free;
      }
    }
    return window(axis, before, after);
  }

  private AxisFootprint.Window window(int axis, int before, int after) {
    return new AxisFootprint.Window(kernel[axis], stride[axis], dilation[axis], before, after);
  }

  @Override
  public String toString() {
    return Arrays.toString(kernel)
        + ", stride "
        + Arrays.toString(stride)
        + ", dilation "
        + Arrays.toString(dilation)
        + ", pads "
        + Arrays.toString(pads)
        + ", "
        + autoPad
        + (ceil ? ", ceil" : "");
  }
}
