package org.percept4j.sonify;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Runs one sink on a thread of its own behind a bounded queue, so that neither training nor another
 * sink ever waits for it or fails with it.
 */
final class SinkRunner {

  private final GradientSink sink;
  private final boolean lossless;
  private final long stallMillis;
  private final BiConsumer<GradientSink, Exception> onError;

  /** An empty entry ends the thread. */
  private final BlockingQueue<Optional<GradientFrame>> queue;

  private final Thread thread;
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean failed;

  /**
   * Starts the thread.
   *
   * @param lossless what to do when the queue is full: true to wait for room, up to {@code
   *     stallMillis}, after which the sink counts as failed; false to leave the frame out
   */
  SinkRunner(
      GradientSink sink,
      boolean lossless,
      int capacity,
      long stallMillis,
      BiConsumer<GradientSink, Exception> onError) {
    this.sink = sink;
    this.lossless = lossless;
    this.stallMillis = stallMillis;
    this.onError = onError;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = new Thread(this::run, "percept4j-" + sink.getClass().getSimpleName());
    this.thread.setDaemon(true);
    this.thread.start();
  }

  void offer(GradientFrame frame) {
    if (failed || !put(Optional.of(frame), lossless ? stallMillis : 0)) {
      dropped.incrementAndGet();
    }
  }

  /** Frames that did not reach the sink. */
  long dropped() {
    return dropped.get();
  }

  private boolean put(Optional<GradientFrame> frame, long millis) {
    if (queue.offer(frame)) {
      return true;
    }
    if (millis == 0) {
      return false;
    }
    try {
      if (queue.offer(frame, millis, TimeUnit.MILLISECONDS)) {
        return true;
      }
      fail(new IOException("expected the sink to take a frame within " + millis + " ms"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
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
    }
  }

  private void accept(GradientFrame frame) {
    try {
      sink.accept(frame);
    } catch (IOException | RuntimeException e) {
      dropped.incrementAndGet();
      fail(e);
    }
  }

  /** Reports the first failure only. */
  private void fail(Exception e) {
    synchronized (this) {
      if (failed) {
        return;
      }
      failed = true;
    }
    onError.accept(sink, e);
  }

  /** Lets the thread finish what is queued. */
  void end() {
    boolean queued = false;
    try {
      queued = queue.offer(Optional.empty(), stallMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!queued) {
      thread.interrupt();
    }
  }

  /** Waits for the thread, unless this is the thread itself. */
  void join(long millis) {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(millis);
      if (thread.isAlive()) {
        thread.interrupt();
        fail(new IOException("expected the sink to finish within " + millis + " ms"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
