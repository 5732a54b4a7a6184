package org.percept4j.sonify.sink;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/**
 * Runs one sink on a thread of its own behind a bounded queue, so that neither training nor another
 * sink ever waits for it or fails with it.
 */
final class SinkRunner {

  private final GradientSink sink;
  private final boolean lossless;
  private final int capacity;
  private final BiConsumer<GradientSink, Exception> onError;
  private final Thread thread;
  private final AtomicBoolean told = new AtomicBoolean();

  /** Guarded by itself, as are the fields below. */
  private final Deque<GradientFrame> queue = new ArrayDeque<>();

  private long taken;
  private long merged;
  private long dropped;
  private boolean ended;
  private boolean overflowed;
  private volatile boolean failed;

  /**
   * Starts the thread.
   *
   * @param lossless whether a frame that finds the queue full is an error to be told; if not, it is
   *     merged with one that waits
   */
  SinkRunner(
      GradientSink sink,
      boolean lossless,
      int capacity,
      BiConsumer<GradientSink, Exception> onError) {
    this.sink = sink;
    this.lossless = lossless;
    this.capacity = capacity;
    this.onError = onError;
    this.thread = new Thread(this::run, "percept4j-" + name(sink));
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Takes a frame without waiting for the sink. */
  void offer(GradientFrame frame) {
    synchronized (queue) {
      if (failed || ended) {
        dropped++;
      } else if (queue.size() < capacity) {
        queue.add(frame);
        queue.notifyAll();
      } else if (lossless) {
        dropped++;
        overflowed = true;
      } else {
        merge(frame);
      }
    }
  }

  /** Puts a frame in place of the last waiting one of its network, keeping the worse norms. */
  private void merge(GradientFrame frame) {
    for (Iterator<GradientFrame> waiting = queue.descendingIterator(); waiting.hasNext(); ) {
      GradientFrame earlier = waiting.next();
      if (earlier.worker() == frame.worker() && earlier.tracks().equals(frame.tracks())) {
        waiting.remove();
        queue.add(frame.worstWith(earlier));
        merged++;
        return;
      }
    }
    queue.remove();
    queue.add(frame);
    dropped++;
  }

  /** Tells, once, of a sink that is to lose nothing and did. Apart, to be called without locks. */
  void tellOfOverflow() {
    boolean tell;
    synchronized (queue) {
      tell = overflowed;
    }
    if (tell) {
      tell(new IOException("expected at most " + capacity + " frames waiting, got more"));
    }
  }

  SinkCounts.Sink counts() {
    synchronized (queue) {
      return new SinkCounts.Sink(name(sink), taken, merged, dropped);
    }
  }

  /** Returns what log and thread call a sink; anonymous classes have no simple name. */
  static String name(GradientSink sink) {
    String name = sink.getClass().getSimpleName();
    return name.isEmpty() ? sink.getClass().getName() : name;
  }

  private void run() {
    try {
      for (GradientFrame frame = next(); frame != null; frame = next()) {
        accept(frame);
      }
    } catch (InterruptedException e) {
      fail(new IOException("expected to finish, was interrupted", e));
    }
    try {
      sink.close();
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (Error e) {
      fail(new IOException("closing ended in an error", e));
    }
  }

  private @Nullable GradientFrame next() throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && !ended) {
        queue.wait();
      }
      return queue.poll();
    }
  }

  private void accept(GradientFrame frame) {
    boolean done = false;
    try {
      if (!failed) {
        sink.accept(frame);
        done = true;
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (Error e) { // such as a class that is missing: this sink's end, nobody else's
      fail(new IOException("a frame ended in an error", e));
    }
    synchronized (queue) {
      if (done) {
        taken++;
      } else {
        dropped++;
      }
    }
  }

  private void fail(Exception e) {
    failed = true;
    tell(e);
  }

  /** Tells the first trouble only. */
  private void tell(Exception e) {
    if (told.compareAndSet(false, true)) {
      onError.accept(sink, e);
    }
  }

  /** Lets the thread finish what is queued; later frames are dropped. */
  void end() {
    synchronized (queue) {
      ended = true;
      queue.notifyAll();
    }
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  private long taken() {
    synchronized (queue) {
      return taken;
    }
  }

  /**
   * Waits for the thread as long as it gets on, even if the caller is interrupted, which it stays.
   *
   * @param stallMillis gives up after this long without a frame taken
   */
  void join(long stallMillis) {
    boolean interrupted = false;
    long before = taken();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
    while (thread.isAlive()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      long now = taken();
      if (left <= 0 && now == before) {
        fail(new IOException("expected the sink to get on within " + stallMillis + " ms"));
        thread.interrupt();
        break;
      }
      if (now != before) {
        before = now;
        deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
      }
      try {
        thread.join(Math.max(1, Math.min(left, 100)));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
