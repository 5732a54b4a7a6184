package org.percept4j.core.probe;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.percept4j.core.internal.HostFloats;

/**
 * Batch normalisation by running statistics: y = γ·(x − μ)/√(σ² + ε) + β, so dy/dx = γ/√(σ² + ε).
 * DL4J's backward pass always differentiates through the statistics of the batch.
 */
final class BatchNormOperation extends LayerOperation {
  BatchNormOperation(Layer layer) {
    super(layer);
  }

  @Override
  public boolean writesWeightGradients() {
    return false;
  }

  /** γ and β that are locked are left to DL4J, which uses them only in some cases. */
  @Override
  public @Nullable ChainStage stage() {
    BatchNormalization conf = (BatchNormalization) layer.conf().getLayer();
    boolean plain = !conf.isLockGammaBeta() && conf.getCnn2DFormat() == CNN2DFormat.NCHW;
    return plain ? new ChainStage.Scale(() -> factors(conf)) : null;
  }

  /** γ/√(σ² + ε) and β − μγ/√(σ² + ε). */
  private float[][] factors(BatchNormalization conf) {
    INDArray mean = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    INDArray gamma = layer.getParam(BatchNormalizationParamInitializer.GAMMA);
    INDArray beta = layer.getParam(BatchNormalizationParamInitializer.BETA);
    INDArray factor = inverseDeviation(conf).mul(gamma);
    return new float[][] {HostFloats.read(factor), HostFloats.read(beta.sub(mean.mul(factor)))};
  }

  private INDArray inverseDeviation(BatchNormalization conf) {
    INDArray logDeviation = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    INDArray variance =
        logDeviation == null
            ? layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR)
            : Transforms.pow(
                Nd4j.valueArrayOf(logDeviation.shape(), 10.0, logDeviation.dataType()),
                logDeviation.mul(2));
    return Transforms.sqrt(variance.add(conf.getEps()), true).rdiv(1);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    BatchNormalization conf = (BatchNormalization) layer.conf().getLayer();
    INDArray slope = inverseDeviation(conf);
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
