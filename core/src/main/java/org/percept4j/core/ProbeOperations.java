package org.percept4j.core;

import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What layers and vertices do, where DL4J's own evaluation-mode backward passes can be used or not.
 */
final class ProbeOperations {

  private static final LayerWorkspaceMgr HEAP = LayerWorkspaceMgr.noWorkspaces();

  private ProbeOperations() {}

  /** Nothing, for the inputs of a network and for dropout. */
  static final class Identity implements ProbeGraph.Operation {
    @Override
    public INDArray forward(INDArray[] inputs) {
      return inputs[0];
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      return new INDArray[] {epsilon};
    }

    @Override
    public void release() {}
  }

  /** A layer whose own backward pass is right in evaluation mode. */
  static class OfLayer implements ProbeGraph.Operation {
    private static final Set<Class<?>> FRESH =
        Set.of(
            BatchNormalization.class,
            DenseLayer.class,
            LocalResponseNormalization.class,
            SubsamplingLayer.class);

    final Layer layer;

    OfLayer(Layer layer) {
      this.layer = layer;
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      layer.setInputMiniBatchSize((int) inputs[0].size(0));
      return layer.activate(inputs[0], false, HEAP);
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      return new INDArray[] {layer.backpropGradient(epsilon, HEAP).getSecond()};
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

  /** A layer or vertex that can only be run forward. */
  static final class ForwardOnly implements ProbeGraph.Operation {
    private final ProbeGraph.Operation operation;
    private final String what;

    ForwardOnly(ProbeGraph.Operation operation, String what) {
      this.operation = operation;
      this.what = what;
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      return operation.forward(inputs);
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      throw new UnsupportedOperationException(
          what + ": expected a kind whose gradient can be probed");
    }

    @Override
    public void release() {
      operation.release();
    }
  }

  /**
   * Batch normalisation by running statistics: y = γ·(x − μ)/√(σ² + ε) + β, so dy/dx = γ/√(σ² + ε).
   * DL4J's backward pass always differentiates through the statistics of the batch.
   */
  static final class OfBatchNorm extends OfLayer {
    OfBatchNorm(Layer layer) {
      super(layer);
    }

    @Override
    public boolean writesWeightGradients() {
      return false;
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      BatchNormalization conf = (BatchNormalization) layer.conf().getLayer();
      INDArray logDeviation = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
      INDArray variance =
          logDeviation == null
              ? layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR)
              : Transforms.pow(
                  Nd4j.valueArrayOf(logDeviation.shape(), 10.0, logDeviation.dataType()),
                  logDeviation.mul(2));
      INDArray slope = Transforms.sqrt(variance.add(conf.getEps()), true).rdiv(1);
      INDArray gamma = layer.getParam(BatchNormalizationParamInitializer.GAMMA);
      slope = gamma == null ? slope.mul(lockedGamma(conf, epsilon.rank())) : slope.mul(gamma);
      boolean channelsLast = epsilon.rank() == 4 && conf.getCnn2DFormat() == CNN2DFormat.NHWC;
      INDArray scaled =
          Nd4j.getExecutioner()
              .exec(new BroadcastMulOp(epsilon, slope, epsilon.ulike(), channelsLast ? 3 : 1));
      return new INDArray[] {scaled};
    }

    /** DL4J's forward pass uses a locked γ only on images, and only if γ ≠ 1 and β ≠ 0. */
    private static double lockedGamma(BatchNormalization conf, int rank) {
      boolean used = rank == 4 && conf.getGamma() != 1 && conf.getBeta() != 0;
      return used ? conf.getGamma() : 1;
    }
  }

  /** An activation function. DL4J's layer works in place in evaluation mode and loses its input. */
  static final class OfActivation implements ProbeGraph.Operation {
    private final Nonlinearity nonlinearity;

    OfActivation(IActivation function) {
      nonlinearity = new Nonlinearity(function);
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      return nonlinearity.forward(inputs[0].dup());
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      return new INDArray[] {nonlinearity.backward(epsilon)};
    }

    @Override
    public void release() {
      nonlinearity.release();
    }
  }

  /** An activation function of each pixel's channels, as DL4J's loss on maps applies it. */
  static final class OfMapLoss implements ProbeGraph.Operation {
    private final boolean channelsLast;
    private final OfActivation activation;

    OfMapLoss(CnnLossLayer loss) {
      channelsLast = loss.getFormat() == CNN2DFormat.NHWC;
      activation = new OfActivation(loss.getActivationFn());
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      INDArray pixels = pixels(inputs[0]);
      return maps(activation.forward(new INDArray[] {flat(pixels)}).reshape(pixels.shape()));
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      INDArray pixels = pixels(epsilon);
      INDArray gradient = activation.backward(flat(pixels))[0];
      return new INDArray[] {maps(gradient.reshape(pixels.shape()))};
    }

    private INDArray pixels(INDArray maps) {
      return channelsLast ? maps : maps.permute(0, 2, 3, 1);
    }

    private static INDArray flat(INDArray pixels) {
      return pixels.dup('c').reshape(-1, pixels.size(3));
    }

    private INDArray maps(INDArray pixels) {
      return channelsLast ? pixels : pixels.permute(0, 3, 1, 2).dup('c');
    }

    @Override
    public void release() {
      activation.release();
    }
  }

  /** What stands before a layer and changes the shape of its input. */
  static final class Preprocessed implements ProbeGraph.Operation {
    private final InputPreProcessor before;
    private final ProbeGraph.Operation operation;
    private int batch;

    Preprocessed(InputPreProcessor before, ProbeGraph.Operation operation) {
      this.before = before;
      this.operation = operation;
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      batch = (int) inputs[0].size(0);
      return operation.forward(new INDArray[] {before.preProcess(inputs[0].dup(), batch, HEAP)});
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      return new INDArray[] {before.backprop(operation.backward(epsilon)[0], batch, HEAP)};
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

  /**
   * An image without its first row and column, NCHW. DL4J's way back takes it for square, and fails
   * where it is not.
   */
  static final class OfPoolHelper implements ProbeGraph.Operation {
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
          all,
          all,
          NDArrayIndex.interval(1, image.size(2)),
          NDArrayIndex.interval(1, image.size(3)));
    }

    @Override
    public void release() {}
  }

  /** A vertex without a layer. */
  static final class OfVertex implements ProbeGraph.Operation {
    private final GraphVertex vertex;

    OfVertex(GraphVertex vertex) {
      this.vertex = vertex;
    }

    @Override
    public INDArray forward(INDArray[] inputs) {
      for (int i = 0; i < inputs.length; i++) {
        vertex.setInput(i, inputs[i].dup(), HEAP);
      }
      return vertex.doForward(false, HEAP);
    }

    @Override
    public INDArray[] backward(INDArray epsilon) {
      vertex.setEpsilon(epsilon);
      return vertex.doBackward(false, HEAP).getSecond();
    }

    @Override
    public void release() {
      vertex.clear();
    }
  }
}
