package org.percept4j.sonify.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands frames to several sinks at once, without waiting for any of them: what a {@code
 * GradientSonifier} does with its frames, for frames of any other origin.
 *
 * <p>Every sink has its own thread and a bounded queue. File sinks lose nothing unless they fall
 * {@link Builder#queueCapacity} frames behind; frames are then left out and counted, and the
 * trouble is reported once. Live sound that cannot keep up merges frames and sounds the worst. A
 * sink that fails is reported once and left; the others go on. Thread-safe.
 */
public final class GradientRecorder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GradientRecorder.class);
  private static final long STALL_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final List<SinkRunner> runners = new ArrayList<>();
  private final Consumer<Exception> errorListener;
  private boolean closed;
  private long frames;

  GradientRecorder(
      List<SinkPlans.OpenSink> sinks,
      AlarmSink watch,
      int watchCapacity,
      Consumer<Exception> errorListener) {
    this.errorListener = errorListener;
    for (SinkPlans.OpenSink open : sinks) {
      runners.add(new SinkRunner(open.sink(), open.lossless(), open.capacity(), this::sinkFailed));
    }
    runners.add(new SinkRunner(watch, true, watchCapacity, this::sinkFailed));
  }

  /**
   * Returns a builder without sinks.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private void sinkFailed(GradientSink sink, Exception e) {
    LOG.error("{} misses frames; training goes on", SinkRunner.name(sink), e);
    tell(e);
  }

  /**
   * Tells the error listener of trouble; what the listener itself throws is logged.
   *
   * @param e the trouble
   */
  public void tell(Exception e) {
    tell(errorListener, e);
  }

  static void tell(Consumer<Exception> listener, Exception e) {
    try {
      listener.accept(e);
    } catch (RuntimeException | Error fromListener) {
      LOG.error("The error listener itself failed", fromListener);
    }
  }

  /**
   * Hands a frame to all sinks, in the order of the calls; ignored after {@link #close()}.
   *
   * @param frame the frame
   */
  public void record(GradientFrame frame) {
    synchronized (this) {
      if (closed) {
        return;
      }
      frames++;
      for (SinkRunner runner : runners) {
        runner.offer(frame);
      }
    }
    runners.forEach(SinkRunner::tellOfOverflow);
  }

  /**
   * Returns what has become of the frames so far.
   *
   * @return the counts at this moment
   */
  public SinkCounts counts() {
    long made;
    synchronized (this) {
      made = frames;
    }
    return new SinkCounts(made, runners.stream().map(SinkRunner::counts).toList());
  }

  /**
   * Finishes all files and gives up all resources; later frames are ignored. Idempotent. Waits for
   * the sinks as long as they get on (a sink that takes nothing for a minute is given up), but not
   * when called from a listener or sink of this recorder's: they then finish in the background.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      runners.forEach(SinkRunner::end);
    }
    if (runners.stream().anyMatch(SinkRunner::isCurrentThread)) {
      return; // a sink's thread that waited for another might be waited for by it
    }
    runners.forEach(runner -> runner.join(STALL_MILLIS));
    if (counts().dropped() > 0) {
      LOG.warn("Not every frame was recorded: {}", counts());
    }
  }

  @Override
  public String toString() {
    return "GradientRecorder[" + counts() + "]";
  }

  /** Collects where the frames of a {@link GradientRecorder} go. */
  public static final class Builder extends RecordingSettings<Builder> {

    private Map<String, String> settings = Map.of();

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Sets what logs note about how the norms came about.
     *
     * @param values settings by name; none by default
     * @return this builder
     */
    public Builder settings(Map<String, String> values) {
      settings = Map.copyOf(values);
      return this;
    }

    /**
     * Opens the sinks and starts. A build that fails leaves no file, none that was there is
     * changed, and the sinks that were given stay open.
     *
     * @return the recorder
     * @throws IOException if a file cannot be created or exists
     * @throws IllegalArgumentException if a sink or a file was given twice, by whatever spelling of
     *     its path, or the capacity is below 1
     */
    public GradientRecorder build() throws IOException {
      return open(settings);
    }

    @Override
    public String toString() {
      return "GradientRecorder.Builder" + super.toString();
    }
  }
}
