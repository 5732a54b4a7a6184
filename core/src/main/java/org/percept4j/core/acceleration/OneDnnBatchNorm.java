package org.percept4j.core.acceleration;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.NativeConvolution;

/** DL4J's helper of batch normalisation, on oneDNN, without a hold on the last batch. */
final class OneDnnBatchNorm extends MKLDNNBatchNormHelper {

  OneDnnBatchNorm() {
    super(DataType.FLOAT);
  }

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public boolean checkSupported(double eps, boolean fixedGammaBeta) {
    return !fixedGammaBeta;
  }

  @Override
  public INDArray preOutput(
      INDArray x,
      boolean training,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray var,
      double decay,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray out =
        super.preOutput(
            NativeConvolution.plain(x),
            training,
            shape,
            gamma,
            beta,
            mean,
            var,
            decay,
            eps,
            format,
            workspaceMgr);
    context.purge();
    return out;
  }
}
