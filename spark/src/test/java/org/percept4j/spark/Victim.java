package org.percept4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;

/** An executor that says in mid-task where it is, and waits to be killed. */
final class Victim {

  private Victim() {}

  /** On an executor, the first time: writes its process's number and waits. */
  static void offer(String marker) {
    Path started = Path.of(marker);
    if (TaskContext.get() == null || Files.exists(started)) {
      return;
    }
    try {
      Path part = started.resolveSibling(started.getFileName() + ".part");
      Files.writeString(part, Long.toString(ProcessHandle.current().pid()));
      Files.move(part, started);
      TimeUnit.MINUTES.sleep(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("expected to be killed");
  }

  /** Kills it, with SIGKILL, as soon as it waits. */
  static void kill(String marker, Future<?> work) throws IOException {
    Path started = Path.of(marker);
    LoopbackCluster.await("a task under way", () -> Files.exists(started) || work.isDone());
    long pid = Long.parseLong(Files.readString(started));
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }
}
