package org.percept4j.erf;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkInput;
import org.percept4j.erf.theory.InputSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One analysis under way: draws networks and samples, adds them up, and knows when to stop. */
final class ErfRun {

  private static final int DEFAULT_NOISE_SAMPLES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ErfRun.class);

  private final Networks networks;
  private final ErfSettings settings;
  private final ErfInputs inputs;
  private final long begin = System.nanoTime();
  private @Nullable UnitProbe probe;
  private @Nullable InputSize size;
  private @Nullable Samples source;
  private List<String> brokenParameters = List.of();
  private boolean broken;

  ErfRun(Networks networks, ErfSettings settings, ErfInputs inputs) {
    this.networks = networks;
    this.settings = settings;
    this.inputs = inputs;
  }

  EffectiveReceptiveField analyze() {
    try {
      return result(sampled(this::measure), (System.nanoTime() - begin) / 1e9);
    } finally {
      networks.restore();
    }
  }

  ErfSums sums(SampleRange range) {
    try {
      return measure(range);
    } finally {
      networks.restore();
    }
  }

  EffectiveReceptiveField finish(ErfSums sums) {
    try {
      AnalysedNetwork network = networks.network(0);
      List<INDArray> arrays = inputs.arrays();
      List<InputLayout> layouts =
          arrays == null
              ? List.of(
                  InputLayout.forNoise(
                      network.inputs().get(0), new InputSize(sums.rows(), sums.columns())))
              : layouts(network, arrays.toArray(INDArray[]::new));
      prepare(network, layouts);
      return result(sums, Double.NaN);
    } finally {
      networks.restore();
    }
  }

  /** As many samples as are asked for, which may be added up elsewhere. */
  ErfSums sampled(SampleSums samples) {
    ErfSettings.Stop stop = settings.stop();
    return stop == null ? samples.of(SampleRange.of(0, end())) : sampledUntil(stop, samples);
  }

  private ErfSums sampledUntil(ErfSettings.Stop stop, SampleSums samples) {
    StoppingRule rule = new StoppingRule(settings.aggregation(), stop);
    long most = Math.min(networks.areDrawn() ? networks.draws() : inputs.limit(), stop.cap());
    ErfSums sums = null;
    long done = 0;
    boolean met = false;
    boolean nonFinite = false;
    while (done < most && !met && !nonFinite) {
      long next = Math.min(rule.next(), most);
      ErfSums more = samples.of(SampleRange.of(done, next));
      sums = sums == null ? more : sums.merge(more);
      nonFinite = sums.findings().contains(Warning.NON_FINITE);
      boolean ended = !networks.areDrawn() && sums.samples() < next;
      met = !nonFinite && !ended && next >= ErfSums.GROUPS && rule.isMet(sums);
      done = ended ? most : next;
    }
    ErfSums found = Objects.requireNonNull(sums);
    if (!met && !nonFinite) {
      found.note(Warning.CAPPED);
    }
    return found;
  }

  private long end() {
    if (networks.areDrawn()) {
      return networks.draws();
    }
    return Math.min(inputs.limit(), perNetwork());
  }

  /** How many samples a network gets. */
  private long perNetwork() {
    if (settings.samples() != null) {
      return settings.samples();
    }
    if (!inputs.isNoise()) {
      return inputs.limit();
    }
    return networks.areDrawn() ? 1 : DEFAULT_NOISE_SAMPLES;
  }

  private ErfSums measure(SampleRange range) {
    ErfSums sums = null;
    if (networks.areDrawn()) {
      for (long draw = range.first(); draw < range.end() && !broken; draw += range.step()) {
        AnalysedNetwork network = networks.network(Math.toIntExact(draw));
        Samples samples = open(network, draw);
        long number = draw;
        sums = add(network, samples, SampleRange.of(0, perNetwork()), n -> number, sums);
        LOG.debug("draw {}: {} samples so far", draw, sums == null ? 0 : sums.samples());
      }
    } else {
      AnalysedNetwork network = networks.network(0);
      if (source == null) {
        source = open(network, 0);
      }
      sums = add(network, source, range, n -> inputs.first() + n * inputs.step(), sums);
    }
    if (sums == null) {
      throw new IllegalArgumentException("inputs: expected at least one sample, got none");
    }
    return sums;
  }

  private Samples open(AnalysedNetwork network, long draw) {
    network.requireReady();
    List<INDArray> arrays = inputs.arrays();
    if (arrays != null) {
      return Samples.arrays(arrays);
    }
    if (inputs.iterator() != null) {
      return Samples.iterator(inputs.iterator());
    }
    List<NetworkInput> known = network.inputs();
    if (known.size() != 1) {
      throw new IllegalArgumentException(
          "inputs: expected arrays for a network with " + known.size() + " inputs, got none");
    }
    InputLayout layout = InputLayout.forNoise(known.get(0), inputs.size());
    return Samples.noise(layout, network.dataType(), inputs.seed(), draw);
  }

  private interface Numbering {
    long of(long sample);
  }

  private @Nullable ErfSums add(
      AnalysedNetwork network,
      Samples samples,
      SampleRange range,
      Numbering numbering,
      @Nullable ErfSums to) {
    ErfSums sums = to;
    boolean prepared = false;
    long next = range.first();
    while (next < range.end() && !broken) {
      long left = (range.end() - next + range.step() - 1) / range.step();
      long from = next;
      long[] numbers =
          LongStream.range(0, Math.min(settings.batch(), left))
              .map(i -> from + i * range.step())
              .toArray();
      INDArray[] batch = samples.take(numbers);
      if (batch == null) {
        break;
      }
      boolean first = probe == null;
      UnitProbe at =
          prepared ? Objects.requireNonNull(probe) : prepare(network, layouts(network, batch));
      prepared = true;
      sums = sums == null ? at.emptySums(settings.terms()) : sums;
      add(at.probe(settings.terms(), batch), numbers, numbering, sums);
      if (first && !broken && at.cancels(batch)) {
        sums.note(Warning.CANCELLED);
      }
      if (batch[0].size(0) < numbers.length) {
        break;
      }
      next += (long) numbers.length * range.step();
    }
    return sums;
  }

  private void add(List<List<double[]>> maps, long[] numbers, Numbering numbering, ErfSums sums) {
    for (int s = 0; s < maps.size(); s++) {
      sums.add(numbering.of(numbers[s]), maps.get(s));
      boolean finite =
          maps.get(s).stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
      broken |= !finite;
    }
    broken |= !brokenParameters.isEmpty();
    if (broken) {
      sums.note(Warning.NON_FINITE);
    }
  }

  private static List<InputLayout> layouts(AnalysedNetwork network, INDArray... batch) {
    List<NetworkInput> known = network.inputs();
    if (known.size() != batch.length) {
      throw new IllegalArgumentException(
          "inputs: expected " + known.size() + " arrays, got " + batch.length);
    }
    return IntStream.range(0, batch.length)
        .mapToObj(i -> InputLayout.of(known.get(i), batch[i]))
        .toList();
  }

  private UnitProbe prepare(AnalysedNetwork network, List<InputLayout> layouts) {
    UnitProbe before = probe;
    UnitProbe made =
        before != null && before.isOf(network, layouts)
            ? before.withNewParameters()
            : network.probe(settings, layouts);
    if (size == null) {
      size = made.layout().size();
    } else if (!size.equals(made.layout().size())) {
      throw new IllegalArgumentException(
          "models: expected every draw to take inputs of "
              + size
              + ", got "
              + made.layout().size());
    }
    probe = made;
    brokenParameters = made.brokenParameters();
    return made;
  }

  private EffectiveReceptiveField result(ErfSums sums, double seconds) {
    UnitProbe at = Objects.requireNonNull(probe);
    UnitTarget target = at.target();
    AnalysisInfo info =
        new AnalysisInfo(
            target.layer(),
            at.isSpatial(),
            target.row(),
            target.column(),
            target.channel() == UnitTarget.ALL
                ? OptionalInt.empty()
                : OptionalInt.of(target.channel()),
            at.usesLogits(),
            settings.aggregation(),
            sums.samples(),
            networks.areDrawn() ? Math.max(1, sums.samples() / perNetworkFound()) : 1,
            inputs.isNoise() ? "noise (seed " + inputs.seed() + ")" : "images",
            at.isCropped(),
            brokenParameters,
            seconds);
    Set<Warning> found = EnumSet.noneOf(Warning.class);
    found.addAll(sums.findings());
    return EffectiveReceptiveField.of(info, at.field(), sums, found);
  }

  private long perNetworkFound() {
    return Math.max(1, Math.min(perNetwork(), inputs.limit()));
  }
}
