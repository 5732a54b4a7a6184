package org.percept4j.erf.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.autodiff.samediff.SameDiff;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.internal.LayerNames;

/**
 * Computes the theoretical receptive fields of a whole network from its configuration: no weights
 * are needed, nothing is run. Convolution (also separable, depthwise, locally connected, causal and
 * transposed), pooling, padding, cropping and upsampling of one, two and three dimensions,
 * space-to-depth, dense and pointwise layers and the usual vertices are understood; recurrent
 * layers are rejected by name. A sequence is a picture of one row.
 *
 * <pre>{@code
 * ReceptiveFields fields = ReceptiveFields.of(model, InputSize.square(224));
 * fields.field(LayerRef.name("conv5")).rows().size();
 * System.out.println(fields); // one line per layer
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class ReceptiveFields {

  private final SpatialGraph graph;
  private final List<String> inputs;
  private final List<String> layers;
  private final List<String> pictures;

  private final Map<String, String> refused;

  private ReceptiveFields(NetworkReader reader) {
    this.graph = reader.graph();
    this.inputs = List.copyOf(reader.inputs());
    this.layers = List.copyOf(reader.layers());
    this.pictures = graph.nodes().stream().filter(reader::isSpatial).toList();
    this.refused = Map.of();
  }

  private ReceptiveFields(SameDiffReader reader) {
    this.graph = reader.graph();
    this.inputs = List.copyOf(reader.inputs());
    this.layers = List.copyOf(reader.layers());
    this.pictures = List.copyOf(reader.pictures());
    this.refused = Map.copyOf(reader.refused());
  }

  /**
   * Reads a SameDiff graph: its operations, whose shapes are found by one run of a copy on zeros.
   * Layers are variables, by name; inputs are placeholders but for those of labels. Convolutions
   * and pools of one to three dimensions, transposed ones of two and three, upsampling, constant
   * and mirrored padding, slices, reversal, tiles, concatenation of channels, reductions, softmax
   * and other normalisations, permutations, dense products, flattening and all that is element by
   * element are understood.
   *
   * @param graph the graph. Not modified
   * @param sizes the size of each input in the graph's order, or one size for all
   * @return its receptive fields; {@link #field} of a variable behind another operation throws
   *     {@code UnsupportedOperationException}, which names it
   * @throws IllegalArgumentException if there is no placeholder of floating point with a rank of 2
   *     to 5, or a size does not fit it
   * @throws IllegalStateException if a placeholder does not tell its number of channels
   */
  public static ReceptiveFields of(SameDiff graph, InputSize... sizes) {
    return new ReceptiveFields(SameDiffReader.read(graph, sizes));
  }

  /**
   * Reads a network.
   *
   * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised or not. Not
   *     modified.
   * @param sizes the size of each input in the network's order, or one size for all
   * @return its receptive fields
   * @throws IllegalArgumentException if it is another model, an input is too small for a layer, or
   *     the number of sizes is wrong
   * @throws UnsupportedOperationException if a layer or vertex has no known receptive field; it is
   *     named
   */
  public static ReceptiveFields of(Model model, InputSize... sizes) {
    return of(NetworkStructure.of(model), sizes);
  }

  /**
   * Reads a configuration.
   *
   * @param conf a finished configuration. Not modified.
   * @param size the size of the input
   * @return its receptive fields
   * @throws IllegalArgumentException if the input is too small for a layer
   * @throws UnsupportedOperationException if a layer has no known receptive field; it is named
   */
  public static ReceptiveFields of(MultiLayerConfiguration conf, InputSize... size) {
    return of(NetworkStructure.of(Objects.requireNonNull(conf, "conf")), size);
  }

  /**
   * Reads a configuration.
   *
   * @param conf a finished configuration. Not modified.
   * @param sizes the size of each input in the network's order, or one size for all
   * @return its receptive fields
   * @throws IllegalArgumentException if an input is too small for a layer, or the number of sizes
   *     is wrong
   * @throws UnsupportedOperationException if a layer or vertex has no known receptive field; it is
   *     named
   */
  public static ReceptiveFields of(ComputationGraphConfiguration conf, InputSize... sizes) {
    return of(NetworkStructure.of(Objects.requireNonNull(conf, "conf")), sizes);
  }

  private static ReceptiveFields of(NetworkStructure network, InputSize... sizes) {
    return new ReceptiveFields(NetworkReader.read(network, sizes));
  }

  /**
   * Finds the field of a layer, or of any other vertex by its name, with respect to the first
   * input.
   *
   * @param layer which layer
   * @return its field
   * @throws IllegalArgumentException if there is no such layer or vertex
   */
  public TheoreticalReceptiveField field(LayerRef layer) {
    return field(layer, 0);
  }

  /**
   * Finds the field of a layer, or of any other vertex by its name, with respect to one of the
   * inputs.
   *
   * @param layer which layer
   * @param input position of the input in the network's order, 0 for the first
   * @return its field
   * @throws IllegalArgumentException if there is no such layer, vertex or input
   */
  public TheoreticalReceptiveField field(LayerRef layer, int input) {
    if (input < 0 || input >= inputs.size()) {
      throw new IllegalArgumentException(
          "input: expected 0 to " + (inputs.size() - 1) + ", got " + input);
    }
    return graph.field(nodeOf(layer), inputs.get(input));
  }

  /**
   * Returns the fields of all layers with respect to the first input.
   *
   * @return an unmodifiable list in forward order
   */
  public List<TheoreticalReceptiveField> all() {
    List<TheoreticalReceptiveField> fields = new ArrayList<>();
    for (String layer : layers) {
      fields.add(graph.field(layer, inputs.get(0)));
    }
    return List.copyOf(fields);
  }

  /**
   * Tells whether a layer's output is still a picture, a sequence or a volume, so that its units
   * have positions.
   *
   * @param layer which layer
   * @return false after dense layers or global pooling
   * @throws IllegalArgumentException if there is no such layer or vertex
   */
  public boolean isSpatial(LayerRef layer) {
    return pictures.contains(nodeOf(layer));
  }

  /**
   * Finds the last layer whose output is still a picture.
   *
   * @return a reference by index
   * @throws IllegalArgumentException if no layer's output is a picture
   */
  public LayerRef lastSpatialLayer() {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (pictures.contains(layers.get(i))) {
        return LayerRef.index(i);
      }
    }
    throw new IllegalArgumentException(
        "network: expected a layer whose output is a picture, got none among " + layers);
  }

  /**
   * Returns the graph the fields are computed on, which {@link LinearErf} takes too.
   *
   * @return the graph; its node names are the layers' and vertices' names
   */
  public SpatialGraph graph() {
    return graph;
  }

  /**
   * Finds the name a layer has in {@link #graph()}.
   *
   * @param layer which layer, or another vertex by its name
   * @return the node's name
   * @throws IllegalArgumentException if there is no such layer or vertex, or several have the name
   */
  public String nodeOf(LayerRef layer) {
    if (layer instanceof LayerRef.ByIndex byIndex) {
      int i = byIndex.index() < 0 ? byIndex.index() + layers.size() : byIndex.index();
      if (i < 0 || i >= layers.size()) {
        throw new IllegalArgumentException(
            String.format(
                "layer: expected an index from %d to %d, got %d",
                -layers.size(), layers.size() - 1, byIndex.index()));
      }
      return layers.get(i);
    }
    String name = ((LayerRef.ByName) layer).name();
    if (refused.containsKey(name)) {
      throw new UnsupportedOperationException(refused.get(name));
    }
    return LayerNames.find(graph.nodes(), name)
        .filter(node -> !inputs.contains(node))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of " + layers + ", got \"" + name + "\""));
  }

  /**
   * Tells whether a network keeps channels last, [N, H, W, C], as imported TensorFlow models do.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return true if any of its layers is configured so; DL4J's default is [N, C, H, W]
   */
  public static boolean isChannelsLast(Model model) {
    return NetworkInput.of(model).stream().anyMatch(NetworkInput::isChannelsLast);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("layer                      field  stride  padding\n");
    for (TheoreticalReceptiveField f : all()) {
      AxisField r = f.rows();
      AxisField c = f.columns();
      table.append(
          String.format(
              Locale.ROOT,
              "%-24s %7s %7s %8s%s%n",
              f.layer(),
              both(r.size(), c.size()),
              both(r.stride(), c.stride()),
              both(r.padding(), c.padding()),
              f.isAligned() ? "" : "  branches not aligned"));
    }
    return table.toString();
  }

  private static String both(double rows, double columns) {
    return rows == columns ? number(rows) : number(rows) + "x" + number(columns);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
