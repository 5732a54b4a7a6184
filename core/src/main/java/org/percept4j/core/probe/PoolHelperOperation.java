package org.percept4j.core.probe;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An image without its first row and column, NCHW. DL4J's backward pass assumes a square one, and
 * fails where it is not.
 */
final class PoolHelperOperation implements ProbeGraph.Operation {
  private long[] shape = {};

  @Override
  public INDArray forward(INDArray[] inputs) {
    shape = inputs[0].shape();
    return inner(inputs[0]).dup('c');
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray gradient = Nd4j.create(epsilon.dataType(), shape, 'c');
    inner(gradient).assign(epsilon);
    return new INDArray[] {gradient};
  }

  private static INDArray inner(INDArray image) {
    INDArrayIndex all = NDArrayIndex.all();
    return image.get(
        all, all, NDArrayIndex.interval(1, image.size(2)), NDArrayIndex.interval(1, image.size(3)));
  }

  @Override
  public void release() {}
}
