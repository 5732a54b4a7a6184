package org.percept4j.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All channels of a dashboard, and where browsers wait for something new. Thread-safe. */
final class Channels {

  /** Workers, runs and panels together; beyond it something is wrong in the program. */
  static final int MAX_CHANNELS = 64;

  private final List<Channel> list = new ArrayList<>();
  private long version;
  private boolean closed;

  synchronized void add(Channel channel) {
    if (list.size() == MAX_CHANNELS) {
      throw new IllegalStateException(
          "channels: expected at most " + MAX_CHANNELS + " runs, workers and panels, got another");
    }
    list.add(channel);
    changed();
  }

  synchronized List<Channel> list() {
    return List.copyOf(list);
  }

  /** Says that some channel has something new. */
  synchronized void changed() {
    version++;
    notifyAll();
  }

  synchronized long version() {
    return version;
  }

  /** Waits until something is new since a version, at most so long. */
  synchronized void await(long since, long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (version == since && !closed && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
