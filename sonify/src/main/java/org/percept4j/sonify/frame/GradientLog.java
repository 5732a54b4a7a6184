package org.percept4j.sonify.frame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log of frames, read one at a time. JSON lines: the first names the format and holds settings, a
 * line with {@code tracks} says what the norms of the following lines belong to, every other line
 * is a frame with iteration {@code i}, epoch {@code e}, worker {@code w} if not 0, time {@code t},
 * score {@code s}, learning rate {@code lr}, norms {@code n} and update-to-weight ratios {@code u};
 * numbers that JSON lacks are the strings {@code "NaN"} and {@code "Infinity"}. The whole format is
 * in {@code docs/log-format.md}.
 *
 * <p>A last line that was truncated by the end of the program that wrote it is left out, and {@link
 * #truncated()} says so; anything else that is not a log is refused. Not thread-safe.
 */
public final class GradientLog implements AutoCloseable {

  /** The format that a log names in its first line. */
  public static final String FORMAT = "percept4j-gradients";

  /** The version of the format that is written and read. */
  public static final int VERSION = 1;

  private final List<LogReader> readers;

  /** The next frame of each reader, as far as it is known. */
  private final @Nullable GradientFrame[] ahead;

  private int current;

  private GradientLog(List<LogReader> readers) {
    this.readers = readers;
    this.ahead = new GradientFrame[readers.size()];
  }

  /**
   * Opens a log, or several as one: of a training that was resumed, each log ends where the next
   * begins, so that iterations that were repeated after a restart are read once.
   *
   * @param first the file
   * @param more later logs of the same training, in order
   * @return the log, to be closed
   * @throws IOException if one cannot be read or is not a log
   */
  public static GradientLog open(Path first, Path... more) throws IOException {
    List<Path> paths = new ArrayList<>(List.of(more));
    paths.add(0, first);
    List<LogReader> readers = new ArrayList<>();
    try {
      for (Path path : paths) {
        readers.add(LogReader.open(path));
      }
      GradientLog log = new GradientLog(readers);
      for (int r = 1; r < readers.size(); r++) {
        log.ahead[r] = readers.get(r).next();
      }
      return log;
    } catch (IOException | RuntimeException e) {
      close(readers, e);
      throw e;
    }
  }

  /**
   * Reads a log from a stream, such as one that waits at its end for more.
   *
   * @param stream the bytes; closed with the log, and if it is none
   * @param name what messages call it
   * @return the log, to be closed
   * @throws IOException if it cannot be read or is not a log
   */
  public static GradientLog read(InputStream stream, String name) throws IOException {
    return new GradientLog(List.of(LogReader.read(stream, name)));
  }

  private static void close(List<LogReader> readers, Exception reason) {
    for (LogReader reader : readers) {
      try {
        reader.close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  /**
   * Returns what the writer noted about how the norms came about.
   *
   * @return settings of the first log by name, sorted; empty if there are none
   */
  public Map<String, String> settings() {
    return readers.get(0).settings();
  }

  /**
   * Returns the next frame.
   *
   * @return the frame, or null after the last
   * @throws IOException if the file cannot be read or is corrupt; the message names file and line
   */
  public @Nullable GradientFrame next() throws IOException {
    while (current < readers.size()) {
      GradientFrame frame = ahead[current];
      ahead[current] = null;
      if (frame == null) {
        frame = readers.get(current).next();
      }
      if (frame != null && frame.iteration() < end()) {
        return frame;
      }
      current++;
    }
    return null;
  }

  /** Returns the first iteration of the logs after the current one. */
  private long end() {
    long end = Long.MAX_VALUE;
    for (int r = current + 1; r < ahead.length; r++) {
      GradientFrame frame = ahead[r];
      end = frame == null ? end : Math.min(end, frame.iteration());
    }
    return end;
  }

  /**
   * Tells whether a log's last line was truncated. Known after {@link #next()} gave null.
   *
   * @return true if so; that line is not among the frames
   */
  public boolean truncated() {
    return readers.stream().anyMatch(LogReader::truncated);
  }

  /**
   * Plays all frames that are left into a sink; closes neither. If the log proves corrupt, the sink
   * is told to {@link GradientSink#abandon()}: a file that it writes will not be there.
   *
   * @param sink the sink
   * @return how many frames there were
   * @throws IOException if the log is corrupt or the sink fails
   */
  public long replay(GradientSink sink) throws IOException {
    long count = 0;
    for (GradientFrame frame = nextFor(sink); frame != null; frame = nextFor(sink)) {
      sink.accept(frame);
      count++;
    }
    return count;
  }

  private @Nullable GradientFrame nextFor(GradientSink sink) throws IOException {
    try {
      return next();
    } catch (IOException | RuntimeException e) {
      sink.abandon();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    IOException failed = new IOException("expected to close all logs");
    close(readers, failed);
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  @Override
  public String toString() {
    return "GradientLog" + readers;
  }
}
