package org.percept4j.erf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.percept4j.core.internal.Checks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records how an effective receptive field changes during training. Add it as a listener; training
 * stays bit for bit as it would be without, because the network is only read and noise has its own
 * generator. A probe of few samples every few hundred iterations costs little; units of chains are
 * probed on the crop they can see.
 *
 * <pre>{@code
 * ErfAnalyzer analyzer = ErfAnalyzer.builder(net).inputSize(32, 32).samples(8).build();
 * ErfTracker tracker = ErfTracker.builder(analyzer).every(100).build();
 * net.addListeners(tracker);
 * net.fit(data, 5);
 * ErfFilm.of(tracker.frames()).writeGif(Path.of("erf.gif"), 200);
 * }</pre>
 *
 * <p>Nothing that goes wrong here ends the training: what an analysis throws, an {@code Error} too,
 * is logged as a warning and kept as {@link #failure()}, and the frame is missing. At most {@link
 * #MAX_FRAMES} frames are kept: when they are full every other one is dropped and the interval
 * doubles, so memory does not grow with training. Not thread-safe: one network, one tracker.
 */
public final class ErfTracker extends BaseTrainingListener {

  /** The largest number of frames that are kept. */
  public static final int MAX_FRAMES = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ErfTracker.class);

  /**
   * Holds the field at one moment.
   *
   * @param iteration DL4J's count of the last iteration before it was recorded, from 0; -1 if there
   *     was none
   * @param epoch DL4J's epoch count
   * @param score the network's score in that iteration
   * @param field the field
   */
  public record Frame(int iteration, int epoch, double score, EffectiveReceptiveField field) {

    /**
     * Counts how often parameters had been updated.
     *
     * @return 0 before training
     */
    public int updates() {
      return iteration + 1;
    }
  }

  private final ErfAnalyzer analyzer;
  private final List<Frame> frames = new ArrayList<>();
  private @Nullable Throwable failure;
  private long interval;
  private long seen;

  private ErfTracker(Builder builder) {
    this.analyzer = builder.analyzer;
    this.interval = builder.every;
  }

  /**
   * Starts a tracker.
   *
   * @param analyzer what to measure; the network it was made for need not be the one trained, but
   *     must be built alike
   * @return a builder
   */
  public static Builder builder(ErfAnalyzer analyzer) {
    return new Builder(analyzer);
  }

  /**
   * Records a network now, as before training.
   *
   * @param model the network. Not modified.
   * @param updates how often its parameters have been updated, 0 or more
   * @throws RuntimeException what the analysis throws; this is not training
   */
  public void record(Model model, int updates) {
    add(new Frame(updates - 1, 0, Double.NaN, analyzer.analyze(model)));
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (seen++ % interval == 0) {
      track(iteration, () -> new Frame(iteration, epoch, model.score(), analyzer.analyze(model)));
    }
  }

  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private void track(int iteration, Supplier<Frame> frame) {
    try {
      add(frame.get());
    } catch (Throwable thrown) { // whatever it is, training is worth more
      failure = thrown;
      LOG.warn("no frame of iteration {}: the analysis failed", iteration, thrown);
    }
  }

  /**
   * Returns this tracker as a listener of SameDiff graphs, for {@code SameDiff.addListeners}.
   * Frames have no score, NaN: SameDiff 1.0.0-M2.1 gives listeners 0 as the loss.
   *
   * @return the listener, active while graphs are trained
   */
  public Listener sameDiffListener() {
    return new BaseListener() {
      @Override
      public boolean isActive(Operation operation) {
        return operation == Operation.TRAINING;
      }

      @Override
      public void iterationDone(SameDiff graph, At at, MultiDataSet batch, Loss loss) {
        if (seen++ % interval == 0) {
          track(
              at.iteration(),
              () -> new Frame(at.iteration(), at.epoch(), Double.NaN, analyzer.analyze(graph)));
        }
      }
    };
  }

  /**
   * Records a SameDiff graph now, as before training.
   *
   * @param graph the graph. Not modified.
   * @param updates how often its parameters have been updated, 0 or more
   * @throws RuntimeException what the analysis throws; this is not training
   */
  public void record(SameDiff graph, int updates) {
    add(new Frame(updates - 1, 0, Double.NaN, analyzer.analyze(graph)));
  }

  private void add(Frame frame) {
    frames.add(frame);
    if (frames.size() > MAX_FRAMES) {
      List<Frame> kept = new ArrayList<>();
      for (int i = 0; i < frames.size(); i += 2) {
        kept.add(frames.get(i));
      }
      frames.clear();
      frames.addAll(kept);
      interval *= 2;
    }
  }

  /**
   * Returns what was recorded so far.
   *
   * @return an unmodifiable copy, in order of recording
   */
  public List<Frame> frames() {
    return List.copyOf(frames);
  }

  /**
   * Returns how many iterations lie between two frames now.
   *
   * @return the interval; it doubles each time the frames are full
   */
  public long interval() {
    return interval;
  }

  /**
   * Returns what the last analysis that failed during training threw.
   *
   * @return empty if all went well
   */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public String toString() {
    return "ErfTracker of " + frames.size() + " frames, one every " + interval + " iterations";
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final ErfAnalyzer analyzer;
    private int every = 100;

    private Builder(ErfAnalyzer analyzer) {
      this.analyzer = Objects.requireNonNull(analyzer, "analyzer");
    }

    /**
     * Sets the interval. Default: 100. The first iteration is recorded.
     *
     * @param iterations from one frame to the next, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder every(int iterations) {
      this.every = Checks.atLeast("iterations", 1, iterations);
      return this;
    }

    /**
     * Finishes the tracker.
     *
     * @return the listener
     * @throws IllegalStateException if the analyzer draws networks or reads an iterator, which
     *     could disturb training
     */
    public ErfTracker build() {
      if (!analyzer.isRepeatable()) {
        throw new IllegalStateException(
            "analyzer: expected one of the network in training with noise or arrays, got one that"
                + " draws networks or reads an iterator, which training may be reading too");
      }
      return new ErfTracker(this);
    }

    @Override
    public String toString() {
      return "ErfTracker.Builder[every " + every + ", " + analyzer + "]";
    }
  }
}
