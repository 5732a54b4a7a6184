package org.percept4j.hypercolumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Takes the hypercolumns of images from a network: the activations of chosen layers at every pixel.
 *
 * <p>The network runs in inference mode up to the last chosen layer; only the chosen layers'
 * activations are kept, as copies on the Java heap. Fully connected layers count as maps of 1×1
 * that all pixels share. The network stays as it is.
 *
 * <p>Safe to use from several threads: extractors of the same network take turns on its monitor.
 * Nothing else may run the network meanwhile, unless it holds that monitor too.
 */
public final class HypercolumnExtractor {

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final Model network;
    private final NetworkLayers known;
    private final List<NetworkLayers.Entry> layers = new ArrayList<>();
    private @Nullable Integer height;
    private @Nullable Integer width;
    private Convention convention = Convention.HALF_PIXEL;
    private LayerScaling scaling = LayerScaling.NONE;
    private boolean coordinates;
    private boolean accelerated = true;

    private Builder(Model network) {
      this.network = network;
      this.known = NetworkLayers.of(network);
    }

    /**
     * Adds layers by reference.
     *
     * @param layers the layers, in the order of their channels
     * @return this builder
     * @throws IllegalArgumentException if there is no such layer or it was added before
     */
    public Builder layers(LayerRef... layers) {
      for (LayerRef ref : layers) {
        NetworkLayers.Entry entry = known.resolve(ref);
        if (this.layers.contains(entry)) {
          throw new IllegalArgumentException(
              "layers: expected each layer once, got \"" + entry.name() + "\" twice");
        }
        this.layers.add(entry);
      }
      return this;
    }

    /**
     * Adds layers by position in forward order.
     *
     * @param layers positions, 0 for the first; negative ones count from the end
     * @return this builder
     * @throws IllegalArgumentException if there is no such layer or it was added before
     */
    public Builder layers(int... layers) {
      return layers(Arrays.stream(layers).mapToObj(LayerRef::index).toArray(LayerRef[]::new));
    }

    /**
     * Adds layers by name.
     *
     * @param layers names as DL4J shows them
     * @return this builder
     * @throws IllegalArgumentException if there is no such layer or it was added before
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
     * (that location matters is shown in Hariharan et al. 2015, section 4).
     *
     * @return this builder
     */
    public Builder coordinates() {
      coordinates = true;
      return this;
    }

    /**
     * Whether to run convolutions by ND4J's own operations, as {@link NetworkProbe#of(Model,
     * boolean)} says. Default: true. False leaves everything to DL4J's layers.
     *
     * @param accelerated whether to
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
     * @throws IllegalStateException if no layer was chosen
     */
    public HypercolumnExtractor build() {
      if (layers.isEmpty()) {
        throw new IllegalStateException("layers: expected at least one, got none");
      }
      return new HypercolumnExtractor(this);
    }
  }

  private final Model network;
  private final NetworkProbe probe;
  private final NetworkLayers known;
  private final List<NetworkLayers.Entry> layers;
  private final @Nullable Integer height;
  private final @Nullable Integer width;
  private final Convention convention;
  private final LayerScaling scaling;
  private final boolean coordinates;
  private final Layout layout;

  private HypercolumnExtractor(Builder builder) {
    network = builder.network;
    probe = NetworkProbe.of(network, builder.accelerated);
    known = builder.known;
    layers = List.copyOf(builder.layers);
    height = builder.height;
    width = builder.width;
    convention = builder.convention;
    scaling = builder.scaling;
    coordinates = builder.coordinates;
    layout = Layout.of(known);
  }

  /**
   * Settings for an extractor.
   *
   * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return a builder
   */
  public static Builder builder(Model network) {
    return new Builder(network);
  }

  /**
   * An extractor of layers by position, with the default settings.
   *
   * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @param layers positions in forward order, at least one; negative ones count from the end
   * @return the extractor
   * @throws IllegalArgumentException if there is no such layer or one comes twice
   */
  public static HypercolumnExtractor of(Model network, int... layers) {
    return builder(network).layers(layers).build();
  }

  /**
   * An extractor of layers by name, with the default settings.
   *
   * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @param layers names as DL4J shows them, at least one
   * @return the extractor
   * @throws IllegalArgumentException if there is no such layer or one comes twice
   */
  public static HypercolumnExtractor of(Model network, String... layers) {
    return builder(network).layers(layers).build();
  }

  /**
   * An extractor of layers by reference, with the default settings.
   *
   * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @param layers references, at least one
   * @return the extractor
   * @throws IllegalArgumentException if there is no such layer or one comes twice
   */
  public static HypercolumnExtractor of(Model network, LayerRef... layers) {
    return builder(network).layers(layers).build();
  }

  /**
   * Takes the hypercolumns of one image.
   *
   * @param inputs one array per network input: an image [channels, height, width], or a batch of
   *     one [1, channels, height, width]; with the channels last if the network is NHWC. Any data
   *     type and any size that the network takes. Not modified.
   * @return the image's hypercolumns
   * @throws IllegalArgumentException if rank, channels or number of inputs are wrong, there is more
   *     than one image, an activation is NaN or infinite, or a layer's activations have no place in
   *     an image (recurrent and 3-D ones)
   */
  public Hypercolumns extract(INDArray... inputs) {
    List<Hypercolumns> all = extractBatch(inputs);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "image: expected one, got a batch of " + all.size() + "; use extractBatch");
    }
    return all.get(0);
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
  public List<Hypercolumns> extractBatch(INDArray... inputs) {
    int expected = network instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
    if (inputs.length != expected) {
      throw new IllegalArgumentException(
          "inputs: expected " + expected + ", one per network input, got " + inputs.length);
    }
    INDArray[] batches = new INDArray[expected];
    for (int i = 0; i < expected; i++) {
      batches[i] = layout.batch(inputs[i], "image").castTo(NetworkLayers.dataType(network));
      layout.requireChannels(network, known, i, batches[i]);
    }
    int images = Math.toIntExact(batches[0].size(0));
    List<LayerRef> refs = layers.stream().map(e -> LayerRef.index(e.index())).toList();
    List<INDArray> activations;
    synchronized (network) {
      activations = probe.activations(refs, batches);
    }
    FeatureMaps[][] maps = new FeatureMaps[images][layers.size()];
    for (int l = 0; l < layers.size(); l++) {
      FeatureMaps[] found = layout.maps(layers.get(l).name(), activations.get(l));
      for (int i = 0; i < images; i++) {
        maps[i][l] = scaling.apply(found[i]);
      }
      activations.get(l).close();
    }
    int rows = height == null ? layout.height(batches[0]) : height;
    int columns = width == null ? layout.width(batches[0]) : width;
    return Arrays.stream(maps).map(m -> assembled(m, rows, columns)).toList();
  }

  private Hypercolumns assembled(FeatureMaps[] maps, int rows, int columns) {
    List<FeatureMaps> all = new ArrayList<>(Arrays.asList(maps));
    if (coordinates) {
      all.add(FeatureMaps.owning("y", 1, rows, 1, centres(rows)));
      all.add(FeatureMaps.owning("x", 1, 1, columns, centres(columns)));
    }
    return Hypercolumns.of(all, rows, columns, convention);
  }

  private static float[] centres(int n) {
    float[] centres = new float[n];
    for (int i = 0; i < n; i++) {
      centres[i] = (float) ((2.0 * i + 1) / n - 1);
    }
    return centres;
  }
}
