package org.percept4j.core.probe;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An operation on the channels of each position by itself: DL4J's losses on maps, volumes and
 * sequences, and its dense layer over the steps of a sequence.
 */
final class ChannelwiseOperation implements ProbeGraph.Operation {
  private final boolean channelsLast;
  private final ProbeGraph.Operation rows;

  /**
   * The operation at every position.
   *
   * @param channelsLast whether channels are the last axis, or the second
   * @param rows maps [M, channels] to [M, channels]
   */
  ChannelwiseOperation(boolean channelsLast, ProbeGraph.Operation rows) {
    this.channelsLast = channelsLast;
    this.rows = rows;
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray positions = channelsToEnd(inputs[0]);
    return fromRows(rows.forward(new INDArray[] {toRows(positions)}), positions);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray positions = channelsToEnd(epsilon);
    return new INDArray[] {fromRows(rows.backward(toRows(positions))[0], positions)};
  }

  private INDArray channelsToEnd(INDArray array) {
    int rank = array.rank();
    return channelsLast
        ? array
        : array.permute(
            IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray());
  }

  private static INDArray toRows(INDArray positions) {
    return positions.dup('c').reshape(-1, positions.size(-1));
  }

  private INDArray fromRows(INDArray result, INDArray positions) {
    long[] shape = positions.shape();
    int rank = shape.length;
    shape[rank - 1] = result.size(1);
    INDArray array = result.dup('c').reshape(shape);
    return channelsLast
        ? array
        : array
            .permute(
                IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray())
            .dup('c');
  }

  @Override
  public void release() {
    rows.release();
  }
}
