package org.percept4j.core.acceleration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.NativeConvolution;

/**
 * Runs the 2-D convolutions and batch normalisations of a network on oneDNN, in training and
 * inference, and the backward pass of max pooling in plain loops.
 *
 * <p>DeepLearning4J 1.0.0-M2.1 has a place in its layers for helpers that do this, but never fills
 * it, so convolutions run as im2col and matrix products. {@link #enable} fills it. Results differ
 * from DL4J's by rounding: within 1e-5 of the largest value in ordinary networks. Batch norm over
 * few samples amplifies rounding; there both are off by up to 5e-5 from double precision, and on
 * average the gradients of β are twice as near here. What it needs: natives with oneDNN on the
 * class path (ND4J's {@code nd4j-native} with a classifier such as {@code linux-x86_64-onednn}) and
 * a network of data type FLOAT. Where something is missing, the network is left as it is and the
 * report says why; nothing is thrown for that.
 *
 * <p>Only layer objects are changed, neither configuration nor parameters: a clone or a network
 * loaded from a file, and so the workers of a {@code ParallelWrapper}, run without helpers until
 * they are enabled too. Other layers need no help: pooling, deconvolution, depthwise, separable,
 * 1-D and 3-D convolution are operations of ND4J already.
 *
 * <p>Not to be called while the network is being trained or used by another thread.
 */
public final class Acceleration {

  private Acceleration() {}

  /** Says what was done to a layer. */
  public enum Change {
    /** It now runs on oneDNN. */
    ENABLED,
    /** DL4J's own implementation is restored. */
    DISABLED,
    /** Nothing; the reason says why. */
    NONE
  }

  /**
   * Says what was done to one layer.
   *
   * @param layer its name in DL4J
   * @param change what was done
   * @param reason why, in a few words
   */
  public record LayerReport(String layer, Change change, String reason) {}

  /**
   * Says what was done to each layer of a network.
   *
   * @param layers in forward order
   */
  public record Report(List<LayerReport> layers) {

    /**
     * Copies the list.
     *
     * @param layers in forward order
     */
    public Report {
      layers = List.copyOf(layers);
    }

    /**
     * Counts the layers that were changed in one way.
     *
     * @param change which way
     * @return how many
     */
    public int count(Change change) {
      return (int) layers.stream().filter(l -> l.change() == change).count();
    }

    /** Writes one line for each layer. */
    @Override
    public String toString() {
      return layers.stream()
          .map(l -> String.format(Locale.ROOT, "%-20s %-8s %s", l.layer(), l.change(), l.reason()))
          .collect(Collectors.joining("\n"));
    }
  }

  /**
   * Puts helpers into all layers that can have one and have none.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Its layer
   *     objects are modified; parameters, configuration and listeners are not
   * @return what was done to each layer, or why not
   * @throws IllegalArgumentException if it is another kind of model or has no layers
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  public static Report enable(Model model) {
    List<LayerReport> reports = new ArrayList<>();
    for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
      reports.add(enable(entry.name(), inner(entry.layer())));
    }
    return new Report(reports);
  }

  /**
   * Takes out what {@link #enable} put in; helpers from elsewhere stay.
   *
   * @param model as in {@link #enable}
   * @return what was done to each layer
   * @throws IllegalArgumentException as {@link #enable}
   * @throws IllegalStateException as {@link #enable}
   */
  public static Report disable(Model model) {
    List<LayerReport> reports = new ArrayList<>();
    for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
      Layer layer = inner(entry.layer());
      boolean ours = isOurs(layer.getHelper());
      if (ours) {
        HelperField.set(layer, null);
      }
      reports.add(
          ours
              ? new LayerReport(entry.name(), Change.DISABLED, "DL4J's own implementation")
              : new LayerReport(entry.name(), Change.NONE, "was not accelerated"));
    }
    return new Report(reports);
  }

  /**
   * Puts a helper into one layer, if it can have one and has none.
   *
   * @param name the layer's name, for the report
   * @param layer an initialised layer. Modified: its helper, nothing else
   * @return what was done, or why not
   */
  public static LayerReport enable(String name, Layer layer) {
    String why = why(layer);
    if (why != null) {
      return new LayerReport(name, Change.NONE, why);
    }
    if (layer instanceof ConvolutionLayer) {
      boolean biased = layer.getParam(ConvolutionParamInitializer.BIAS_KEY) != null;
      HelperField.set(layer, new OneDnnConvolution(biased));
      return new LayerReport(name, Change.ENABLED, "convolution on oneDNN");
    }
    if (layer instanceof SubsamplingLayer) {
      HelperField.set(layer, new MaxPoolingHelper());
      return new LayerReport(name, Change.ENABLED, "backward pass of max pooling in plain loops");
    }
    HelperField.set(layer, new OneDnnBatchNorm());
    return new LayerReport(name, Change.ENABLED, "batch norm on oneDNN");
  }

  /** Why no layer of any network can be accelerated here; null if there is no reason. */
  private static @Nullable String obstacle() {
    String backend = Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
    if (!"CPU".equalsIgnoreCase(backend)) {
      return "backend " + backend + "; expected CPU";
    }
    if (!Nd4j.getBackend().buildInfo().contains("HAVE_ONEDNN")) {
      return "natives without oneDNN; expected a classifier like linux-x86_64-onednn";
    }
    if (!Nd4j.getEnvironment().helpersAllowed()) {
      return "ND4J's environment does not allow helpers";
    }
    return HelperField.obstacle();
  }

  private static @Nullable String why(Layer layer) {
    if (!HelperField.isIn(layer)) {
      return "no helper for " + layer.getClass().getSimpleName();
    }
    String obstacle = obstacle();
    if (obstacle != null) {
      return obstacle;
    }
    LayerHelper present = layer.getHelper();
    if (present != null) {
      return isOurs(present)
          ? "accelerated already"
          : "has a helper already: " + present.getClass().getSimpleName();
    }
    DataType type = layer.conf().getDataType();
    if (type != DataType.FLOAT) {
      return "data type " + type + "; expected FLOAT";
    }
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    if (conf instanceof org.deeplearning4j.nn.conf.layers.SubsamplingLayer pooling) {
      return pooling.getPoolingType() == PoolingType.MAX
              && pooling.getCnn2dDataFormat() == CNN2DFormat.NCHW
          ? null
          : "no helper for this kind of pooling";
    }
    if (conf instanceof org.deeplearning4j.nn.conf.layers.BatchNormalization norm) {
      return norm.isLockGammaBeta() ? "gamma and beta are locked" : null;
    }
    int[] dilation = ((org.deeplearning4j.nn.conf.layers.ConvolutionLayer) conf).getDilation();
    return NativeConvolution.isForOneDnn(dilation)
        ? null
        : "dilated; ND4J's operation fails on oneDNN";
  }

  private static boolean isOurs(@Nullable LayerHelper helper) {
    return helper instanceof OneDnnConvolution
        || helper instanceof MaxPoolingHelper
        || helper instanceof OneDnnBatchNorm;
  }

  private static Layer inner(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper ? inner(wrapper.getUnderlying()) : layer;
  }
}
