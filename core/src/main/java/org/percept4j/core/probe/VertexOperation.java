package org.percept4j.core.probe;

import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex without a layer. */
final class VertexOperation implements ProbeGraph.Operation {
  private final GraphVertex vertex;

  VertexOperation(GraphVertex vertex) {
    this.vertex = vertex;
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    for (int i = 0; i < inputs.length; i++) {
      vertex.setInput(i, inputs[i].dup(), LayerWorkspaceMgr.noWorkspaces());
    }
    return vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    vertex.setEpsilon(epsilon);
    return vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();
  }

  @Override
  public void release() {
    vertex.clear();
  }

  @Override
  public boolean writesWeightGradients() {
    return vertex.numParams() > 0;
  }
}
