package org.percept4j.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.internal.HostFloats;
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

  private final Model model;
  private final InputLayout layout;
  private final int input;
  private final Aggregation aggregation;
  private final TheoreticalReceptiveField field;
  private final boolean spatial;
  private final UnitTarget target;
  private final LayerRef layer;
  private final NetworkLayers.Entry entry;
  private final boolean accelerated;
  private final @Nullable NetworkProbe crop;
  private @Nullable NetworkProbe whole;

  UnitProbe(Model model, ErfSettings settings, List<InputLayout> layouts) {
    this.model = model;
    this.input = settings.input();
    this.layout = layouts.get(input);
    this.aggregation = settings.aggregation();
    ReceptiveFields fields =
        ReceptiveFields.of(
            model, layouts.stream().map(InputLayout::size).toArray(InputSize[]::new));
    LayerRef wanted = settings.layer();
    this.layer = wanted == null ? fields.lastSpatialLayer() : wanted;
    this.entry = NetworkLayers.of(model).resolve(layer);
    LayerRef inGraph = LayerRef.index(entry.index());
    this.field = fields.of(inGraph, input);
    this.spatial = fields.isSpatial(inGraph);
    boolean last = ReceptiveFields.isChannelsLast(model);
    boolean relu = aggregation.objective() == Aggregation.Objective.RELU;
    int row = unit("row", settings.row(), field.rows().units());
    int column = unit("column", settings.column(), field.columns().units());
    this.target = new UnitTarget(entry.name(), row, column, settings.channel(), last, relu);
    this.accelerated = settings.accelerated();
    this.crop = settings.cone() ? cropProbe().orElse(null) : null;
  }

  private int unit(String axis, @Nullable Integer wanted, int units) {
    if (wanted == null) {
      return units / 2;
    }
    if (!spatial) {
      throw new IllegalArgumentException(
          "unit: expected a layer whose output is a picture, got " + entry.name());
    }
    if (wanted < 0 || wanted >= units) {
      throw new IllegalArgumentException(
          String.format(
              "unit %s: expected 0 to %d in %s, got %d", axis, units - 1, entry.name(), wanted));
    }
    return wanted;
  }

  private Optional<NetworkProbe> cropProbe() {
    boolean smaller =
        field.rows().size() < layout.rows() || field.columns().size() < layout.columns();
    boolean exact = spatial && !layout.flat() && field.isInterior(target.row(), target.column());
    // What does not fit is refused by the whole network, in the shape that was given.
    if (!exact || !smaller || !layout.mayFit(model)) {
      return Optional.empty();
    }
    return NetworkProbe.unpadded(model, layer, accelerated);
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

  DataType dataType() {
    return NetworkLayers.dataType(model);
  }

  /** Names of parameters up to the layer that hold NaN or infinities. */
  List<String> brokenParameters() {
    if (model.numParams() == 0 || Double.isFinite(sum(model.params()))) {
      return List.of();
    }
    List<String> broken = new ArrayList<>();
    for (NetworkLayers.Entry e : NetworkLayers.of(model)) {
      if (e.index() > entry.index()) {
        break;
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

  /** One map per sample, each as large as the input: terms taken and channels joined. */
  List<double[]> probe(INDArray... inputs) {
    if (crop == null) {
      if (whole == null) {
        whole = NetworkProbe.of(model, accelerated);
      }
      INDArray gradient =
          whole.inputGradient(layer, target::epsilon, inputs).inputGradients().get(input);
      return maps(gradient, layout, 0, 0);
    }
    Interval rows = field.rows().interval(target.row()).hull();
    Interval columns = field.columns().interval(target.column()).hull();
    UnitTarget only =
        new UnitTarget(
            target.layer(), 0, 0, target.channel(), target.channelsLast(), target.relu());
    INDArray gradient =
        crop.inputGradient(layer, only::epsilon, cut(inputs[0], rows, columns))
            .inputGradients()
            .get(0);
    InputLayout cropped = layout.cropped(rows.length(), columns.length());
    return maps(gradient, cropped, rows.first(), columns.first());
  }

  private INDArray cut(INDArray image, Interval rows, Interval columns) {
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex r = NDArrayIndex.interval(rows.first(), rows.last() + 1);
    INDArrayIndex c = NDArrayIndex.interval(columns.first(), columns.last() + 1);
    INDArray part = layout.channelsLast() ? image.get(all, r, c, all) : image.get(all, all, r, c);
    return part.dup('c');
  }

  private List<double[]> maps(INDArray gradient, InputLayout from, int top, int left) {
    double[] values = gradient.dup('c').data().asDouble();
    int samples = (int) gradient.size(0);
    int perSample = values.length / samples;
    double weight = aggregation.meanOverChannels() ? 1.0 / from.channels() : 1;
    List<double[]> maps = new ArrayList<>(samples);
    for (int s = 0; s < samples; s++) {
      double[] map = new double[layout.rows() * layout.columns()];
      for (int r = 0; r < from.rows(); r++) {
        for (int c = 0; c < from.columns(); c++) {
          double sum = 0;
          for (int channel = 0; channel < from.channels(); channel++) {
            sum += aggregation.term(values[s * perSample + from.index(channel, r, c)]);
          }
          map[(r + top) * layout.columns() + c + left] = sum * weight;
        }
      }
      maps.add(map);
    }
    return maps;
  }
}
