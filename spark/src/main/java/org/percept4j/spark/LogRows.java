package org.percept4j.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;

/** The rows of one log, made frame by frame; what is wrong with it is the last. */
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
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      try {
        read();
      } catch (InterruptedIOException e) {
        throw new java.io.UncheckedIOException(e); // the task is being ended
      } catch (IOException e) {
        ended = true;
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
      ended = true;
      from.close();
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
