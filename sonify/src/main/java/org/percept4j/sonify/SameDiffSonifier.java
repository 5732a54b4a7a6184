package org.percept4j.sonify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.internal.Checks;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientRecorder;
import org.percept4j.sonify.sink.SinkCounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the training of a {@code SameDiff} graph audible: a listener for {@code SameDiff.fit} that
 * hands the norm of each variable's gradient to a {@link GradientRecorder}. Add it with {@code
 * SameDiff.setListeners} or {@code addListeners} and close it after training, which closes the
 * recorder.
 *
 * <p>Tracks are the trainable variables that the loss depends on, by name, in the order in which
 * operations first read them. Norms are those of the gradients of the user's own loss, before the
 * updater; nothing is divided, since whether the loss is a mean or a sum is the user's choice. The
 * score is unknown, NaN: SameDiff 1.0.0-M2.1 gives listeners 0 as the loss. The graph is only read;
 * a gradient that cannot be read is reported once to the recorder's error listener, and training
 * goes on.
 *
 * <p>Not to be shared by graphs that are trained on several threads at once.
 */
public final class SameDiffSonifier extends BaseListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SameDiffSonifier.class);
  private static final String GRADIENT = "-grad";

  private final GradientRecorder recorder;
  private final Norm norm;
  private final int every;
  private final Map<String, Double> norms = new HashMap<>();
  private long iterations;
  private boolean failed;

  private SameDiffSonifier(Builder b) {
    recorder = b.recorder;
    norm = b.norm;
    every = b.every;
  }

  /**
   * Returns a builder.
   *
   * @param recorder where frames go; the sonifier closes it
   * @return a new builder, for L2 norms of every iteration
   */
  public static Builder builder(GradientRecorder recorder) {
    return new Builder(Objects.requireNonNull(recorder, "recorder"));
  }

  /** Collects what a {@link SameDiffSonifier} reads. */
  public static final class Builder {

    private final GradientRecorder recorder;
    private Norm norm = Norm.L2;
    private int every = 1;

    private Builder(GradientRecorder recorder) {
      this.recorder = recorder;
    }

    /**
     * Chooses the norm.
     *
     * @param value which norm of each gradient
     * @return this builder
     */
    public Builder norm(Norm value) {
      norm = Objects.requireNonNull(value, "norm");
      return this;
    }

    /**
     * Reads only some iterations.
     *
     * @param count 1 for each iteration, n for each n-th, the first included
     * @return this builder
     */
    public Builder every(int count) {
      every = count;
      return this;
    }

    /**
     * Finishes the sonifier.
     *
     * @return the listener
     * @throws IllegalArgumentException if fewer than every first iteration is to be read
     */
    public SameDiffSonifier build() {
      Checks.atLeast("every", 1, every);
      return new SameDiffSonifier(this);
    }

    @Override
    public String toString() {
      return "SameDiffSonifier.Builder[every " + every + ", " + norm + "]";
    }
  }

  @Override
  public boolean isActive(Operation operation) {
    return operation == Operation.TRAINING;
  }

  @Override
  public void activationAvailable(
      SameDiff graph, At at, MultiDataSet batch, SameDiffOp op, String name, INDArray value) {
    if (failed || iterations % every != 0) {
      return;
    }
    try {
      if (!name.endsWith(GRADIENT)) {
        return;
      }
      String variable = name.substring(0, name.length() - GRADIENT.length());
      if (isTrained(graph, variable)) {
        norms.put(variable, Norms.of(value, norm));
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  @Override
  public void iterationDone(SameDiff graph, At at, MultiDataSet batch, Loss loss) {
    if (failed || iterations++ % every != 0) {
      return;
    }
    try {
      recorder.record(frame(graph, at));
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    norms.clear();
  }

  private GradientFrame frame(SameDiff graph, At at) {
    List<GradientTrack> tracks = new ArrayList<>();
    for (String name : trained(graph)) {
      tracks.add(new GradientTrack(tracks.size(), name, !norms.containsKey(name)));
    }
    double[] values =
        tracks.stream().mapToDouble(track -> norms.getOrDefault(track.name(), 0.0)).toArray();
    TrainingConfig config = graph.getTrainingConfig();
    double rate =
        config != null && config.getUpdater() != null && config.getUpdater().hasLearningRate()
            ? config.getUpdater().getLearningRate(at.iteration(), at.epoch())
            : Double.NaN;
    return GradientFrame.builder(at.iteration(), tracks, values)
        .epoch(at.epoch())
        .time(System.currentTimeMillis() / 1000.0)
        .score(Double.NaN)
        .learningRate(rate)
        .build();
  }

  private static Set<String> trained(SameDiff graph) {
    Set<String> names = new LinkedHashSet<>();
    for (DifferentialFunction operation : graph.ops()) {
      for (SDVariable argument : operation.args()) {
        if (isTrained(graph, argument.name())) {
          names.add(argument.name());
        }
      }
    }
    return names;
  }

  /** The graph has variables of its own besides, of which it makes no gradients. */
  private static boolean isTrained(SameDiff graph, String name) {
    return graph.hasVariable(name + GRADIENT)
        && graph.hasVariable(name)
        && graph.getVariable(name).getVariableType() == VariableType.VARIABLE;
  }

  private void fail(Throwable e) {
    failed = true;
    LOG.error("The graph's gradients cannot be read; training goes on without sound", e);
    recorder.tell(
        e instanceof RuntimeException r
            ? r
            : new IllegalStateException("Reading gradients ended in " + e, e));
  }

  /**
   * Returns what has become of the frames so far.
   *
   * @return the counts at this moment
   */
  public SinkCounts counts() {
    return recorder.counts();
  }

  /** Closes the recorder: finishes all files and gives up all resources. Idempotent. */
  @Override
  public void close() {
    recorder.close();
  }

  @Override
  public String toString() {
    return "SameDiffSonifier[every " + every + ", " + norm + ", " + recorder + "]";
  }
}
