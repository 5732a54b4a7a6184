package org.percept4j.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.erf.ErfTracker;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientSink;

/**
 * A page in any browser on which a training is heard and seen while it runs.
 *
 * <pre>{@code
 * try (Dashboard live = Dashboard.builder().build();
 *     GradientSonifier sonifier = GradientSonifier.builder().sink(live.gradients("lenet")).build()) {
 *   System.out.println(live.address());
 *   model.addListeners(sonifier);
 *   model.fit(iterator, epochs);
 * }
 * }</pre>
 *
 * <p>One dashboard shows several runs, networks and panels to several browsers; a browser may join
 * late, leave and come back, and has every frame once. Training is never slowed or failed by it:
 * frames come through the sonifier's queue, and what goes wrong here is logged. Memory stays
 * bounded; frames beyond the newest {@value FrameChannel#MAX_RAW_FRAMES} of each run lie in a
 * temporary file that goes with the program. All methods may be called from any thread.
 */
public interface Dashboard extends AutoCloseable {

  /**
   * Returns a builder for a page on this machine only, at any free port, with a random token.
   *
   * @return a new builder
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the address to open in a browser. Whoever has it may look, so print it where only those
   * who may look can read it.
   *
   * @return the address, with the token
   */
  URI address();

  /**
   * Returns a sink that shows a run's frames. Give it to a {@code GradientSonifier}; frames of
   * further workers of a {@code ParallelWrapper} are shown as runs of their own.
   *
   * @param run the name by which the page shows it
   * @return a new sink; closing it leaves what it showed on the page
   * @throws IOException if no temporary file can be made
   * @throws IllegalStateException if the dashboard is closed or has 64 runs and panels
   */
  GradientSink gradients(String run) throws IOException;

  /**
   * Returns a listener that shows how an effective receptive field grows. Add it to the network in
   * place of the tracker, which it hands every call on to.
   *
   * @param tracker what is shown, from its first frame on
   * @return a new listener
   * @throws IllegalStateException if the dashboard is closed or has 64 runs and panels
   */
  TrainingListener field(ErfTracker tracker);

  /**
   * Returns a listener that shows what a network's hypercolumns make of one photograph: its pixels
   * in five clusters and in the colours of their first three principal components. The first
   * picture is made in the first iteration, each later one when 20 times as long has passed as the
   * one before took, so that training is slowed by less than 5 %. A picture that fails is logged,
   * and no further one is tried.
   *
   * @param extractor of the network in training
   * @param photo the network's input, [1, channels, height, width], shown in grey beside what the
   *     network makes of it; copied. Not modified
   * @return a new listener
   * @throws IllegalArgumentException if the photo has another shape
   * @throws IllegalStateException if the dashboard is closed or has 64 runs and panels
   */
  TrainingListener hypercolumns(HypercolumnExtractor extractor, INDArray photo);

  /**
   * Shows a log that another process writes, what is in it and what is still to come.
   *
   * @param run the name by which the page shows it
   * @param log a gradient log, at least its first line written
   * @throws IOException if it cannot be read or is no gradient log. Corruption further on is shown
   *     on the page and logged; frames before it stay.
   * @throws IllegalStateException if the dashboard is closed or has 64 runs and panels
   */
  void follow(String run, Path log) throws IOException;

  /**
   * Tells the browsers that no more comes, and stops. What they show stays. Idempotent.
   *
   * @throws IOException if the port cannot be given up
   */
  @Override
  void close() throws IOException;

  /** Settings of a {@link Dashboard}. Not thread-safe. */
  final class Builder {
    private @Nullable InetAddress address;
    private int port;
    private @Nullable String token;
    private GradientAlarm alarm = GradientAlarm.standard();
    private final Set<String> hosts = new HashSet<>();

    private Builder() {}

    /**
     * Listens at another address than this machine's own loopback, for other machines to reach.
     * What is sent can then be read on the way: prefer a tunnel ({@code ssh -L}) where others share
     * the network.
     *
     * @param address the address; the loopback one by default
     * @return this builder
     */
    public Builder address(InetAddress address) {
      this.address = Objects.requireNonNull(address, "address");
      return this;
    }

    /**
     * Allows a name by which browsers call this machine; without it only {@code localhost} and the
     * address itself are answered.
     *
     * @param name a host name without port
     * @return this builder
     */
    public Builder host(String name) {
      hosts.add(Objects.requireNonNull(name, "name").toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Listens at a port.
     *
     * @param port 0…65535; 0, any free one, by default
     * @return this builder
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Takes a token that stays the same, so that a page that is open goes on when the program is
     * started again at the same port.
     *
     * @param token 16…100 letters and digits that nobody can guess; random by default
     * @return this builder
     */
    public Builder token(String token) {
      this.token = Objects.requireNonNull(token, "token");
      return this;
    }

    /**
     * Sets when the page says that something is wrong.
     *
     * @param thresholds from {@link GradientAlarm#builder}, the standard ones by default; each run
     *     is watched by a copy that has seen nothing yet
     * @return this builder
     */
    public Builder alarm(GradientAlarm thresholds) {
      this.alarm = Objects.requireNonNull(thresholds, "thresholds");
      return this;
    }

    /**
     * Starts.
     *
     * @return the dashboard, to be closed
     * @throws java.net.BindException if the port is in use
     * @throws IOException if the address is none of this machine's
     * @throws IllegalArgumentException if port or token are out of range
     */
    public Dashboard build() throws IOException {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port: expected 0 to 65535, got " + port);
      }
      if (token != null && !token.matches("[0-9A-Za-z]{16,100}")) {
        throw new IllegalArgumentException(
            "token: expected 16 to 100 letters and digits, got "
                + token.length()
                + " characters, or others");
      }
      InetAddress bound = address == null ? InetAddress.getLoopbackAddress() : address;
      return new LiveDashboard(
          bound, port, token == null ? Access.randomToken() : token, Set.copyOf(hosts), alarm);
    }

    @Override
    public String toString() {
      return "Dashboard.Builder[port " + port + "]";
    }
  }
}
