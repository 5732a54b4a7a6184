package org.percept4j.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;

/**
 * The rows of one log, made frame by frame; what is wrong with it is the last. The file is closed
 * when its task ends, however much of it was read.
 */
final class LogRows implements Iterator<Row> {

  /** Makes rows of frames, in order. */
  @FunctionalInterface
  interface Maker {
    void add(String run, GradientFrame frame, List<Row> rows);
  }

  private final NamedFile file;
  private final Configuration hadoop;
  private final Maker maker;
  private final int width;
  private final Deque<Row> ready = new ArrayDeque<>();
  private @Nullable GradientLog log;
  private boolean ended;

  LogRows(NamedFile file, Configuration hadoop, Maker maker, int width) {
    this.file = file;
    this.hadoop = hadoop;
    this.maker = maker;
    this.width = width;
    TaskCompletionListener end = context -> close();
    TaskContext.get().addTaskCompletionListener(end);
  }

  private void close() {
    ended = true;
    try {
      if (log != null) {
        log.close();
        log = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      try {
        read();
      } catch (InterruptedIOException e) {
        throw new UncheckedIOException(e); // the task is being ended
      } catch (IOException e) {
        close();
        Object[] values = new Object[width];
        values[0] = file.name();
        values[width - 1] = String.valueOf(e.getMessage());
        ready.add(RowFactory.create(values));
      }
    }
    return !ready.isEmpty();
  }

  private void read() throws IOException {
    GradientLog from = log;
    if (from == null) {
      from = GradientLog.read(file.open(hadoop), file.name());
      log = from;
    }
    GradientFrame frame = from.next();
    if (frame == null) {
      close();
    } else {
      List<Row> rows = new ArrayList<>();
      maker.add(file.name(), frame, rows);
      ready.addAll(rows);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
