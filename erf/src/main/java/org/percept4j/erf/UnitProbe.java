package org.percept4j.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.theory.Interval;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/** One unit of one network, ready to be probed with batches. */
abstract class UnitProbe {

  /** Below this many roundings a gradient has fewer than three digits. */
  private static final double MIN_ROUNDINGS = 1000;

  /** Where the crop of the input that is computed lies. */
  record Crop(Interval rows, Interval columns) {}

  /**
   * What is probed.
   *
   * @param layouts of all inputs
   * @param input which of them is differentiated by
   * @param field what the unit can see of that input
   * @param spatial whether the layer's output has positions
   * @param target the unit
   * @param logits whether the values before a softmax are differentiated
   */
  record Unit(
      List<InputLayout> layouts,
      int input,
      TheoreticalReceptiveField field,
      boolean spatial,
      UnitTarget target,
      boolean logits) {}

  private final Unit unit;

  UnitProbe(Unit unit) {
    this.unit = unit;
  }

  /** The user's network, as {@link AnalysedNetwork#source}. */
  abstract Object source();

  /** The same unit once the network's parameters have changed. */
  abstract UnitProbe withNewParameters();

  /** Names of parameters up to the layer that hold NaN or infinities. */
  abstract List<String> brokenParameters();

  abstract DataType dataType();

  /** The part of the input that is computed; empty for all of it. */
  abstract Optional<Crop> crop();

  /** The unit's output, and its gradient by one input as the only one. */
  abstract NetworkProbe.Gradients gradients(boolean alternating, INDArray... inputs);

  Unit unit() {
    return unit;
  }

  /** The layout of the input that is differentiated by. */
  InputLayout layout() {
    return unit.layouts.get(unit.input);
  }

  TheoreticalReceptiveField field() {
    return unit.field;
  }

  UnitTarget target() {
    return unit.target;
  }

  boolean isSpatial() {
    return unit.spatial;
  }

  boolean usesLogits() {
    return unit.logits;
  }

  /** Whether this probe is one of that network and such inputs. */
  boolean isOf(AnalysedNetwork other, List<InputLayout> otherLayouts) {
    return other.source() == source() && otherLayouts.equals(unit.layouts);
  }

  boolean isCropped() {
    return crop().isPresent();
  }

  /** Sums of nothing yet. */
  ErfSums emptySums(Set<Term> terms) {
    return new ErfSums(
        layout().rows(),
        layout().columns(),
        layout().channels(),
        inside(field().rows().centre(target().row()), layout().rows()),
        inside(field().columns().centre(target().column()), layout().columns()),
        terms);
  }

  private static double inside(double centre, int size) {
    return Double.isNaN(centre) ? (size - 1) / 2.0 : Math.max(0, Math.min(size - 1, centre));
  }

  /** Finite if all values are; without a native operation where there are few. */
  static double sum(INDArray values) {
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
    INDArray gradient = found.inputGradients().get(0);
    double[] values = gradient.dup('c').data().asDouble();
    double[] outputs = found.output().dup('c').data().asDouble();
    int samples = (int) gradient.size(0);
    List<List<double[]>> maps = new ArrayList<>(samples);
    for (int s = 0; s < samples; s++) {
      boolean finite =
          seen(found.output()).isFinite(outputs, found.output().shape(), s) && isFinite(s, inputs);
      List<double[]> ofSample = new ArrayList<>(terms.size());
      for (Term term : terms) {
        ofSample.add(finite ? map(values, s, term) : notANumber());
      }
      maps.add(ofSample);
    }
    return maps;
  }

  private double[] notANumber() {
    double[] map = new double[layout().rows() * layout().columns()];
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
  UnitTarget seen(INDArray output) {
    return isCropped() ? target().only() : target();
  }

  /** The unit that settings choose of a layer. */
  static UnitTarget target(
      ErfSettings settings,
      String name,
      TheoreticalReceptiveField field,
      boolean spatial,
      boolean channelsLast) {
    boolean positive = settings.aggregation().objective() == Aggregation.Objective.POSITIVE_PARTS;
    int row = place("row", settings.row(), field.rows().units(), name, spatial);
    int column = place("column", settings.column(), field.columns().units(), name, spatial);
    return new UnitTarget(name, row, column, settings.channel(), channelsLast, positive);
  }

  /** A chosen position along an axis, or the middle. */
  private static int place(
      String axis, @Nullable Integer wanted, int units, String name, boolean spatial) {
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

  /**
   * Whether the sum over the unit's channels loses itself in rounding: its gradient is compared
   * with that of the sum with alternating signs, in the first sample.
   */
  boolean cancels(INDArray... inputs) {
    if (target().channel() != UnitTarget.ALL) {
      return false;
    }
    INDArray[] first =
        Arrays.stream(inputs).map(a -> a.slice(0).reshape(one(a))).toArray(INDArray[]::new);
    double sum = largest(gradients(false, first));
    double alternating = largest(gradients(true, first));
    double rounding = dataType() == DataType.DOUBLE ? 0x1p-53 : 0x1p-24;
    return sum <= MIN_ROUNDINGS * rounding * alternating && alternating > 0;
  }

  private static long[] one(INDArray array) {
    long[] shape = array.shape().clone();
    shape[0] = 1;
    return shape;
  }

  private double largest(NetworkProbe.Gradients gradients) {
    return gradients.inputGradients().get(0).amaxNumber().doubleValue();
  }

  private double[] map(double[] values, int sample, Term term) {
    InputLayout from = layout();
    int top = 0;
    int left = 0;
    Optional<Crop> part = crop();
    if (part.isPresent()) {
      from = from.cropped(part.get().rows().length(), part.get().columns().length());
      top = part.get().rows().first();
      left = part.get().columns().first();
    }
    int offset = sample * from.values();
    int step = from.index(1, 0, 0);
    double[] map = new double[layout().rows() * layout().columns()];
    for (int r = 0; r < from.rows(); r++) {
      for (int c = 0; c < from.columns(); c++) {
        map[(r + top) * layout().columns() + c + left] =
            term.of(values, offset + from.index(0, r, c), step, from.channels());
      }
    }
    return map;
  }
}
