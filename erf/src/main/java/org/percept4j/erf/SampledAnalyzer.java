package org.percept4j.erf;

import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;

/** Analyses by probing samples. */
final class SampledAnalyzer implements ErfAnalyzer {

  private final Networks networks;
  private final ErfSettings settings;
  private final ErfInputs inputs;

  SampledAnalyzer(Networks networks, ErfSettings settings, ErfInputs inputs) {
    this.networks = networks;
    this.settings = settings;
    this.inputs = inputs;
  }

  @Override
  public EffectiveReceptiveField analyze() {
    return new ErfRun(networks, settings, inputs).analyze();
  }

  @Override
  public EffectiveReceptiveField analyze(Model model) {
    return analyze(AnalysedNetwork.of(model));
  }

  @Override
  public EffectiveReceptiveField analyze(SameDiff graph) {
    return analyze(AnalysedNetwork.of(graph));
  }

  private EffectiveReceptiveField analyze(AnalysedNetwork network) {
    if (!isRepeatable()) {
      throw new IllegalStateException(
          "analyzer: expected one of a given network with noise or arrays, got one that draws"
              + " networks or reads an iterator");
    }
    return new ErfRun(Networks.given(network), settings, inputs).analyze();
  }

  EffectiveReceptiveField analyze(SampleSums elsewhere) {
    ErfRun run = new ErfRun(networks, settings, inputs);
    return run.finish(run.sampled(elsewhere));
  }

  @Override
  public ErfSums sums(SampleRange range) {
    Objects.requireNonNull(range, "range");
    if (inputs.iterator() != null && (range.first() != 0 || range.step() != 1)) {
      throw new IllegalStateException(
          "range: expected all samples of an iterator from the first on, got " + range);
    }
    if (networks.areDrawn() && range.end() > networks.draws()) {
      throw new IllegalArgumentException(
          "range: expected draws below " + networks.draws() + ", got " + range);
    }
    return new ErfRun(networks, settings, inputs).sums(range);
  }

  @Override
  public EffectiveReceptiveField finish(ErfSums sums) {
    return new ErfRun(networks, settings, inputs).finish(Objects.requireNonNull(sums, "sums"));
  }

  @Override
  public boolean isRepeatable() {
    return !networks.areDrawn() && inputs.iterator() == null;
  }

  @Override
  public String toString() {
    return "ErfAnalyzer of "
        + (settings.layer() == null ? "the last layer with a map" : settings.layer())
        + ", "
        + settings.aggregations();
  }
}
