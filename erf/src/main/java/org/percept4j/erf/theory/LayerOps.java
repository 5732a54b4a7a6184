package org.percept4j.erf.theory;

import java.util.Arrays;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.percept4j.core.custom.DeclaredOperation;
import org.percept4j.core.probe.LinearCopy;

/**
 * What one DL4J layer does to positions, read from its configuration.
 *
 * @param depth on the axis of depth
 * @param rows on the vertical axis
 * @param columns on the horizontal axis, or along a sequence
 * @param spatial whether the output still has positions
 */
record LayerOps(AxisOp depth, AxisOp rows, AxisOp columns, boolean spatial) {

  private static final Set<Class<?>> POINTWISE =
      Set.of(
          ActivationLayer.class,
          BatchNormalization.class,
          Cnn3DLossLayer.class,
          CnnLossLayer.class,
          DropoutLayer.class,
          LocalResponseNormalization.class,
          LossLayer.class,
          MaskLayer.class,
          PReLULayer.class,
          RnnLossLayer.class,
          RnnOutputLayer.class,
          Yolo2OutputLayer.class);

  private static final LayerOps MIXING =
      new LayerOps(new AxisOp.Whole(), new AxisOp.Whole(), new AxisOp.Whole(), false);

  /** What a layer reads: the lengths of its input's axes, and whether it has positions. */
  record Input(int depth, int rows, int columns, boolean spatial) {}

  /** Leaves positions as they are. */
  static LayerOps pointwise(boolean spatial) {
    return new LayerOps(AxisOp.IDENTITY, AxisOp.IDENTITY, AxisOp.IDENTITY, spatial);
  }

  /** Reads one layer; Same padding depends on the size of its input. */
  static LayerOps of(String name, Layer wrapped, Input input) {
    Layer layer = unwrap(wrapped);
    if (layer instanceof DeclaredOperation declared) {
      return DeclaredOps.of(
          name,
          declared,
          0,
          new int[] {input.rows()},
          new int[] {input.columns()},
          input.spatial());
    }
    rejectRecurrent(name, layer);
    if (POINTWISE.contains(layer.getClass())) {
      return pointwise(input.spatial());
    }
    if (layer instanceof DenseLayer
        || layer instanceof BaseOutputLayer
        || layer instanceof BasePretrainNetwork
        || layer instanceof EmbeddingLayer
        || layer instanceof ElementWiseMultiplicationLayer) {
      return MIXING;
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      int[] dimensions = pooling.getPoolingDimensions();
      if (dimensions != null && !poolsPositions(dimensions)) {
        throw unsupported(name, layer, "pools over dimensions " + Arrays.toString(dimensions));
      }
      return new LayerOps(
          MIXING.depth(), MIXING.rows(), MIXING.columns(), !pooling.isCollapseDimensions());
    }
    if (layer instanceof TimeDistributed steps
        && (POINTWISE.contains(steps.getUnderlying().getClass())
            || steps.getUnderlying() instanceof DenseLayer
            || steps.getUnderlying() instanceof BasePretrainNetwork)) {
      return pointwise(true); // each step by itself
    }
    LayerOps found = WindowOps.of(layer, input);
    if (found == null) {
      throw unsupported(name, layer, "its receptive field is not known");
    }
    return layer instanceof LocallyConnected2D ? scattered(found, input) : found;
  }

  /**
   * DL4J computes the units of a locally connected layer column by column and takes them for rows,
   * so that a unit's place in the map does not tell what it sees: anything, to be right.
   */
  private static LayerOps scattered(LayerOps ordered, Input input) {
    int rows = ordered.rows().outputSize(input.rows());
    int columns = ordered.columns().outputSize(input.columns());
    return rows == 1 || columns == 1
        ? ordered
        : new LayerOps(
            ordered.depth(), all(input.rows(), rows), all(input.columns(), columns), true);
  }

  /** Every output depends on every input. */
  static AxisOp all(int inputs, int outputs) {
    int[] last = new int[outputs];
    Arrays.fill(last, inputs - 1);
    return new AxisOp.Table(inputs, new int[outputs], last);
  }

  private static boolean poolsPositions(int... dimensions) {
    return Arrays.equals(dimensions, new int[] {2})
        || Arrays.equals(dimensions, new int[] {2, 3})
        || Arrays.equals(dimensions, new int[] {1, 2})
        || Arrays.equals(dimensions, new int[] {2, 3, 4})
        || Arrays.equals(dimensions, new int[] {1, 2, 3});
  }

  /** Whether DL4J applies the layer's softmax along the rows of a picture. */
  static boolean mixesRows(Layer wrapped) {
    Layer layer = unwrap(wrapped);
    boolean perPosition =
        layer instanceof CnnLossLayer
            || layer instanceof Cnn3DLossLayer
            || layer instanceof RnnLossLayer
            || layer instanceof BaseOutputLayer
            || layer instanceof BatchNormalization;
    return !perPosition && LinearCopy.isSoftmax(layer) && !isChannelsLast(layer);
  }

  static Layer unwrap(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrap(frozen.getLayer());
    }
    if (layer instanceof BaseWrapperLayer wrapper
        && !(layer instanceof LastTimeStep)
        && !(layer instanceof TimeDistributed)) {
      return unwrap(wrapper.getUnderlying());
    }
    return layer;
  }

  static boolean isChannelsLast(Layer layer) {
    CNN2DFormat format =
        layer instanceof ConvolutionLayer convolution
            ? convolution.getCnn2dDataFormat()
            : layer instanceof SubsamplingLayer pooling
                ? pooling.getCnn2dDataFormat()
                : layer instanceof BatchNormalization norm
                    ? norm.getCnn2DFormat()
                    : CNN2DFormat.NCHW;
    return format == CNN2DFormat.NHWC;
  }

  private static void rejectRecurrent(String name, Layer layer) {
    if (layer instanceof BaseRecurrentLayer
        || (layer.getClass().getName().contains(".recurrent.")
            && !(layer instanceof TimeDistributed))) {
      throw unsupported(name, layer, "recurrent layers have no receptive field");
    }
  }

  private static UnsupportedOperationException unsupported(
      String name, Layer layer, String reason) {
    return new UnsupportedOperationException(
        "layer \"" + name + "\" (" + layer.getClass().getSimpleName() + "): " + reason);
  }
}
