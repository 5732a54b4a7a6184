package org.percept4j.live;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.percept4j.core.internal.AtomicFile;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientLog;

/**
 * The page of a {@link Dashboard} as one file that opens in any browser without server or network:
 * it draws and sounds the frames of logs. Immutable and thread-safe.
 *
 * <p>Of each run the newest {@value FrameChannel#MAX_RAW_FRAMES} frames are in it one by one, older
 * ones thinned to the smallest and largest value of blocks. 200 batches of a network of four layers
 * make a file of about 0.2 MB.
 */
public final class Report {

  /** A run and where its frames are. */
  private record Run(String name, Path log) {}

  private final String title;
  private final List<Run> runs;
  private final boolean overwrite;
  private final GradientAlarm alarm;

  private Report(Builder b) {
    alarm = b.alarm;
    title = b.title;
    runs = List.copyOf(b.runs);
    overwrite = b.overwrite;
  }

  /**
   * Writes the page for one log, named after it.
   *
   * @param log a gradient log; a last line that was truncated is left out
   * @param html the file to write, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if the log cannot be read or is corrupt, or the file cannot be written
   */
  public static void write(Path log, Path html) throws IOException {
    builder().run(name(log), log).overwrite(true).build().write(html);
  }

  private static String name(Path log) {
    String file = String.valueOf(log.getFileName());
    int dot = file.indexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  /**
   * Writes the page that a dashboard shows at this moment, pictures included.
   *
   * @param dashboard an open one
   * @param html the file to write, in an existing folder; replaced if it exists, whole or absent
   * @throws IOException if the file cannot be written
   */
  public static void write(Dashboard dashboard, Path html) throws IOException {
    if (!(dashboard instanceof LiveDashboard live)) {
      throw new IllegalArgumentException("dashboard: expected one from Dashboard.builder()");
    }
    checkFolder(html);
    byte[] page = PageData.selfContained("Percept4J", live.channels().list());
    AtomicFile.write(html, part -> Files.write(part, page));
  }

  /**
   * Returns a builder of a report without runs.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Writes the page.
   *
   * @param html the file to write, in an existing folder; whole or absent
   * @throws IOException if a log cannot be read or is corrupt, or the file exists or cannot be
   *     written
   */
  public void write(Path html) throws IOException {
    checkFolder(html);
    if (!overwrite && Files.exists(html)) {
      throw new FileAlreadyExistsException(
          html.toString(), null, "expected no file there, or to be told to overwrite it");
    }
    Channels channels = new Channels();
    for (Run run : runs) {
      if (Files.exists(html) && Files.isSameFile(html, run.log())) {
        throw new FileAlreadyExistsException(
            html.toString(), null, "expected a file other than the log, got the log itself");
      }
      try (RunSink sink = new RunSink(run.name(), name -> open(name, channels, alarm));
          GradientLog log = GradientLog.open(run.log())) {
        log.replay(sink);
      }
    }
    byte[] page = PageData.selfContained(title, channels.list());
    AtomicFile.write(html, part -> Files.write(part, page));
  }

  private static FrameChannel open(String name, Channels channels, GradientAlarm alarm) {
    FrameChannel channel =
        new FrameChannel(name, channels, alarm, FrameChannel.MAX_RAW_FRAMES, null);
    channels.add(channel);
    return channel;
  }

  private static void checkFolder(Path html) throws IOException {
    Path folder = html.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          html.toString(), null, "expected an existing folder to write into, got " + folder);
    }
  }

  /** Collects what a {@link Report} shows. Not thread-safe. */
  public static final class Builder {
    private final List<Run> runs = new ArrayList<>();
    private String title = "Percept4J";
    private boolean overwrite;
    private GradientAlarm alarm = GradientAlarm.standard();

    private Builder() {}

    /**
     * Names the page.
     *
     * @param title shown at its top; {@code Percept4J} by default
     * @return this builder
     */
    public Builder title(String title) {
      this.title = Objects.requireNonNull(title, "title");
      return this;
    }

    /**
     * Adds a run.
     *
     * @param name by which the page shows it
     * @param log its frames
     * @return this builder
     */
    public Builder run(String name, Path log) {
      runs.add(new Run(Objects.requireNonNull(name, "name"), Objects.requireNonNull(log, "log")));
      return this;
    }

    /**
     * Allows replacing a file that exists.
     *
     * @param overwrite false by default
     * @return this builder
     */
    public Builder overwrite(boolean overwrite) {
      this.overwrite = overwrite;
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
     * Returns the report; nothing is read yet.
     *
     * @return a new report
     * @throws IllegalArgumentException if there is no run
     */
    public Report build() {
      if (runs.isEmpty()) {
        throw new IllegalArgumentException("runs: expected at least one, got none");
      }
      return new Report(this);
    }

    @Override
    public String toString() {
      return "Report.Builder[" + title + ", " + runs.size() + " runs]";
    }
  }

  @Override
  public String toString() {
    return "Report[" + title + ", " + runs.size() + " runs]";
  }
}
