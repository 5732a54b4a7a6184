package org.percept4j.live;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a log on a thread of its own, and waits at its end for more. */
final class LogFollower implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

  private final Path path;
  private final GrowingFile file;
  private final GradientLog log;

  private LogFollower(Path path, GrowingFile file, GradientLog log) {
    this.path = path;
    this.file = file;
    this.log = log;
  }

  /** Opens a log and reads its first line. */
  static LogFollower open(Path path) throws IOException {
    GrowingFile file = new GrowingFile(path);
    try {
      return new LogFollower(path, file, GradientLog.read(file, path.toString()));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  void start(RunSink sink) {
    file.waitForMore();
    Thread thread = new Thread(() -> run(sink), "percept4j-live-" + path.getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  private void run(RunSink sink) {
    try (log) {
      for (GradientFrame frame = log.next(); frame != null; frame = log.next()) {
        sink.accept(frame);
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The rest of {} cannot be shown", path, e);
      sink.fail(String.valueOf(e.getMessage()));
    }
  }

  /** Ends the wait; the thread then ends by itself. */
  @Override
  public void close() {
    file.stop();
  }
}
