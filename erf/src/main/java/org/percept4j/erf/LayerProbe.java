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
  private final ErfSettings settings;
  private final LayerRef layer;

  /** The network, or a copy without the layer's softmax. */
  private final Model probed;

  private final @Nullable NetworkProbe crop;
  private @Nullable NetworkProbe whole;

  private LayerProbe(Model model, ErfSettings settings, Unit unit, Model probed) {
    super(unit);
    this.model = model;
    this.settings = settings;
    this.layer = LayerRef.name(unit.target().layer());
    this.probed = probed;
    this.crop = settings.cone() ? cropProbe().orElse(null) : null;
  }

  static LayerProbe of(Model model, ErfSettings settings, List<InputLayout> layouts) {
    NetworkLayers network = NetworkLayers.of(model);
    InputSize[] sizes = layouts.stream().map(InputLayout::size).toArray(InputSize[]::new);
    ReceptiveFields all = ReceptiveFields.of(model, sizes);
    LayerRef wanted = settings.layer();
    String name = network.nameOf(wanted == null ? all.lastSpatialLayer() : wanted);
    LayerRef layer = LayerRef.name(name);
    boolean logits = settings.logits() && endsInSoftmax(network, name);
    Model probed = logits ? LinearCopy.of(model, layer) : model;
    ReceptiveFields fields = logits ? ReceptiveFields.of(probed, sizes) : all;
    TheoreticalReceptiveField field = fields.field(layer, settings.input());
    boolean spatial = fields.isSpatial(layer);
    boolean last = layouts.get(settings.input()).channelsLast();
    UnitTarget target = target(settings, name, field, spatial, last);
    Unit unit = new Unit(layouts, settings.input(), field, spatial, target, logits);
    return new LayerProbe(model, settings, unit, probed);
  }

  @Override
  Object source() {
    return model;
  }

  @Override
  UnitProbe withNewParameters() {
    Model copied = usesLogits() ? LinearCopy.of(model, layer) : model;
    LayerProbe probe = new LayerProbe(model, settings, unit(), copied);
    probe.whole = usesLogits() ? null : whole;
    return probe;
  }

  private static boolean endsInSoftmax(NetworkLayers network, String name) {
    return network.asList().stream()
        .anyMatch(e -> e.name().equals(name) && LinearCopy.isSoftmax(e.configuration()));
  }

  private Optional<NetworkProbe> cropProbe() {
    boolean smaller =
        field().rows().size() < layout().rows() || field().columns().size() < layout().columns();
    boolean exact =
        isSpatial()
            && layout().isPicture()
            && field().isInterior(target().row(), target().column());
    // What does not fit is refused by the whole network, in the shape that was given.
    boolean isLayer =
        NetworkLayers.of(model).asList().stream().anyMatch(e -> e.name().equals(target().layer()));
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
                field().rows().interval(target().row()).hull(),
                field().columns().interval(target().column()).hull()));
  }

  @Override
  List<String> brokenParameters() {
    if (model.numParams() == 0 || Double.isFinite(sum(model.params()))) {
      return List.of();
    }
    List<String> names =
        NetworkStructure.of(model).nodes().stream().map(NetworkStructure.Node::name).toList();
    Set<String> before = Set.copyOf(names.subList(0, names.indexOf(target().layer()) + 1));
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
    Interval rows = field().rows().interval(target().row()).hull();
    Interval columns = field().columns().interval(target().column()).hull();
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex r = NDArrayIndex.interval(rows.first(), rows.last() + 1);
    INDArrayIndex c = NDArrayIndex.interval(columns.first(), columns.last() + 1);
    INDArray part = layout().channelsLast() ? image.get(all, r, c, all) : image.get(all, all, r, c);
    return part.dup('c');
  }
}
