package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;
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

  private GradientRecorder(Builder b, List<OpenSink> sinks) {
    errorListener = b.errorListener;
    for (OpenSink open : sinks) {
      runners.add(new SinkRunner(open.sink(), open.lossless(), open.capacity(), this::sinkFailed));
    }
    AlarmSink watch = new AlarmSink(b.alarm, b.alarmListener, this::tell);
    runners.add(new SinkRunner(watch, true, b.capacity, this::sinkFailed));
  }

  /** A sink that is open, and how its queue behaves. */
  private record OpenSink(GradientSink sink, boolean lossless, int capacity) {}

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
    try {
      errorListener.accept(e);
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
  public static final class Builder {

    /** How many frames may wait for live sound before newer ones are merged. */
    private static final int LIVE_CAPACITY = 4;

    /** A sink to be opened. */
    private record Plan(@Nullable Path file, String name, boolean lossless, SinkOpener opener) {}

    /** Opens a sink; told whether it may overwrite. */
    interface SinkOpener {
      GradientSink open(boolean overwrite) throws IOException;
    }

    private final List<Plan> plans = new ArrayList<>();
    private final List<GradientSink> given = new ArrayList<>();
    private Map<String, String> settings = Map.of();
    private boolean overwrite;
    private int capacity = 1 << 16;
    private GradientAlarm alarm = GradientAlarm.standard();
    private Consumer<GradientAlarm.Event> alarmListener = e -> {};
    private Consumer<Exception> errorListener = e -> {};

    private Builder() {}

    /**
     * Records a WAV file.
     *
     * @param path the file
     * @param mapping how norms sound
     * @param format how samples are stored
     * @return this builder
     */
    public Builder wav(Path path, ToneMapping mapping, SampleFormat format) {
      return file(path, replace -> GradientSinks.wavSink(path, mapping, format, replace));
    }

    /**
     * Records a standard MIDI file, see {@link GradientSinks#midi}.
     *
     * @param path the file
     * @param mapping how norms sound
     * @return this builder
     */
    public Builder midi(Path path, ToneMapping mapping) {
      return file(path, replace -> new MidiSink(path, mapping, replace));
    }

    /**
     * Records a log, from which other sounds can be made later.
     *
     * @param path the file
     * @return this builder
     */
    public Builder log(Path path) {
      return file(path, replace -> GradientLogWriter.create(path, settings, replace));
    }

    /**
     * Continues a log that is there, or begins it.
     *
     * @param path the file
     * @return this builder
     */
    public Builder appendLog(Path path) {
      return file(path, replace -> GradientLogWriter.append(path, settings));
    }

    Builder file(Path path, SinkOpener opener) {
      Objects.requireNonNull(path, "path");
      plans.add(new Plan(path, path.toString(), true, opener));
      return this;
    }

    /**
     * Plays live, see {@link GradientSinks#live}.
     *
     * @param mapping how norms sound
     * @return this builder
     */
    public Builder live(ToneMapping mapping) {
      plans.add(new Plan(null, "live", false, replace -> GradientSinks.live(mapping)));
      return this;
    }

    /**
     * Hands frames to a sink of the user's own; lossless as files are.
     *
     * @param sink the sink; closed with the recorder
     * @return this builder
     */
    public Builder sink(GradientSink sink) {
      given.add(Objects.requireNonNull(sink, "sink"));
      plans.add(new Plan(null, "sink", true, replace -> sink));
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
     * Sets whether files that exist may be replaced.
     *
     * @param value false by default
     * @return this builder
     */
    public Builder overwrite(boolean value) {
      overwrite = value;
      return this;
    }

    /**
     * Watches for trouble. Without this call {@link GradientAlarm#standard()} watches and writes to
     * the log only.
     *
     * @param value thresholds
     * @param listener told of each event, on a thread of the recorder's
     * @return this builder
     */
    public Builder alarm(GradientAlarm value, Consumer<GradientAlarm.Event> listener) {
      alarm = Objects.requireNonNull(value, "alarm");
      alarmListener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Sets who is told, once for each, of sinks that failed. They are written to the log in any
     * case.
     *
     * @param listener called from any thread
     * @return this builder
     */
    public Builder onError(Consumer<Exception> listener) {
      errorListener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Sets how many frames may wait for a file sink.
     *
     * @param count at least 1; 65536 by default
     * @return this builder
     */
    public Builder queueCapacity(int count) {
      capacity = count;
      return this;
    }

    /**
     * Opens the sinks and starts. All files are begun under random names beside their places; only
     * when all could be, each goes to its place (a MIDI file when it is closed). A build that fails
     * leaves no file, none that was there is changed, and the sinks that were given stay open.
     *
     * @return the recorder
     * @throws IOException if a file cannot be created or exists
     * @throws IllegalArgumentException if a sink or a file was given twice, by whatever spelling of
     *     its path, or the capacity is below 1
     */
    public GradientRecorder build() throws IOException {
      if (capacity < 1) {
        throw new IllegalArgumentException("queueCapacity: expected at least 1, got " + capacity);
      }
      Set<GradientSink> different = Collections.newSetFromMap(new IdentityHashMap<>());
      different.addAll(given);
      if (different.size() < given.size()) {
        throw new IllegalArgumentException("sink: expected a new one, got one given before");
      }
      checkFilesDiffer();
      return new GradientRecorder(this, open());
    }

    private void checkFilesDiffer() throws IOException {
      List<Path> files = plans.stream().map(Plan::file).filter(Objects::nonNull).toList();
      for (int i = 0; i < files.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (OutputFile.same(files.get(i), files.get(j))) {
            throw new IllegalArgumentException(
                "path: expected a file of its own, got "
                    + files.get(i)
                    + (files.get(i).equals(files.get(j))
                        ? " again"
                        : ", which is " + files.get(j)));
          }
        }
      }
    }

    private List<OpenSink> open() throws IOException {
      List<OpenSink> all = new ArrayList<>();
      List<GradientSink> own = new ArrayList<>(); // those that were given are their giver's to undo
      try {
        for (Plan plan : plans) {
          GradientSink sink = plan.opener().open(overwrite);
          all.add(new OpenSink(sink, plan.lossless(), plan.lossless() ? capacity : LIVE_CAPACITY));
          if (!given.contains(sink)) {
            own.add(sink);
          }
        }
        for (GradientSink sink : own) {
          if (sink instanceof FileSink file) {
            file.begin();
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        own.forEach(sink -> undo(sink, e));
        throw e;
      }
      for (GradientSink sink : own) {
        if (sink instanceof FileSink file) {
          file.settle();
        }
      }
      return all;
    }

    private static void undo(GradientSink sink, Throwable reason) {
      try {
        if (sink instanceof FileSink file) {
          file.undo();
        } else if (sink instanceof LiveSink live) {
          live.close();
        }
      } catch (IOException | RuntimeException e) {
        reason.addSuppressed(e);
      }
    }

    @Override
    public String toString() {
      return "GradientRecorder.Builder" + plans.stream().map(Plan::name).toList();
    }
  }
}
