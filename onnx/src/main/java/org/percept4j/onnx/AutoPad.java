package org.percept4j.onnx;

import java.util.Arrays;

/** How padding follows from the size of an image. */
enum AutoPad {
  /** It does not: pads are given. */
  NOTSET,
  /** No padding. */
  VALID,
  /** ⌈size / stride⌉ windows, the odd one padded at the end. */
  SAME_UPPER,
  /** ⌈size / stride⌉ windows, the odd one padded at the beginning. */
  SAME_LOWER;

  static AutoPad of(OnnxNode node) throws RefusedException {
    String text = node.text("auto_pad", NOTSET.name());
    return Arrays.stream(values())
        .filter(value -> value.name().equals(text))
        .findFirst()
        .orElseThrow(() -> new RefusedException("auto_pad " + text));
  }

  /**
   * Padding before and after.
   *
   * @param window length of a window, its gaps included
   */
  int[] pads(int size, int window, int stride) {
    if (this == VALID || this == NOTSET) {
      return new int[] {0, 0};
    }
    int outputs = (size + stride - 1) / stride;
    int total = Math.max(0, (outputs - 1) * stride + window - size);
    int before = this == SAME_UPPER ? total / 2 : total - total / 2;
    return new int[] {before, total - before};
  }
}
