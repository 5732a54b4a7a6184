package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;
import org.percept4j.core.internal.Checks;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.sink.RecordingSettings;
import org.percept4j.sonify.sink.SinkCounts;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * Makes training audible: a listener that turns the norm of each layer's gradient into sound, as in
 * Perone 2019. Add it to a network with {@code setListeners} or {@code addListeners} (or {@link
 * #attachTo}, which also checks that the network has the chosen layers) and close it after
 * training.
 *
 * <p><b>What is read.</b> Gradients as DL4J computes them before clipping, regularisation and the
 * updater, once an iteration; of solvers that evaluate several gradients in an iteration, the
 * first. A layer that is pretrained alone makes frames with that one track. A layer that gets no
 * gradient in an iteration is marked as a frozen one is.
 *
 * <p><b>Training is left alone.</b> The network is only read, and training never waits. Every sink
 * has its own thread and a bounded queue of {@link Builder#queueCapacity} frames (a frame of n
 * tracks takes about 150 + 8·n bytes). File sinks lose nothing unless they fall that far behind;
 * frames are then left out and counted, and the trouble is reported once. Live sound that cannot
 * keep up stays current and sounds the worst of what it skips. A sink that fails is reported once
 * and left; the others and training go on.
 *
 * <p><b>Threads.</b> One sonifier may listen to several networks at once, as under {@code
 * ParallelWrapper}: frames stay whole, come in the order in which iterations ended, and say which
 * worker they are from. All methods may be called from any thread.
 */
public interface GradientSonifier extends TrainingListener, AutoCloseable {

  /**
   * Returns a sonifier that records a 16-bit WAV file with {@link ToneMapping#perceptual()}.
   *
   * @param path a new file in an existing folder
   * @return the sonifier, to be closed after training
   * @throws IOException if the file cannot be created or exists
   */
  static GradientSonifier toWav(Path path) throws IOException {
    return builder().wav(path).build();
  }

  /**
   * Returns a sonifier that plays live, with {@link ToneMapping#perceptual()}.
   *
   * @return the sonifier, to be closed after training
   */
  static GradientSonifier live() {
    try {
      return builder().live().build();
    } catch (IOException e) {
      throw new AssertionError("live sound opens no file", e);
    }
  }

  /**
   * Returns a builder without sinks.
   *
   * @return a new builder
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Checks that a network fits and adds this to its listeners.
   *
   * @param model an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}
   * @throws IllegalArgumentException if it lacks a chosen layer or has no parameters
   * @throws IllegalStateException if {@code init()} has not been called on it
   */
  void attachTo(Model model);

  /**
   * Makes a frame of the gradient that a network holds now, for training loops that call no {@code
   * fit}: after {@code computeGradientAndScore} or {@code calculateGradients}, before the updater.
   * Iterations are counted from 0 by the calls for this network.
   *
   * @param model the network. Not modified
   */
  void record(Model model);

  /**
   * Returns what has become of the frames so far.
   *
   * @return the counts at this moment
   */
  SinkCounts counts();

  /**
   * Finishes all files and gives up all resources; later frames are ignored. Idempotent. Waits for
   * the sinks as long as they get on (a sink that takes nothing for a minute is given up), but not
   * when called from a listener or sink of this sonifier's: they then finish in the background.
   */
  @Override
  void close();

  /**
   * Collects what a {@link GradientSonifier} reads and where it goes, in any order; {@link
   * #build()} checks the settings together.
   */
  final class Builder extends RecordingSettings<Builder> {

    private List<LayerRef> layers = List.of();
    private boolean biases;
    private boolean perParameter;
    private boolean ratios;
    private GradientValues values = GradientValues.MINIBATCH_MEAN;
    private Norm norm = Norm.L2;
    private int every = 1;
    private Set<GradientAlarm.Kind> stopOn = Set.of();

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Reads only some layers.
     *
     * @param values the layers, at least one, in the order in which they are to sound
     * @return this builder
     * @throws IllegalArgumentException if there are none
     */
    public Builder layers(LayerRef... values) {
      if (values.length == 0) {
        throw new IllegalArgumentException("layers: expected at least one, got none");
      }
      layers = List.of(values);
      return this;
    }

    /**
     * Reads biases and other trained parameters too, not only weights.
     *
     * @return this builder
     */
    public Builder withBiases() {
      biases = true;
      return this;
    }

    /**
     * Gives each parameter a track of its own instead of each layer.
     *
     * @return this builder
     */
    public Builder perParameter() {
      perParameter = true;
      return this;
    }

    /**
     * Chooses what is read of each parameter.
     *
     * @param value {@link GradientValues#MINIBATCH_MEAN} by default
     * @return this builder
     */
    public Builder values(GradientValues value) {
      values = Objects.requireNonNull(value, "values");
      return this;
    }

    /**
     * Sets which norm.
     *
     * @param value {@link Norm#L2} by default
     * @return this builder
     */
    public Builder norm(Norm value) {
      norm = Objects.requireNonNull(value, "norm");
      return this;
    }

    /**
     * Reads update-to-weight ratios too: for each track the L2 norm of the update over that of the
     * parameters. Costs about twice as much again as the norms.
     *
     * @return this builder
     */
    public Builder updateRatios() {
      ratios = true;
      return this;
    }

    /**
     * Reads only every k-th iteration.
     *
     * @param iterations at least 1; 1 by default
     * @return this builder
     */
    public Builder every(int iterations) {
      every = iterations;
      return this;
    }

    /**
     * Ends training at an alarm: {@code fit} then throws a {@link TrainingStoppedException} right
     * after the iteration that raised it. Watches with the thresholds given to {@link #alarm}. Not
     * for {@code ParallelWrapper}, whose threads would stop one by one.
     *
     * @param values at which kinds; none by default
     * @return this builder
     */
    public Builder stopOn(GradientAlarm.Kind... values) {
      stopOn = Set.of(values);
      return this;
    }

    /**
     * Opens the files and starts.
     *
     * @return the sonifier
     * @throws IOException if a file cannot be created or exists
     * @throws IllegalArgumentException if a setting is out of range, or a sink or file was given
     *     twice
     */
    public GradientSonifier build() throws IOException {
      Checks.atLeast("every", 1, every);
      Selection selection = new Selection(layers, biases, perParameter, values, norm, ratios);
      ListeningSonifier.Stop stop = new ListeningSonifier.Stop(watch().toBuilder().build(), stopOn);
      return new ListeningSonifier(selection, every, stop, open(selection.settings()));
    }

    @Override
    public String toString() {
      return "GradientSonifier.Builder[every "
          + every
          + ", "
          + norm
          + ", GradientRecorder.Builder"
          + super.toString()
          + "]";
    }
  }
}
