package org.percept4j.erf;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.percept4j.core.LayerRef;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.probe.NetworkProbe;

/**
 * Measures effective receptive fields: how strongly each input pixel moves one unit of a network
 * (Luo, Li, Urtasun and Zemel, "Understanding the Effective Receptive Field in Deep Convolutional
 * Neural Networks", NIPS 2016).
 *
 * <pre>{@code
 * EffectiveReceptiveField erf = ErfAnalyzer.builder(model).inputSize(111, 111).build().analyze();
 * erf.size();   // with its standard error
 * ErfFiles.writePng(erf, Path.of("erf.png"));
 * }</pre>
 *
 * <p>Defaults: all channels of the centre unit of the last layer whose output is a picture (before
 * its softmax, if it has one), 20 samples of standard normal noise, {@link Aggregation#LUO}. The
 * network is left bit for bit as found, ND4J's random generator too, and any model in training may
 * be analysed from a listener's {@code iterationDone}. Where a unit sees no padding and the layers
 * form a plain chain, only the part of the input it can see is computed; the numbers are the same.
 *
 * <p>What the builder makes is immutable, and as thread-safe as the network it was given, which it
 * uses without locks.
 */
public interface ErfAnalyzer {

  /**
   * Measures the field.
   *
   * @return the result, which owns its memory
   * @throws IllegalArgumentException if the layer, unit or channel does not exist, an input does
   *     not fit or is smaller than the network needs
   * @throws IllegalStateException if the network is not initialised, or the input's size is neither
   *     given nor known from the network
   * @throws UnsupportedOperationException if the network has a recurrent or another layer that
   *     receptive fields are not known for; it is named
   */
  EffectiveReceptiveField analyze();

  /**
   * Measures the same unit of another network that is built alike, such as one in training.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return the result
   * @throws IllegalStateException unless {@link #isRepeatable()}
   */
  EffectiveReceptiveField analyze(Model model);

  /**
   * Measures the same unit of another SameDiff graph that is built alike, such as one in training.
   *
   * @param graph the graph. Not modified.
   * @return the result
   * @throws IllegalStateException unless {@link #isRepeatable()}
   */
  EffectiveReceptiveField analyze(SameDiff graph);

  /**
   * Adds up some of the samples, or some of the draws where networks are drawn. Whatever machines
   * compute the groups {@code SampleRange.group(g, n)}, {@code finish} of what they merge to is bit
   * for bit the result of one analysis of n samples.
   *
   * @param range numbers of samples or draws
   * @return the sums, which can be merged with others
   * @throws IllegalArgumentException as {@link #analyze()}, or if there are no such draws
   * @throws IllegalStateException as {@link #analyze()}, or if the samples come from an iterator
   *     and do not begin with the first
   */
  ErfSums sums(SampleRange range);

  /**
   * Makes a result of sums that this analyzer or one like it has computed.
   *
   * @param sums of any samples. Not modified.
   * @return the result
   */
  EffectiveReceptiveField finish(ErfSums sums);

  /**
   * Tells whether the analysis can be repeated for a network in training.
   *
   * @return false if networks are drawn or samples come from an iterator, which training may be
   *     reading too
   */
  boolean isRepeatable();

  /**
   * Starts an analysis of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return a builder
   */
  static Builder builder(Model model) {
    return new Builder(Networks.given(AnalysedNetwork.of(model)));
  }

  /**
   * Starts an analysis of a SameDiff graph. Layers are its variables, by name or by index among
   * those that depend on its inputs; inputs are its placeholders in the graph's order, but for
   * those that the training configuration maps labels to. Gradients are those of {@link
   * org.percept4j.core.probe.SameDiffProbe}; {@link Builder#cropped} and {@link
   * Builder#accelerated} change nothing.
   *
   * @param graph the graph. Not modified: a copy is run.
   * @return a builder
   * @throws IllegalArgumentException if a placeholder is not of floating point, has no rank of 2 to
   *     5, or there is none; it is named
   */
  static Builder builder(SameDiff graph) {
    return new Builder(Networks.given(AnalysedNetwork.of(graph)));
  }

  /**
   * Starts an analysis over several draws of the weights, as the paper averages random networks.
   * The error bars are then those over draws.
   *
   * @param draws how many networks, at least 1; the most if {@link Builder#until} stops earlier
   * @param models gives the initialised network of draw 1, 2, 3 …; called once each, in order. The
   *     number may be the network's seed (0 would not: DL4J takes it for none)
   * @return a builder; samples are counted per draw and default to 1
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  static Builder builder(int draws, IntFunction<? extends Model> models) {
    return new Builder(Networks.built(Checks.atLeast("draws", 1, draws), models));
  }

  /**
   * Starts an analysis over several draws of the weights of one network, which is built once.
   *
   * @param draws how many draws, at least 1; the most if {@link Builder#until} stops earlier
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Modified
   *     during an analysis, which must not run twice at the same time: its parameters, which are
   *     then those from before again.
   * @param weights writes the parameters of draw 1, 2, 3 …, such as {@link
   *     WeightDraw#byConfiguration()}
   * @return a builder; samples are counted per draw and default to 1
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  static Builder builder(int draws, Model model, WeightDraw weights) {
    return new Builder(Networks.redrawn(Checks.atLeast("draws", 1, draws), model, weights));
  }

  /**
   * Collects what to analyse. Settings may come in any order; what contradicts is refused by {@link
   * #build}. Not thread-safe.
   */
  final class Builder extends SampleSettings {

