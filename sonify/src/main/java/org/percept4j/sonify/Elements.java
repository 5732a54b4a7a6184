package org.percept4j.sonify;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;

/** Counts what a loss is a sum over: examples, times their time steps or pixels. */
final class Elements {

  private final List<IOutputLayer> outputs;

  private Elements(List<IOutputLayer> outputs) {
    this.outputs = outputs;
  }

  static Elements of(List<NetworkLayers.Entry> layers) {
    return new Elements(
        layers.stream()
            .map(NetworkLayers.Entry::layer)
            .filter(IOutputLayer.class::isInstance)
            .map(IOutputLayer.class::cast)
            .toList());
  }

  /**
   * Returns the number of labelled elements of the minibatch under way.
   *
   * @param examples what there are where no output layer has labels, as in pretraining
   */
  double count(int examples) {
    double count = -1;
    for (IOutputLayer output : outputs) {
      INDArray labels = output.getLabels();
      if (labels == null) {
        continue;
      }
      double mine = count(output, labels);
      if (count >= 0 && mine != count) {
        throw new IllegalArgumentException(
            "elementMean: expected outputs of equally many elements, got "
                + (long) count
                + " and "
                + (long) mine);
      }
      count = mine;
    }
    return Math.max(1, count < 0 ? examples : count);
  }

  /** Counts the examples' positions, without those that a mask leaves out. */
  private static double count(IOutputLayer output, INDArray labels) {
    long classes = labels.rank() < 2 ? 1 : labels.size(classAxis(output.conf().getLayer(), labels));
    double positions = (double) labels.length() / labels.size(0) / classes;
    INDArray mask = output.getMaskArray();
    if (mask == null) {
      return labels.size(0) * positions;
    }
    double kept = mask.sumNumber().doubleValue();
    if (mask.length() == labels.size(0)) {
      return kept * positions;
    }
    return mask.length() == labels.length() ? kept / classes : kept;
  }

  /** Labels are [N, C, …] unless the layer says that channels come last. */
  private static int classAxis(Layer layer, INDArray labels) {
    boolean last =
        (layer instanceof RnnOutputLayer rnn && rnn.getRnnDataFormat() == RNNFormat.NWC)
            || (layer instanceof RnnLossLayer loss && loss.getRnnDataFormat() == RNNFormat.NWC)
            || (layer instanceof CnnLossLayer map && map.getFormat() == CNN2DFormat.NHWC)
            || (layer instanceof Cnn3DLossLayer volume
                && volume.getDataFormat() == Convolution3D.DataFormat.NDHWC);
    return last ? labels.rank() - 1 : 1;
  }
}
