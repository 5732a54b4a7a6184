package org.percept4j.erf;

import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.percept4j.core.LayerRef;
import org.percept4j.core.probe.NetworkProbe;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.theory.InputSize;

/**
 * Measures effective receptive fields: how strongly each input pixel moves one unit of a network
 * (Luo, Li, Urtasun and Zemel, "Understanding the Effective Receptive Field in Deep Convolutional
 * Neural Networks", NIPS 2016).
 *
 * <pre>{@code
 * EffectiveReceptiveField erf = ErfAnalyzer.of(model).inputSize(111, 111).build().analyze();
 * erf.size();   // with its standard error
 * erf.writePng(Path.of("erf.png"));
 * }</pre>
 *
 * <p>Defaults: all channels of the centre unit of the last layer whose output is a picture, 20
 * samples of standard normal noise, {@link Aggregation#luo()}. The network is left bit for bit as
 * found, ND4J's random generator too, and any model in training may be analysed from a listener's
 * {@code iterationDone}. Where a unit sees no padding and the layers form a plain chain, only the
 * part of the input it can see is computed; the numbers are the same.
 *
 * <p>Immutable; as thread-safe as the network it was given, which it uses without locks.
 */
public final class ErfAnalyzer {

  private final IntFunction<? extends Model> models;
  private final int draws;
  private final ErfSettings settings;
  private final ErfInputs inputs;

  private ErfAnalyzer(
      IntFunction<? extends Model> models, int draws, ErfSettings settings, ErfInputs inputs) {
    this.models = models;
    this.draws = draws;
    this.settings = settings;
    this.inputs = inputs;
  }

  /**
   * Starts an analysis of a network.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}. Not
   *     modified.
   * @return a builder
   */
  public static Builder of(Model model) {
    Objects.requireNonNull(model, "model");
    return new Builder(draw -> model, 1);
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
  public static Builder ofDraws(int draws, IntFunction<? extends Model> models) {
    Objects.requireNonNull(models, "models");
    return new Builder(models, requireAtLeast("draws", 1, draws));
  }

  /**
   * Measures the field.
   *
   * @return the result, which owns its memory
   * @throws IllegalArgumentException if the layer, unit or channel does not exist, an input does
   *     not fit or is smaller than the network needs
   * @throws IllegalStateException if the input's size is neither given nor known from the network
   * @throws UnsupportedOperationException if the network has a recurrent or another layer that
   *     receptive fields are not known for; it is named
   */
  public EffectiveReceptiveField analyze() {
    return new ErfRun(models, draws, settings, inputs).run();
  }

  /** The same analysis of a network in training, for the tracker. */
  EffectiveReceptiveField analyze(Model model) {
    return new ErfRun(draw -> model, 1, settings, inputs).run();
  }

  boolean readsAnIterator() {
    return inputs.iterator() != null;
  }

  boolean hasDraws() {
    return draws > 1;
  }

  private static int requireAtLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
    return value;
  }

  /** Collects what to analyse; conflicts are rejected where they arise. Not thread-safe. */
  public static final class Builder {
    private final IntFunction<? extends Model> models;
    private final int draws;
    private @Nullable LayerRef layer;
    private @Nullable Integer row;
    private @Nullable Integer column;
    private int channel = UnitTarget.ALL;
    private int input;
    private Aggregation aggregation = Aggregation.luo();
    private int batch = 8;
    private boolean cone = true;
    private boolean accelerated = true;
    private @Nullable Integer samples;
    private ErfSettings.@Nullable Stop stop;
    private @Nullable Long seed;
    private @Nullable InputSize size;
    private @Nullable List<INDArray> arrays;
    private @Nullable DataSetIterator iterator;

