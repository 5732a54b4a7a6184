package org.percept4j.erf.theory;

import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.custom.DeclaredOperation;

/** What custom layers and vertices declare to do to positions. */
final class DeclaredOps {

  private DeclaredOps() {}

  /**
   * What an operation does to one of its inputs.
   *
   * @param heights of all its inputs
   * @param widths of all its inputs
   * @param spatialInput whether that input is a picture
   */
  static LayerOps of(
      String name,
      DeclaredOperation declared,
      int input,
      int[] heights,
      int[] widths,
      boolean spatialInput) {
    try {
      return new LayerOps(
          AxisOp.IDENTITY,
          axisOp(declared.footprint(0, input, heights), heights[input]),
          axisOp(declared.footprint(1, input, widths), widths[input]),
          spatialInput && declared.keepsPicture());
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException("\"" + name + "\": " + e.getMessage(), e);
    }
  }

  private static AxisOp axisOp(AxisFootprint footprint, int inputSize) {
    if (footprint instanceof AxisFootprint.Window w) {
      return new AxisOp.Window(w.kernel(), w.stride(), w.dilation(), w.padBefore(), w.padAfter());
    }
    if (footprint instanceof AxisFootprint.Transposed t) {
      return new AxisOp.Transposed(
          t.kernel(), t.stride(), t.dilation(), t.cutBefore(), t.cutAfter());
    }
    if (footprint instanceof AxisFootprint.Repeated r) {
      return new AxisOp.Repeat(r.factor());
    }
    if (footprint instanceof AxisFootprint.Table t) {
      return new AxisOp.Table(inputSize, t.first(), t.last());
    }
    return new AxisOp.Whole();
  }
}
