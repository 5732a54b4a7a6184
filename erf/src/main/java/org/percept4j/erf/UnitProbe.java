package org.percept4j.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.probe.LinearCopy;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/**
 * One unit of one network, ready to be probed with batches: resolves where the unit is and what it
 * can see, and probes just that crop of the input where this is exact.
 */
final class UnitProbe {

  /** Below this many roundings a gradient has fewer than three digits. */
  private static final double ROUNDINGS = 1000;

  private final Model model;
  private final List<InputLayout> layouts;
  private final ErfSettings settings;
  private final InputLayout layout;
  private final TheoreticalReceptiveField field;
  private final boolean spatial;
  private final UnitTarget target;
  private final LayerRef layer;
  private final String name;
  private final boolean logits;

  /** The network, or a copy without the layer's softmax. */
  private final Model probed;

  private final @Nullable NetworkProbe crop;
  private @Nullable NetworkProbe whole;

  UnitProbe(Model model, ErfSettings settings, List<InputLayout> layouts) {
    this.model = model;
    this.layouts = layouts;
    this.settings = settings;
    this.layout = layouts.get(settings.input());
    NetworkLayers network = NetworkLayers.of(model);
    InputSize[] sizes = layouts.stream().map(InputLayout::size).toArray(InputSize[]::new);
    ReceptiveFields all = ReceptiveFields.of(model, sizes);
    LayerRef wanted = settings.layer();
    this.name = network.nameOf(wanted == null ? all.lastSpatialLayer() : wanted);
    this.layer = LayerRef.name(name);
    this.logits = settings.logits() && endsInSoftmax(network);
    this.probed = logits ? LinearCopy.of(model, layer) : model;
    ReceptiveFields fields = logits ? ReceptiveFields.of(probed, sizes) : all;
    this.field = fields.field(layer, settings.input());
    this.spatial = fields.isSpatial(layer);
    boolean last = layout.channelsLast();
    boolean positive = settings.aggregation().objective() == Aggregation.Objective.POSITIVE_PARTS;
    int row = unit("row", settings.row(), field.rows().units());
    int column = unit("column", settings.column(), field.columns().units());
    this.target = new UnitTarget(name, row, column, settings.channel(), last, positive);
    this.crop = settings.cone() ? cropProbe().orElse(null) : null;
  }

  private UnitProbe(UnitProbe before) {
    this.model = before.model;
    this.layouts = before.layouts;
    this.settings = before.settings;
    this.layout = before.layout;
    this.field = before.field;
    this.spatial = before.spatial;
    this.target = before.target;
    this.layer = before.layer;
    this.name = before.name;
    this.logits = before.logits;
    this.probed = logits ? LinearCopy.of(model, layer) : model;
    this.crop = before.crop == null ? null : before.cropProbe().orElse(null);
    this.whole = logits ? null : before.whole;
  }

  /** Whether this probe is one of that network and such inputs. */
  boolean isOf(Model other, List<InputLayout> otherLayouts) {
    return other == model && otherLayouts.equals(layouts);
  }

  /** The same unit once the network's parameters have changed. */
  UnitProbe withNewParameters() {
    return new UnitProbe(this);
  }

  private boolean endsInSoftmax(NetworkLayers network) {
    return network.asList().stream()
        .anyMatch(e -> e.name().equals(name) && LinearCopy.isSoftmax(e.configuration()));
  }

  private int unit(String axis, @Nullable Integer wanted, int units) {
    if (wanted == null) {
      return units / 2;
    }
    if (!spatial) {
      throw new IllegalArgumentException(
          "unit: expected a layer whose output is a picture, got " + name);
    }
    if (wanted < 0 || wanted >= units) {
      throw new IllegalArgumentException(
          String.format("unit %s: expected 0 to %d in %s, got %d", axis, units - 1, name, wanted));
    }
    return wanted;
  }

  private Optional<NetworkProbe> cropProbe() {
    boolean smaller =
        field.rows().size() < layout.rows() || field.columns().size() < layout.columns();
    boolean exact =
        spatial && layout.isPicture() && field.isInterior(target.row(), target.column());
    // What does not fit is refused by the whole network, in the shape that was given.
    boolean isLayer =
        NetworkLayers.of(model).asList().stream().anyMatch(e -> e.name().equals(name));
    if (!exact || !smaller || !isLayer) {
      return Optional.empty();
    }
    return NetworkProbe.unpadded(probed, layer, settings.accelerated());
  }

  boolean isCropped() {
    return crop != null;
  }

  TheoreticalReceptiveField field() {
    return field;
  }

  UnitTarget target() {
    return target;
  }

  boolean isSpatial() {
    return spatial;
  }

  InputLayout layout() {
    return layout;
  }

  /** Whether the values before a softmax are differentiated. */
  boolean usesLogits() {
    return logits;
  }

  /** Sums of nothing yet. */
  ErfSums emptySums(Set<Term> terms) {
    return new ErfSums(
        layout.rows(),
        layout.columns(),
        layout.channels(),
        inside(field.rows().centre(target.row()), layout.rows()),
        inside(field.columns().centre(target.column()), layout.columns()),
        terms);
  }

  private static double inside(double centre, int size) {
    return Double.isNaN(centre) ? (size - 1) / 2.0 : Math.max(0, Math.min(size - 1, centre));
  }