    private final Networks networks;
    private @Nullable LayerRef layer;
    private @Nullable Integer row;
    private @Nullable Integer column;
    private int channel = UnitTarget.ALL;
    private int input;
    private boolean logits = true;
    private List<Aggregation> aggregations = List.of(Aggregation.LUO);
    private boolean cropped = true;
    private boolean accelerated = true;

    private Builder(Networks networks) {
      this.networks = networks;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Chooses the layer. Default: the last whose output is a picture. A layer without a picture,
     * such as a dense one, may be chosen too; its unit is the channel.
     *
     * @param layer which layer
     * @return this builder
     */
    public Builder layer(LayerRef layer) {
      this.layer = Objects.requireNonNull(layer, "layer");
      return this;
    }

    /**
     * Chooses the unit's position in the layer's map. Default: the centre, (rows/2, columns/2).
     *
     * @param row row, 0 at the top
     * @param column column, 0 at the left
     * @return this builder
     * @throws IllegalArgumentException if one is negative
     */
    public Builder unit(int row, int column) {
      this.row = Checks.atLeast("row", 0, row);
      this.column = Checks.atLeast("column", 0, column);
      return this;
    }

    /**
     * Chooses one channel. Default: the sum of all.
     *
     * @param channel the channel, or the unit of a dense layer, from 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder channel(int channel) {
      this.channel = Checks.atLeast("channel", 0, channel);
      return this;
    }

    /**
     * Chooses between the values before and after the layer's softmax, if it has one. Default:
     * true, before it: the sum of a softmax is constant, so that its gradient is rounding. The
     * result says which was taken.
     *
     * @param logits false for the values after it
     * @return this builder
     */
    public Builder logits(boolean logits) {
      this.logits = logits;
      return this;
    }

    /**
     * Chooses how gradients become a map. Default: {@link Aggregation#LUO}.
     *
     * @param aggregation the convention of the result
     * @param others conventions that {@link EffectiveReceptiveField#with} shall be able to give
     *     from the same samples
     * @return this builder
     */
    public Builder aggregation(Aggregation aggregation, Aggregation... others) {
      LinkedHashSet<Aggregation> all = new LinkedHashSet<>();
      all.add(Objects.requireNonNull(aggregation, "aggregation"));
      all.addAll(Arrays.asList(others));
      this.aggregations = List.copyOf(all);
      return this;
    }

    /**
     * Differentiates with respect to one of several inputs. Default: the first.
     *
     * @param index position in the network's order, from 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder withRespectTo(int index) {
      this.input = Checks.atLeast("index", 0, index);
      return this;
    }

    /**
     * Chooses whether to compute only the part of the input the unit can see, where that is exact.
     * Default: true. False probes the network itself in every case.
     *
     * @param cropped whether to
     * @return this builder
     */
    public Builder cropped(boolean cropped) {
      this.cropped = cropped;
      return this;
    }

    /**
     * Chooses whether to probe by ND4J's own operations, as {@link NetworkProbe#of(Model, boolean)}
     * says. Default: true. False leaves everything to DL4J's layers.
     *
     * @param accelerated whether to
     * @return this builder
     */
    public Builder accelerated(boolean accelerated) {
      this.accelerated = accelerated;
      return this;
    }

    /**
     * Finishes the analyzer.
     *
     * @return the analyzer; it may be used repeatedly
     * @throws IllegalStateException if settings contradict each other: inputs and the size or seed
     *     of noise, two kinds of inputs, {@code samples} and {@code until} for a single network, or
     *     aggregations of different values
     * @throws IllegalArgumentException if inputs have no samples or differing numbers, or there is
     *     no input with the index of {@link #withRespectTo}
     */
    public ErfAnalyzer build() {
      if (samples != null && stop != null && !networks.areDrawn()) {
        throw new IllegalStateException(
            "samples: expected none with until(…), which chooses the number, got " + samples);
      }
      ErfInputs inputs = inputs();
      if (input >= inputs.perSample()) {
        throw new IllegalArgumentException(
            "withRespectTo: expected 0 to " + (inputs.perSample() - 1) + ", got " + input);
      }
      return new SampledAnalyzer(
          networks,
          new ErfSettings(
              layer,
              row,
              column,
              channel,
              input,
              logits,
              aggregations,
              batch,
              cropped,
              accelerated,
              samples,
              stop),
          inputs);
    }

    @Override
    public String toString() {
      return "ErfAnalyzer.Builder["
          + (layer == null ? "last picture" : layer)
          + ", "
          + aggregations
          + "]";
    }
  }
}
