package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;

/**
 * Makes training audible: a listener that turns the norm of each layer's gradient into sound, as in
 * Perone 2019. Add it to a network with {@code setListeners} or {@code addListeners} (or {@link
 * #attachTo}, which also checks that the network has the chosen layers) and close it after
 * training.
 *
 * <p><b>What is read.</b> Gradients as DL4J computes them before clipping, regularisation and the
 * updater, once an iteration; of solvers that evaluate several gradients in an iteration, the
 * first. A layer that is pretrained alone makes frames with that one track.
 *
 * <p><b>Training is left alone.</b> The network is only read, and training never waits. Every sink
 * has its own thread and a bounded queue of {@link Builder#queueCapacity} frames (a frame of n
 * tracks takes about 100 + 8·n bytes). File sinks lose nothing unless they fall that far behind;
 * frames are then left out and counted, and the trouble is reported once. Live sound leaves out
 * frames that find its queue (of four) full. A sink that fails is reported once and left; the
 * others and training go on.
 *
 * <p><b>Threads.</b> One sonifier may listen to several networks at once, as under {@code
 * ParallelWrapper}: frames stay whole, come in the order in which iterations ended, and say which
 * worker they are from. All methods may be called from any thread.
 */
public interface GradientSonifier extends TrainingListener, AutoCloseable {

  /** What has become of the frames so far. */
  interface Counts {

    /**
     * Frames made.
     *
     * @return the count
     */
    long frames();

    /**
     * Frames that some sink did not take, because its queue was full or it had failed; a frame
     * missed by two sinks counts twice.
     *
     * @return the count
     */
    long dropped();
  }

  /**
   * A sonifier that records a 16-bit WAV file with {@link ToneMapping#perceptual()}.
   *
   * @param path a new file in an existing folder
   * @return the sonifier, to be closed after training
   * @throws IOException if the file cannot be created or exists
   */
  static GradientSonifier toWav(Path path) throws IOException {
    return builder().wav(path).build();
  }

  /**
   * A sonifier that plays live, with {@link ToneMapping#perceptual()}.
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
   * A builder without sinks.
   *
   * @return a new builder
   */
  static Builder builder() {
    return new GradientSonifierBuilder();
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
   * What has become of the frames so far.
   *
   * @return the counts at this moment
   */
  Counts counts();

  /**
   * Finishes all files and gives up all resources; later frames are ignored. Idempotent. Waits for
   * the sinks as long as they get on (a sink that takes nothing for a minute is given up), but not
   * when called from a listener or sink of this sonifier's: they then finish in the background.
   */
  @Override
  void close();

  /** What a {@link GradientSonifier} reads and where it goes. */
  interface Builder {

    /**
     * How norms sound, for the sinks that are asked for after this call.
     *
     * @param mapping {@link ToneMapping#perceptual()} by default
     * @return this builder
     */
    Builder mapping(ToneMapping mapping);

    /**
     * Records a 16-bit WAV file.
     *
     * @param path the file
     * @return this builder
     */
    Builder wav(Path path);

    /**
     * Records a WAV file.
     *
     * @param path the file
     * @param format how samples are stored
     * @return this builder
     */
    Builder wav(Path path, SampleFormat format);

    /**
     * Records a standard MIDI file, see {@link GradientSinks#midi}.
     *
     * @param path the file
     * @return this builder
     */
    Builder midi(Path path);

    /**
     * Records a log, from which other sounds can be made later, see {@link GradientLog}.
     *
     * @param path the file
     * @return this builder
     */
    Builder log(Path path);

    /**
     * Plays live, see {@link GradientSinks#live}.
     *
     * @return this builder
     */
    Builder live();

    /**
     * Hands frames to a sink of the user's own; lossless as files are.
     *
     * @param sink the sink; closed with the sonifier
     * @return this builder
     */
    Builder sink(GradientSink sink);

    /**
     * Whether files that exist may be replaced.
     *
     * @param overwrite false by default
     * @return this builder
     */
    Builder overwrite(boolean overwrite);

    /**
     * Reads only some layers.
     *
     * @param layers the layers, in the order in which they are to sound
     * @return this builder
     * @throws IllegalArgumentException if there are none
     */
    Builder layers(LayerRef... layers);

    /**
     * Reads biases and other trained parameters too, not only weights.
     *
     * @return this builder
     */
    Builder withBiases();

    /**
     * Gives each parameter a track of its own instead of each layer.
     *
     * @return this builder
     */
    Builder perParameter();

    /**
     * Reads the update, what the updater subtracts from the parameters, instead of the gradient.
     *
     * @return this builder
     * @throws IllegalStateException after {@link #summed()}, because updates are not sums
     */
    Builder updates();

    /**
     * Reads gradients summed over the minibatch, as DL4J holds them, instead of their mean, which
     * is what PyTorch reports for a mean loss.
     *
     * @return this builder
     * @throws IllegalStateException after {@link #updates()}, because updates are not sums
     */
    Builder summed();

    /**
     * Which norm.
     *
     * @param norm {@link Norm#L2} by default
     * @return this builder
     */
    Builder norm(Norm norm);

    /**
     * Reads only every k-th iteration.
     *
     * @param iterations at least 1; 1 by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    Builder every(int iterations);

    /**
     * Watches for trouble. Without this call {@link GradientAlarm#standard()} watches and writes to
     * the log only.
     *
     * @param alarm thresholds
     * @param listener told of each event, on a thread of the sonifier's
     * @return this builder
     */
    Builder alarm(GradientAlarm alarm, Consumer<GradientAlarm.Event> listener);

    /**
     * Who is told, once for each, of sinks that failed and of networks that cannot be read. They
     * are written to the log in any case.
     *
     * @param listener called from a thread of the sonifier's or the training thread
     * @return this builder
     */
    Builder onError(Consumer<Exception> listener);

    /**
     * How many frames may wait for a file sink.
     *
     * @param frames at least 1; 65536 by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    Builder queueCapacity(int frames);

    /**
     * Opens the files and starts.
     *
     * @return the sonifier
     * @throws IOException if a file cannot be created or exists; files opened before it are removed
     */
    GradientSonifier build() throws IOException;
  }
}
