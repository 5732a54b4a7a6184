package org.percept4j.core.probe;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stands before a layer and changes the shape of its input. */
final class PreprocessedOperation implements ProbeGraph.Operation {
  private final InputPreProcessor before;
  private final ProbeGraph.Operation operation;
  private int batch = 1;
  private long[] shape = {};

  PreprocessedOperation(InputPreProcessor before, ProbeGraph.Operation operation) {
    this.before = before;
    this.operation = operation;
  }

  @Override
  public void begin(int samples) {
    batch = samples;
    operation.begin(samples);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    shape = inputs[0].shape();
    return operation.forward(
        new INDArray[] {
          before.preProcess(inputs[0].dup(), batch, LayerWorkspaceMgr.noWorkspaces())
        });
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray gradient =
        before.backprop(operation.backward(epsilon)[0], batch, LayerWorkspaceMgr.noWorkspaces());
    if (before instanceof Cnn3DToFeedForwardPreProcessor) { // DL4J gives [N, D, H, W, C] for any
      gradient = gradient.dup('c').reshape('c', shape);
    }
    return new INDArray[] {gradient};
  }

  @Override
  public void release() {
    operation.release();
  }

  @Override
  public boolean writesWeightGradients() {
    return operation.writesWeightGradients();
  }
}
