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
import org.percept4j.core.probe.LinearCopy;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/**
 * One unit of one of DL4J's networks: resolves where the unit is and what it can see, and probes
 * just that crop of the input where this is exact.
 */
final class LayerProbe extends UnitProbe {

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

  LayerProbe(Model model, ErfSettings settings, List<InputLayout> layouts) {
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
    int row = unit("row", settings.row(), field.rows().units(), name, spatial);
    int column = unit("column", settings.column(), field.columns().units(), name, spatial);
    this.target = new UnitTarget(name, row, column, settings.channel(), last, positive);
    this.crop = settings.cone() ? cropProbe().orElse(null) : null;
  }

  private LayerProbe(LayerProbe before) {
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

  @Override
  boolean isOf(AnalysedNetwork other, List<InputLayout> otherLayouts) {
    return other.source() == model && otherLayouts.equals(layouts);
  }

  @Override
  UnitProbe withNewParameters() {
    return new LayerProbe(this);
  }

  private boolean endsInSoftmax(NetworkLayers network) {
    return network.asList().stream()
        .anyMatch(e -> e.name().equals(name) && LinearCopy.isSoftmax(e.configuration()));
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

  @Override
  DataType dataType() {
    return NetworkLayers.dataType(model);
  }

  @Override
  Optional<Crop> crop() {
    return crop == null
        ? Optional.empty()
        : Optional.of(
            new Crop(
                field.rows().interval(target.row()).hull(),
                field.columns().interval(target.column()).hull()));
  }

  @Override
  TheoreticalReceptiveField field() {
    return field;
  }

  @Override
  UnitTarget target() {
    return target;
  }

  @Override
  boolean isSpatial() {
    return spatial;
  }

  @Override
  InputLayout layout() {
    return layout;
  }

  @Override
  boolean usesLogits() {
    return logits;
  }

  @Override
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

  @Override
  NetworkProbe.Gradients gradients(boolean alternating, INDArray... inputs) {
    UnaryOperator<INDArray> epsilon = output -> seen(output).epsilon(output, alternating);
    if (crop != null) {
      return crop.inputGradient(layer, epsilon, cut(inputs[0]));
    }
    if (whole == null) {
      whole = NetworkProbe.of(probed, settings.accelerated());
    }
    NetworkProbe.Gradients found = whole.inputGradient(layer, epsilon, inputs);
    INDArray gradient = found.inputGradients().get(settings.input());
    return new NetworkProbe.Gradients(found.output(), List.of(gradient));
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
}
