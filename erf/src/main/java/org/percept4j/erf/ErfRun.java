package org.percept4j.erf;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkLayers;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.theory.TheoreticalReceptiveField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One analysis under way: draws networks and samples, averages, and knows when to stop. */
final class ErfRun {

  /** Below this many samples the standard error is itself too uncertain to stop by. */
  static final int LEAST_FOR_STOPPING = 10;

  private static final int DEFAULT_NOISE_SAMPLES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ErfRun.class);

  private final IntFunction<? extends Model> models;
  private final int draws;
  private final ErfSettings settings;
  private final ErfInputs inputs;
  private final Set<Warning> warnings = EnumSet.noneOf(Warning.class);
  private final long begin = System.nanoTime();
  private @Nullable GroupedMean mean;
  private @Nullable UnitProbe first;
  private List<String> brokenParameters = List.of();
  private int samples;
  private int drawn;
  private boolean stopped;

  ErfRun(IntFunction<? extends Model> models, int draws, ErfSettings settings, ErfInputs inputs) {
    this.models = models;
    this.draws = draws;
    this.settings = settings;
    this.inputs = inputs;
  }

  EffectiveReceptiveField run() {
    int most = draws;
    if (draws > 1 && settings.stop() != null) {
      most = Math.min(draws, settings.stop().cap());
    }
    while (drawn < most && !stopped) {
      probeDraw(drawn);
      drawn++;
      if (draws > 1) {
        checkPrecision(drawn);
      }
    }
    if (settings.stop() != null && !stopped) {
      warnings.add(Warning.CAPPED);
    }
    return result();
  }

  private void probeDraw(int draw) {
    Model model = Objects.requireNonNull(models.apply(draw + 1), "model");
    InputSource source = source(model, draw);
    UnitProbe probe = null;
    int limit = limit();
    int before = samples;
    while (samples - before < limit && !stopped) {
      INDArray[] batch = source.next(Math.min(settings.batch(), limit - (samples - before)));
      if (batch == null) {
        break;
      }
      if (probe == null) {
        probe = prepare(model, batch);
      }
      add(probe, batch, draw);
    }
    if (samples == before && !stopped) {
      throw new IllegalArgumentException("inputs: expected at least one sample, got none");
    }
    LOG.debug("draw {}: {} samples so far", draw, samples);
  }

  private InputSource source(Model model, int draw) {
    if (!inputs.isNoise()) {
      return inputs.arrays() == null
          ? InputSource.iterator(Objects.requireNonNull(inputs.iterator()))
          : InputSource.arrays(inputs.arrays().toArray(INDArray[]::new));
    }
    if (model instanceof ComputationGraph graph && graph.getNumInputArrays() != 1) {
      throw new IllegalArgumentException(
          "inputs: expected arrays for a network with "
              + graph.getNumInputArrays()
              + " inputs, got none");
    }
    InputLayout layout = InputLayout.forNoise(model, inputs.size());
    return InputSource.noise(layout, NetworkLayers.dataType(model), inputs.seed() + 31L * draw);
  }

  private int limit() {
    if (draws == 1 && settings.stop() != null) {
      return settings.stop().cap();
    }
    if (settings.samples() != null) {
      return settings.samples();
    }
    if (!inputs.isNoise()) {
      return Integer.MAX_VALUE;
    }
    return draws > 1 ? 1 : DEFAULT_NOISE_SAMPLES;
  }

  private UnitProbe prepare(Model model, INDArray... batch) {
    int expected = model instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
    if (expected != batch.length) {
      throw new IllegalArgumentException(
          "inputs: expected " + expected + " arrays, got " + batch.length);
    }
    List<InputLayout> layouts =
        IntStream.range(0, batch.length).mapToObj(i -> InputLayout.of(model, i, batch[i])).toList();
    UnitProbe probe = new UnitProbe(model, settings, layouts);
    int pixels = probe.layout().rows() * probe.layout().columns();
    if (first == null) {
      first = probe;
      mean = new GroupedMean(pixels);
    } else if (!first.layout().size().equals(probe.layout().size())) {
      throw new IllegalArgumentException(
          "models: expected every draw to take inputs of "
              + first.layout().size()
              + ", got "
              + probe.layout().size());
    }
    brokenParameters = probe.brokenParameters();
    if (!brokenParameters.isEmpty()) {
      warnings.add(Warning.NON_FINITE);
    }
    return probe;
  }

  private void add(UnitProbe probe, INDArray[] batch, int draw) {
    GroupedMean into = Objects.requireNonNull(mean);
    for (double[] map : probe.probe(batch)) {
      into.add(map, draws > 1 ? draw : samples);
      samples++;
      if (!Arrays.stream(map).allMatch(Double::isFinite)) {
        warnings.add(Warning.NON_FINITE);
      }
    }
    if (warnings.contains(Warning.NON_FINITE)) {
      stopped = true;
    } else if (draws == 1) {
      checkPrecision(samples);
    }
  }

  private void checkPrecision(int independent) {
    ErfSettings.Stop stop = settings.stop();
    if (stop == null || independent < LEAST_FOR_STOPPING || stopped) {
      return;
    }
    EffectiveReceptiveField now = result();
    Estimate estimate = now.estimate(stop.measure());
    stopped = estimate.relativeError() <= stop.relativeError();
  }

  private EffectiveReceptiveField result() {
    UnitProbe probe = Objects.requireNonNull(first);
    TheoreticalReceptiveField field = probe.field();
    InputLayout layout = probe.layout();
    UnitTarget target = probe.target();
    GroupedMean averaged = Objects.requireNonNull(mean);
    ErfMap raw =
        ErfMap.of(
            layout.rows(),
            layout.columns(),
            averaged.mean(),
            inside(field.rows().centre(target.row()), layout.rows()),
            inside(field.columns().centre(target.column()), layout.columns()));
    EffectiveReceptiveField.About about =
        new EffectiveReceptiveField.About(
            target,
            probe.isSpatial(),
            field,
            settings.aggregation(),
            samples,
            Math.max(1, drawn),
            inputs.isNoise() ? "noise (seed " + inputs.seed() + ")" : "images",
            probe.isCropped(),
            brokenParameters,
            (System.nanoTime() - begin) / 1e9);
    return EffectiveReceptiveField.of(about, raw, averaged, warnings);
  }

  private static double inside(double centre, int size) {
    return Double.isNaN(centre) ? (size - 1) / 2.0 : Math.max(0, Math.min(size - 1, centre));
  }
}