    private Builder(IntFunction<? extends Model> models, int draws) {
      this.models = models;
      this.draws = draws;
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
     */
    public Builder unit(int row, int column) {
      this.row = requireAtLeast("row", 0, row);
      this.column = requireAtLeast("column", 0, column);
      return this;
    }

    /**
     * Chooses one channel. Default: the sum of all.
     *
     * @param channel the channel, or the unit of a dense layer, from 0
     * @return this builder
     */
    public Builder channel(int channel) {
      this.channel = requireAtLeast("channel", 0, channel);
      return this;
    }

    /**
     * Chooses how gradients become a map. Default: {@link Aggregation#luo()}.
     *
     * @param aggregation the convention
     * @return this builder
     */
    public Builder aggregation(Aggregation aggregation) {
      this.aggregation = Objects.requireNonNull(aggregation, "aggregation");
      return this;
    }

    /**
     * Size of the noise. Needed where the network itself does not fix its input's size.
     *
     * @param rows height in pixels, at least 1
     * @param columns width in pixels, at least 1
     * @return this builder
     * @throws IllegalStateException if inputs were given
     */
    public Builder inputSize(int rows, int columns) {
      rejectInputs("inputSize");
      this.size = new InputSize(rows, columns);
      return this;
    }

    /**
     * Seed of the noise. Default: 0. Sample i is the same whatever the batch size; ND4J's own
     * generator is not used.
     *
     * @param seed the seed
     * @return this builder
     * @throws IllegalStateException if inputs were given
     */
    public Builder seed(long seed) {
      rejectInputs("seed");
      this.seed = seed;
      return this;
    }

    /**
     * Uses given images instead of noise, all of them unless {@link #samples} or {@link #until} say
     * less.
     *
     * @param inputs one array per network input with the same number of samples: [N, C, H, W], [N,
     *     H, W, C] or [N, values] as the network takes them. Not modified; not copied.
     * @return this builder
     * @throws IllegalArgumentException if there are none, or the numbers of samples differ
     * @throws IllegalStateException if noise was configured or inputs were given before
     */
    public Builder inputs(INDArray... inputs) {
      rejectNoise("inputs");
      rejectInputs("inputs");
      this.arrays = ErfInputs.checked(inputs);
      return this;
    }

    /**
     * Uses the features of an iterator instead of noise, for networks with one input.
     *
     * @param iterator the images. Modified: reset where possible, then read from.
     * @return this builder
     * @throws IllegalStateException if noise was configured or inputs were given before
     */
    public Builder inputs(DataSetIterator iterator) {
      rejectNoise("inputs");
      rejectInputs("inputs");
      this.iterator = Objects.requireNonNull(iterator, "iterator");
      return this;
    }

    /**
     * Differentiates with respect to one of several inputs. Default: the first.
     *
     * @param index position in the network's order, from 0
     * @return this builder
     */
    public Builder withRespectTo(int index) {
      this.input = requireAtLeast("index", 0, index);
      return this;
    }

    /**
     * How many samples to average, per draw if there are several. Default: 20 of noise, 1 per draw,
     * all of given images.
     *
     * @param samples the number, at least 1
     * @return this builder
     * @throws IllegalStateException if {@link #until} was set
     */
    public Builder samples(int samples) {
      if (stop != null) {
        throw new IllegalStateException("samples: until(…) was set to stop at a precision already");
      }
      this.samples = requireAtLeast("samples", 1, samples);
      return this;
    }

    /**
     * Samples until a measure is known well enough. Its standard error is checked after each batch
     * (or each draw), once there are at least 10 samples (or draws).
     *
     * @param measure a measure of the map, such as {@code ErfMap::size}
     * @param relativeError the wanted standard error as a fraction of the measure, above 0
     * @param cap stop at this many samples (or draws) in any case, at least 10; the result then
     *     warns
     * @return this builder
     * @throws IllegalStateException if {@link #samples} was set
     */
    public Builder until(ToDoubleFunction<ErfMap> measure, double relativeError, int cap) {
      Objects.requireNonNull(measure, "measure");
      if (samples != null) {
        throw new IllegalStateException("until: samples was set to " + samples + " already");
      }
      if (!(relativeError > 0)) {
        throw new IllegalArgumentException("relativeError: expected above 0, got " + relativeError);
      }
      this.stop =
          new ErfSettings.Stop(
              measure, relativeError, requireAtLeast("cap", ErfRun.LEAST_FOR_STOPPING, cap));
      return this;
    }

    /**
     * How many samples go through the network at once. Default: 8. Changes memory and speed only.
     *
     * @param batch the number, at least 1
     * @return this builder
     */
    public Builder batch(int batch) {
      this.batch = requireAtLeast("batch", 1, batch);
      return this;
    }

    /**
     * Whether to compute only the part of the input the unit can see, where that is exact. Default:
     * true. False probes the network itself in every case.
     *
     * @param cropped whether to
     * @return this builder
     */
    public Builder cropped(boolean cropped) {
      this.cone = cropped;
      return this;
    }

    /**
     * Whether to probe by ND4J's own operations, as {@link NetworkProbe#of(Model, boolean)} says.
     * Default: true. False leaves everything to DL4J's layers.
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
     * @throws IllegalArgumentException if there is no input with the index of {@link
     *     #withRespectTo}
     */
    public ErfAnalyzer build() {
      int count = arrays == null ? 1 : arrays.size();
      if (input >= count) {
        throw new IllegalArgumentException(
            "withRespectTo: expected 0 to " + (count - 1) + ", got " + input);
      }
      return new ErfAnalyzer(
          models,
          draws,
          new ErfSettings(
              layer,
              row,
              column,
              channel,
              input,
              aggregation,
              batch,
              cone,
              accelerated,
              samples,
              stop),
          new ErfInputs(seed == null ? 0 : seed, size, arrays, iterator));
    }

    /**
     * Finishes the analyzer and measures the field, as {@code build().analyze()} does.
     *
     * @return the result
     */
    public EffectiveReceptiveField analyze() {
      return build().analyze();
    }

    private void rejectInputs(String setting) {
      if (arrays != null || iterator != null) {
        throw new IllegalStateException(setting + ": inputs were given already");
      }
    }

    private void rejectNoise(String setting) {
      if (size != null) {
        throw new IllegalStateException(
            setting + ": inputSize was set to " + size.rows() + "x" + size.columns() + " already");
      }
      if (seed != null) {
        throw new IllegalStateException(setting + ": seed was set to " + seed + " already");
      }
    }
  }
}
