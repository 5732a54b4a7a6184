package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.SameDiffGraph;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Takes the hypercolumns of images from a network: the activations of chosen layers at every pixel.
 *
 * <p>The network runs in inference mode up to the last chosen layer; only the chosen layers'
 * activations are kept, as copies on the Java heap. Fully connected layers count as maps of 1×1
 * that all pixels share. The network stays as it is. A layer whose name another chosen layer has
 * too is called by its name, {@code #} and its position.
 *
 * <p>Those built here are safe to use from several threads: extractors of the same network take
 * turns on its monitor. Nothing else may run the network meanwhile, unless it holds that monitor
 * too.
 */
public interface HypercolumnExtractor {

  /**
   * Starts the settings of an extractor.
   *
   * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return a builder
   */
  static Builder builder(Model network) {
    return new Builder(new Source.OfModel(Objects.requireNonNull(network, "network")));
  }

  /**
   * Starts the settings of an extractor of a SameDiff graph. Layers are its variables, by name or
   * by index among those that depend on its inputs; inputs are its placeholders in the graph's
   * order, but for those that the training configuration maps labels to.
   *
   * @param graph the graph. Not modified: a copy is run.
   * @return a builder
   * @throws IllegalArgumentException if a placeholder is not of floating point, has no rank of 2 to
   *     5, or there is none; it is named
   */
  static Builder builder(SameDiff graph) {
    return new Builder(new Source.OfGraph(graph, SameDiffGraph.of(graph)));
  }

  /**
   * Takes the hypercolumns of a batch of images.
   *
   * @param inputs one array per network input: [images, channels, height, width], with the channels
   *     last if the network is NHWC. Any data type and any size that the network takes. Not
   *     modified.
   * @return each image's hypercolumns
   * @throws IllegalArgumentException as {@link #extract} does, but for the number of images
   */
  List<Hypercolumns> extractBatch(INDArray... inputs);

  /**
   * Takes the hypercolumns of one image.
   *
   * @param inputs one array per network input: an image [channels, height, width], or a batch of
   *     one [1, channels, height, width]; with the channels last if the network is NHWC; [values]
   *     or [1, values] too if it takes flat images. Any data type and any size that the network
   *     takes. Not modified.
   * @return the image's hypercolumns
   * @throws IllegalArgumentException if rank, channels or number of inputs are wrong, there is more
   *     than one image, an activation is NaN or infinite, or a layer's activations have no place in
   *     an image (recurrent and 3-D ones)
   */
  default Hypercolumns extract(INDArray... inputs) {
    List<Hypercolumns> all = extractBatch(inputs);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "image: expected one, got a batch of " + all.size() + "; use extractBatch");
    }
    return all.get(0);
  }

  /** Collects settings. Not thread-safe. */
  final class Builder {
    private final Source source;
    private final List<LayerRef> layers = new ArrayList<>();
    private @Nullable Integer height;
    private @Nullable Integer width;
    private Convention convention = Convention.HALF_PIXEL;
    private LayerScaling scaling = LayerScaling.NONE;
    private boolean coordinates;
    private boolean accelerated = true;

    private Builder(Source source) {
      this.source = source;
    }

    /**
     * Adds layers by reference.
     *
     * @param layers the layers, in the order of their channels
     * @return this builder
     */
    public Builder layers(LayerRef... layers) {
      this.layers.addAll(List.of(layers));
      return this;
    }

    /**
     * Adds layers by position in forward order.
     *
     * @param layers positions, 0 for the first; negative ones count from the end
     * @return this builder
     */
    public Builder layers(int... layers) {
      return layers(Arrays.stream(layers).mapToObj(LayerRef::index).toArray(LayerRef[]::new));
    }

    /**
     * Adds layers, or a graph's vertices (sums, merges, …), by name.
     *
     * @param layers names as DL4J shows them
     * @return this builder
     */
    public Builder layers(String... layers) {
      return layers(Arrays.stream(layers).map(LayerRef::name).toArray(LayerRef[]::new));
    }

    /**
     * Sets the volume's size.
     *
     * @param height rows, at least 1; those of the first input image if not set
     * @param width columns, at least 1; those of the first input image if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder outputSize(int height, int width) {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "size: expected at least one row and column, got " + height + "×" + width);
      }
      this.height = height;
      this.width = width;
      return this;
    }

    /**
     * Sets how maps are resized.
     *
     * @param convention half-pixel if not set
     * @return this builder
     */
    public Builder convention(Convention convention) {
      this.convention = Objects.requireNonNull(convention, "convention");
      return this;
    }

    /**
     * Sets how layers are brought to one scale.
     *
     * @param scaling none if not set
     * @return this builder
     */
    public Builder scaling(LayerScaling scaling) {
      this.scaling = Objects.requireNonNull(scaling, "scaling");
      return this;
    }

    /**
     * Appends two channels with the pixel's place, layers {@code "y"} and {@code "x"}: from −1 at
     * the image's top or left edge to 1 at the bottom or right edge, taken at the pixel's centre
     * (that location matters is shown in Hariharan et al. 2015, section 4). Where a chosen layer
     * has such a name, the channel's is followed by {@code #coordinate}.
     *
     * @return this builder
     */
    public Builder coordinates() {
      coordinates = true;
      return this;
    }

    /**
     * Sets whether convolutions run by ND4J's own operations, as {@link NetworkProbe#of(Model,
     * boolean)} says; nothing of a SameDiff graph.
     *
     * @param accelerated true if not set; false leaves everything to DL4J's layers
     * @return this builder
     */
    public Builder accelerated(boolean accelerated) {
      this.accelerated = accelerated;
      return this;
    }

    /**
     * Finishes.
     *
     * @return the extractor
     * @throws IllegalStateException if no layer was chosen, or the network is not initialised
     * @throws IllegalArgumentException if there is no such layer or one was added twice
     */
    public HypercolumnExtractor build() {
      if (layers.isEmpty()) {
        throw new IllegalStateException("layers: expected at least one, got none");
      }
      List<String> names = new ArrayList<>();
      for (LayerRef ref : layers) {
        String name = source.nameOf(ref);
        if (names.contains(name)) {
          throw new IllegalArgumentException(
              "layers: expected each layer once, got \"" + name + "\" twice");
        }
        names.add(name);
      }
      return source.extractor(
          names,
          new NetworkExtractor.Volume(height, width, convention, scaling, coordinates),
          accelerated);
    }

    @Override
    public String toString() {
      return "HypercolumnExtractor.Builder" + layers;
    }
  }
}
