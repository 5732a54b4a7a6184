package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * Makes sound and tables from logs, without training again: all of it, or a part, or so thinned
 * that it lasts no longer than one cares to listen. Every file it writes is whole or absent, and
 * never one of the logs. Immutable and thread-safe; a log is read anew for each file.
 */
public final class Replay {

  private final List<Path> logs;
  private final long from;
  private final long to;
  private final int every;
  private final double seconds;
  private final boolean overwrite;

  private Replay(Builder b) {
    logs = List.copyOf(b.logs);
    from = b.from;
    to = b.to;
    every = b.every;
    seconds = b.seconds;
    overwrite = b.overwrite;
  }

  /**
   * Says what was replayed.
   *
   * @param frames how many frames were written, after thinning
   * @param truncated whether the log's last line was truncated and left out
   */
  public record Result(long frames, boolean truncated) {}

  /**
   * Returns a builder.
   *
   * @param log a log
   * @param more later logs of the same training, in order; see {@link GradientLog#open}
   * @return a new builder
   */
  public static Builder builder(Path log, Path... more) {
    return new Builder(log, more);
  }

  /**
   * Writes a WAV file.
   *
   * @param out the file
   * @param mapping how norms sound
   * @param format how samples are stored
   * @return what was written
   * @throws IOException if a log cannot be read or is corrupt, or the file cannot be written
   */
  public Result wav(Path out, ToneMapping mapping, SampleFormat format) throws IOException {
    return write(out, mapping, path -> GradientSinks.wavSink(path, mapping, format, overwrite));
  }

  /**
   * Writes a MIDI file, see {@link GradientSinks#midi}.
   *
   * @param out the file
   * @param mapping how norms sound
   * @return what was written
   * @throws IOException if a log cannot be read or is corrupt, or the file cannot be written
   */
  public Result midi(Path out, ToneMapping mapping) throws IOException {
    return write(out, mapping, path -> new MidiSink(path, mapping, overwrite));
  }

  /**
   * Writes the labels that go with a WAV file of the same mapping, see {@link
   * GradientSinks#labels}.
   *
   * @param out the file
   * @param mapping how norms sound
   * @return what was written
   * @throws IOException if a log cannot be read or is corrupt, or the file cannot be written
   */
  public Result labels(Path out, ToneMapping mapping) throws IOException {
    return write(out, mapping, path -> new LabelSink(path, mapping, overwrite));
  }

  /**
   * Writes a table, see {@link GradientSinks#csv}; {@link Builder#seconds} does not apply.
   *
   * @param out the file
   * @return what was written
   * @throws IOException if a log cannot be read or is corrupt, or the file cannot be written
   */
  public Result csv(Path out) throws IOException {
    return write(out, null, path -> new CsvSink(path, overwrite));
  }

  /**
   * Writes an event file for TensorBoard, see {@link GradientSinks#tensorBoard}; {@link
   * Builder#seconds} does not apply.
   *
   * @param folder an existing folder
   * @return what was written
   * @throws IOException if a log cannot be read or is corrupt, or the file cannot be written
   */
  public Result tensorBoard(Path folder) throws IOException {
    return write(folder, null, path -> new TensorBoardSink(path, overwrite));
  }

  private interface Opener {
    FileSink open(Path path) throws IOException;
  }

