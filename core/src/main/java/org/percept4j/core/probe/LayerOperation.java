package org.percept4j.core.probe;

import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer whose own backward pass is right in evaluation mode. */
class LayerOperation implements ProbeGraph.Operation {
  private static final Set<Class<?>> FRESH =
      Set.of(
          BatchNormalization.class,
          DenseLayer.class,
          LocalResponseNormalization.class,
          SubsamplingLayer.class);

  final Layer layer;

  LayerOperation(Layer layer) {
    this.layer = layer;
  }

  @Override
  public void begin(int samples) {
    layer.setInputMiniBatchSize(samples);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    return layer.activate(inputs[0], false, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {
      layer.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces()).getSecond()
    };
  }

  @Override
  public void release() {
    layer.clear();
  }

  @Override
  public boolean isFresh() {
    return FRESH.contains(layer.conf().getLayer().getClass());
  }

  @Override
  public boolean writesWeightGradients() {
    return layer.numParams() > 0;
  }
}
