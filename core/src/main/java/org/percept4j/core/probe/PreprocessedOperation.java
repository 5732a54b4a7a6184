package org.percept4j.core.probe;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stands before a layer and changes the shape of its input. */
final class PreprocessedOperation implements ProbeGraph.Operation {
  private final InputPreProcessor before;
  private final ProbeGraph.Operation operation;
  private int batch = 1;

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
    return operation.forward(
        new INDArray[] {
          before.preProcess(inputs[0].dup(), batch, LayerWorkspaceMgr.noWorkspaces())
        });
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {
      before.backprop(operation.backward(epsilon)[0], batch, LayerWorkspaceMgr.noWorkspaces())
    };
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
