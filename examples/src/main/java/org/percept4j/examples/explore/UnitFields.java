package org.percept4j.examples.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.core.probe.LinearCopy;
import org.percept4j.core.probe.UnitGradients;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.AxisField;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.ReceptiveFields;

/**
 * Fields of units of one network over given inputs. The forward pass over the input that was asked
 * for last is kept, so that a field takes one backward pass; fields are remembered. Thread-safe.
 */
final class UnitFields implements AutoCloseable {

  /**
   * What the units of a layer could see at most.
   *
   * @param rows for each row of units the rows of the input; may lie outside of it
   * @param columns for each column of units
   */
  record Theory(List<Interval> rows, List<Interval> columns) {}

  /**
   * What a unit sees.
   *
   * @param map magnitudes of the gradient, summed over channels, 0 to 1 of their largest
   * @param size side of a square as large as the smallest area with 95.45 % of the mass
   */
  record Seen(float[] map, double size) {}

  private record Unit(int input, String layer, int row, int column) {}

  private record Kept(int input, String softmax) {}

  private static final int MAX_REMEMBERED = 512;
  private static final Measure MASS_SIZE = Measure.sizeHolding(0.9545);

  private final Model model;
  private final List<INDArray> inputs;
  private final List<String> layers;
  private final boolean channelsLast;
  private final Map<Integer, ReceptiveFields> theories = new HashMap<>();
  private final Map<Unit, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Unit, Seen> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private @Nullable Kept kept;
  private @Nullable UnitGradients gradients;

  /**
   * @param inputs each one image as the network takes it. Not modified
   * @param layers whose units will be asked for
   */
  UnitFields(Model model, List<INDArray> inputs, List<String> layers) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
    this.layers = List.copyOf(layers);
    channelsLast = ReceptiveFields.isChannelsLast(model);
  }

  private int height(int input) {
    return (int) inputs.get(input).size(channelsLast ? 1 : 2);
  }

  private int width(int input) {
    return (int) inputs.get(input).size(channelsLast ? 2 : 3);
  }

  synchronized Theory theory(int input, String layer) {
    var field =
        theories
            .computeIfAbsent(
                input, i -> ReceptiveFields.of(model, new InputSize(height(i), width(i))))
            .field(LayerRef.name(layer));
    return new Theory(intervals(field.rows()), intervals(field.columns()));
  }

  private static List<Interval> intervals(AxisField axis) {
    List<Interval> all = new ArrayList<>();
    for (int unit = 0; unit < axis.units(); unit++) {
      all.add(axis.interval(unit).hull());
    }
    return all;
  }

  /** All channels of a layer at one place together. */
  synchronized Seen at(int input, String layer, int row, int column) {
    Unit unit = new Unit(input, layer, row, column);
    Seen found = seen.get(unit);
    if (found == null) {
      found = measured(unit);
      seen.put(unit, found);
    }
    return found;
  }

  private Seen measured(Unit unit) {
    INDArray gradient =
        kept(unit)
            .inputGradient(LayerRef.name(unit.layer), y -> channels(y, unit.row, unit.column))
            .inputGradients()
            .get(0);
    int height = height(unit.input);
    int width = width(unit.input);
    double[] values = gradient.data().asDouble();
    double[] sums = new double[height * width];
    for (int i = 0; i < values.length; i++) {
      int pixel = channelsLast ? i / (values.length / sums.length) : i % sums.length;
      sums[pixel] += Double.isFinite(values[i]) ? Math.abs(values[i]) : 0;
    }
    ErfMap map = ErfMap.of(height, width, sums, (height - 1) / 2.0, (width - 1) / 2.0);
    float[] shown = new float[sums.length];
    double peak = map.max();
    for (int i = 0; i < shown.length && peak > 0; i++) {
      shown[i] = (float) (sums[i] / peak);
    }
    return new Seen(shown, MASS_SIZE.of(map));
  }

  private INDArray channels(INDArray output, int row, int column) {
    INDArray epsilon = Nd4j.zerosLike(output);
    INDArrayIndex all = NDArrayIndex.all();
    INDArrayIndex r = NDArrayIndex.point(row);
    INDArrayIndex c = NDArrayIndex.point(column);
    (channelsLast ? epsilon.get(all, r, c, all) : epsilon.get(all, all, r, c)).assign(1);
    return epsilon;
  }

  /** The forward pass over an input; before a softmax, whose channels add up to a constant. */
  private UnitGradients kept(Unit unit) {
    boolean softmax =
        NetworkLayers.of(model).asList().stream()
            .anyMatch(e -> e.name().equals(unit.layer) && LinearCopy.isSoftmax(e.configuration()));
    Kept wanted = new Kept(unit.input, softmax ? unit.layer : "");
    if (gradients == null || !wanted.equals(kept)) {
      close();
      LayerRef layer = LayerRef.name(unit.layer);
      gradients =
          UnitGradients.of(
              softmax ? LinearCopy.of(model, layer) : model,
              softmax ? List.of(layer) : layers.stream().map(LayerRef::name).toList(),
              inputs.get(unit.input));
      kept = wanted;
    }
    return gradients;
  }

  /** Forgets the forward pass; the next question makes it anew. */
  @Override
  public synchronized void close() {
    if (gradients != null) {
      gradients.close();
      gradients = null;
      kept = null;
    }
  }
}
