package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.custom.AxisFootprint;

/** A part of an array along one dimension, in steps forward. */
final class Slice extends Operation {

  private static final long serialVersionUID = 1L;

  private int dimension;
  private long start;
  private long end;
  private int step = 1;

  /** For DL4J's JSON. */
  Slice() {}

  /**
   * @param start first position; counted from the end if negative
   * @param end one after the last; counted from the end if negative; may lie beyond
   * @param step at least 1
   */
  Slice(int dimension, long start, long end, int step) {
    this.dimension = dimension;
    this.start = start;
    this.end = end;
    this.step = step;
  }

  private INDArrayIndex[] part(INDArray x) {
    int along = front(dimension, x.rank());
    long[] range = range(x.size(along));
    INDArrayIndex[] part = new INDArrayIndex[x.rank()];
    Arrays.fill(part, NDArrayIndex.all());
    part[along] = NDArrayIndex.interval(range[0], step, range[1]);
    return part;
  }

  private long[] shape(INDArray x) {
    long[] shape = x.shape().clone();
    int along = front(dimension, x.rank());
    long[] range = range(shape[along]);
    shape[along] = (range[1] - range[0] + step - 1) / step;
    return shape;
  }

  private long[] range(long size) {
    long from = Math.max(0, Math.min(size, start < 0 ? start + size : start));
    long to = Math.max(0, Math.min(size, end < 0 ? end + size : end));
    if (to <= from) {
      throw new IllegalArgumentException(
          "input size: expected one with positions " + start + " to " + end + ", got " + size);
    }
    return new long[] {from, to};
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return plain(inputs[0]).get(part(inputs[0])).dup('c').reshape('c', shape(inputs[0]));
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    INDArray gradient = Nd4j.create(epsilon.dataType(), inputs[0].shape(), 'c');
    INDArray view = gradient.get(part(inputs[0]));
    view.assign(plain(epsilon).reshape('c', view.shape()));
    return only(gradient);
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    int along = dimension < 0 ? dimension + 4 : dimension;
    if (along != 2 + axis) {
      return AxisFootprint.IDENTITY;
    }
    long[] range = range(sizes[0]);
    int last = (int) (range[0] + (range[1] - range[0] - 1) / step * step);
    return new AxisFootprint.Window(1, step, 1, (int) -range[0], last + 1 - sizes[0]);
  }

  @Override
  public String toString() {
    return "Slice(" + dimension + ", " + start + ", " + end + ", " + step + ")";
  }
}