  /** Names of parameters up to the layer that hold NaN or infinities. */
  List<String> brokenParameters() {
    if (model.numParams() == 0 || Double.isFinite(sum(model.params()))) {
      return List.of();
    }
    List<String> names =
        NetworkStructure.of(model).nodes().stream().map(NetworkStructure.Node::name).toList();
    Set<String> before = Set.copyOf(names.subList(0, names.indexOf(name) + 1));
    List<String> broken = new ArrayList<>();
    for (NetworkLayers.Entry e : NetworkLayers.of(model)) {
      if (!before.contains(e.name())) {
        continue;
      }
      for (Map.Entry<String, INDArray> p : e.layer().paramTable().entrySet()) {
        double[] values = p.getValue().dup('c').data().asDouble();
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
          broken.add(e.key(p.getKey()));
        }
      }
    }
    return broken;
  }

  /** Finite if all values are; without a native operation where there are few. */
  private static double sum(INDArray values) {
    if (!HostFloats.isSmall(values)) {
      return values.sumNumber().doubleValue();
    }
    double sum = 0;
    for (float value : HostFloats.read(values)) {
      sum += value;
    }
    return sum;
  }

  /**
   * For each sample one map per term, each as large as the input. Where an input or the unit itself
   * is not finite the maps are NaN: a gradient may well be finite there.
   */
  List<List<double[]>> probe(Set<Term> terms, INDArray... inputs) {
    NetworkProbe.Gradients found = gradients(false, inputs);
    INDArray gradient = found.inputGradients().get(crop == null ? settings.input() : 0);
    double[] values = gradient.dup('c').data().asDouble();
    double[] outputs = found.output().dup('c').data().asDouble();
    int samples = (int) gradient.size(0);
    List<List<double[]>> maps = new ArrayList<>(samples);
    for (int s = 0; s < samples; s++) {
      boolean finite = seen().isFinite(outputs, found.output().shape(), s) && isFinite(s, inputs);
      List<double[]> ofSample = new ArrayList<>(terms.size());
      for (Term term : terms) {
        ofSample.add(finite ? map(values, s, term) : notANumber());
      }
      maps.add(ofSample);
    }
    return maps;
  }

  private double[] notANumber() {
    double[] map = new double[layout.rows() * layout.columns()];
    Arrays.fill(map, Double.NaN);
    return map;
  }

  private boolean isFinite(int sample, INDArray... inputs) {
    for (INDArray input : inputs) {
      INDArray one = input.slice(sample);
      if (!Double.isFinite(sum(one))) {
        return false;
      }
    }
    return true;
  }

  /** The unit as the probe sees it: the only one of the crop, or itself. */
  private UnitTarget seen() {
    return crop == null ? target : target.only();
  }

  private NetworkProbe.Gradients gradients(boolean alternating, INDArray... inputs) {
    UnaryOperator<INDArray> epsilon = output -> seen().epsilon(output, alternating);
    if (crop != null) {
      return crop.inputGradient(layer, epsilon, cut(inputs[0]));
    }
    if (whole == null) {
      whole = NetworkProbe.of(probed, settings.accelerated());
    }
    return whole.inputGradient(layer, epsilon, inputs);
  }

  /**
   * Whether the sum over the unit's channels loses itself in rounding: its gradient is compared
   * with that of the sum with alternating signs, in the first sample.
   */
  boolean cancels(INDArray... inputs) {
    if (target.channel() != UnitTarget.ALL) {
      return false;
    }
    INDArray[] first =
        Arrays.stream(inputs).map(a -> a.slice(0).reshape(one(a))).toArray(INDArray[]::new);
    double sum = largest(gradients(false, first));
    double alternating = largest(gradients(true, first));
    double rounding = NetworkLayers.dataType(model) == DataType.DOUBLE ? 0x1p-53 : 0x1p-24;
    return sum <= ROUNDINGS * rounding * alternating && alternating > 0;
  }

  private static long[] one(INDArray array) {
    long[] shape = array.shape().clone();
    shape[0] = 1;
    return shape;
  }

  private double largest(NetworkProbe.Gradients gradients) {
    return gradients
        .inputGradients()
        .get(crop == null ? settings.input() : 0)
        .amaxNumber()
        .doubleValue();
  }

  private INDArray cut(INDArray image) {
    Interval rows = field.rows().interval(target.row()).hull();
    Interval columns = field.columns().interval(target.column()).hull();
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex r = NDArrayIndex.interval(rows.first(), rows.last() + 1);
    INDArrayIndex c = NDArrayIndex.interval(columns.first(), columns.last() + 1);
    INDArray part = layout.channelsLast() ? image.get(all, r, c, all) : image.get(all, all, r, c);
    return part.dup('c');
  }

  private double[] map(double[] values, int sample, Term term) {
    InputLayout from = layout;
    int top = 0;
    int left = 0;
    if (crop != null) {
      Interval rows = field.rows().interval(target.row()).hull();
      Interval columns = field.columns().interval(target.column()).hull();
      from = layout.cropped(rows.length(), columns.length());
      top = rows.first();
      left = columns.first();
    }
    int offset = sample * from.values();
    int step = from.index(1, 0, 0);
    double[] map = new double[layout.rows() * layout.columns()];
    for (int r = 0; r < from.rows(); r++) {
      for (int c = 0; c < from.columns(); c++) {
        map[(r + top) * layout.columns() + c + left] =
            term.of(values, offset + from.index(0, r, c), step, from.channels());
      }
    }
    return map;
  }
}
