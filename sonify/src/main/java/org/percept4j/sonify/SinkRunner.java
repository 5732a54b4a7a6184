package org.percept4j.sonify;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Runs one sink on a thread of its own behind a bounded queue, so that neither training nor another
 * sink ever waits for it or fails with it.
 */
final class SinkRunner {

  private final GradientSink sink;
  private final boolean lossless;
  private final int capacity;
  private final BiConsumer<GradientSink, Exception> onError;

  /** Bounded by {@link #offer}; unbounded itself, so that the empty entry, the end, always fits. */
  private final BlockingQueue<Optional<GradientFrame>> queue = new LinkedBlockingQueue<>();

  private final Thread thread;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean failed;
  private volatile boolean overflowed;

  /**
   * Starts the thread.
   *
   * @param lossless whether a frame that finds the queue full is an error to be told
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

  /** Never waits. Called by one thread at a time. */
  void offer(GradientFrame frame) {
    if (failed) {
      dropped.incrementAndGet();
    } else if (queue.size() < capacity) {
      queue.add(Optional.of(frame));
    } else {
      dropped.incrementAndGet();
      overflowed = lossless;
    }
  }

  /** Tells, once, of a sink that is to lose nothing and did. Apart, to be called without locks. */
  void tellOfOverflow() {
    if (overflowed) {
      tell(new IOException("expected at most " + capacity + " frames waiting, got more"));
    }
  }

  /** Frames that did not reach the sink. */
  long dropped() {
    return dropped.get();
  }

  /** What log and thread call a sink; anonymous classes have no simple name. */
  static String name(GradientSink sink) {
    String name = sink.getClass().getSimpleName();
    return name.isEmpty() ? sink.getClass().getName() : name;
  }

  private void run() {
    try {
      for (Optional<GradientFrame> frame = queue.take(); frame.isPresent(); frame = queue.take()) {
        if (failed) {
          dropped.incrementAndGet();
        } else {
          accept(frame.get());
        }
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

  private void accept(GradientFrame frame) {
    try {
      sink.accept(frame);
      taken.incrementAndGet();
    } catch (IOException | RuntimeException e) {
      dropped.incrementAndGet();
      fail(e);
    } catch (Error e) { // such as a class that is missing: this sink's end, nobody else's
      dropped.incrementAndGet();
      fail(new IOException("a frame ended in an error", e));
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

  /** Lets the thread finish what is queued; no frame may be offered afterwards. */
  void end() {
    queue.add(Optional.empty());
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Waits for the thread as long as it gets on, even if the caller is interrupted, which it stays.
   *
   * @param stallMillis gives up after this long without a frame taken
   */
  void join(long stallMillis) {
    boolean interrupted = false;
    long before = taken.get();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
    while (thread.isAlive()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 && taken.get() == before) {
        fail(new IOException("expected the sink to get on within " + stallMillis + " ms"));
        thread.interrupt();
        break;
      }
      if (taken.get() != before) {
        before = taken.get();
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