  private Result write(Path out, @Nullable ToneMapping mapping, Opener opener) throws IOException {
    for (Path log : logs) {
      TwoRuns.requireOther(log, out);
    }
    int group = mapping == null ? 1 : framesPerSound(mapping);
    try (GradientLog log = open()) {
      FileSink sink = opener.open(out);
      try {
        long frames = replay(log, new Thinning(group, sink));
        sink.close();
        return new Result(frames, log.truncated());
      } catch (IOException | RuntimeException | Error e) {
        try {
          sink.undo();
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
    }
  }

  /**
   * Hands the chosen frames to a sink; {@link Builder#seconds} does not apply. Closes nothing.
   *
   * @param sink the sink
   * @return what was handed over
   * @throws IOException if a log cannot be read or is corrupt, or the sink fails
   */
  public Result into(GradientSink sink) throws IOException {
    try (GradientLog log = open()) {
      long frames = replay(log, new Thinning(1, sink));
      return new Result(frames, log.truncated());
    } catch (IOException | RuntimeException e) {
      sink.abandon();
      throw e;
    }
  }

  private GradientLog open() throws IOException {
    return GradientLog.open(logs.get(0), logs.subList(1, logs.size()).toArray(new Path[0]));
  }

  private long replay(GradientLog log, Thinning thinning) throws IOException {
    Selected selected = new Selected(log);
    for (GradientFrame frame = selected.next(); frame != null; frame = selected.next()) {
      thinning.accept(frame);
    }
    return thinning.end();
  }

  /** Frames of a log that are in the range, every k-th of each network. */
  private final class Selected {
    private final GradientLog log;
    private final Map<Integer, Long> seen = new HashMap<>();

    Selected(GradientLog log) {
      this.log = log;
    }

    @Nullable GradientFrame next() throws IOException {
      for (GradientFrame frame = log.next(); frame != null; frame = log.next()) {
        boolean within = frame.iteration() >= from && frame.iteration() <= to;
        if (within && (seen.merge(frame.worker(), 1L, Long::sum) - 1) % every == 0) {
          return frame;
        }
      }
      return null;
    }
  }

  /** Returns how many frames must share one so that the sound is as short as asked. */
  private int framesPerSound(ToneMapping mapping) throws IOException {
    if (seconds == Double.POSITIVE_INFINITY) {
      return 1;
    }
    double all = 0;
    try (GradientLog log = open()) {
      Selected selected = new Selected(log);
      for (GradientFrame frame = selected.next(); frame != null; frame = selected.next()) {
        all += mapping.timing().frameSeconds(frame.tracks().size());
      }
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(all / seconds)));
  }

  @Override
  public String toString() {
    return String.format(
        "Replay[%s, iterations %d to %d, every %d, at most %s s]", logs, from, to, every, seconds);
  }

  /** Collects which part of the logs is replayed. */
  public static final class Builder {

    private final List<Path> logs = new ArrayList<>();
    private long from;
    private long to = Long.MAX_VALUE;
    private int every = 1;
    private double seconds = Double.POSITIVE_INFINITY;
    private boolean overwrite;

    private Builder(Path log, Path... more) {
      logs.add(Objects.requireNonNull(log, "log"));
      logs.addAll(List.of(more));
    }

    /**
     * Leaves out what is before an iteration.
     *
     * @param iteration the first that is replayed; 0 by default
     * @return this builder
     */
    public Builder from(long iteration) {
      from = iteration;
      return this;
    }

    /**
     * Leaves out what is after an iteration.
     *
     * @param iteration the last that is replayed; the last of all by default
     * @return this builder
     */
    public Builder to(long iteration) {
      to = iteration;
      return this;
    }

    /**
     * Takes every k-th frame of each network, the others are left out.
     *
     * @param frames at least 1; 1 by default
     * @return this builder
     */
    public Builder every(int frames) {
      every = frames;
      return this;
    }

    /**
     * Limits how long a sound lasts: as many frames in a row as it takes become one, in which each
     * track sounds the worst of its norms (NaN, infinite, or the largest), so no trouble is lost.
     *
     * @param most seconds, positive; no limit by default. Marks of epochs come on top, and the last
     *     frame may
     * @return this builder
     */
    public Builder seconds(double most) {
      seconds = most;
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
     * Builds the replay; nothing is opened yet.
     *
     * @return the replay
     * @throws IllegalArgumentException if a setting is out of range
     */
    public Replay build() {
      if (from > to) {
        throw new IllegalArgumentException("from: expected at most to " + to + ", got " + from);
      }
      if (every < 1) {
        throw new IllegalArgumentException("every: expected at least 1, got " + every);
      }
      if (!(seconds > 0)) {
        throw new IllegalArgumentException("seconds: expected more than 0, got " + seconds);
      }
      return new Replay(this);
    }

    @Override
    public String toString() {
      return "Replay.Builder" + logs;
    }
  }
}
