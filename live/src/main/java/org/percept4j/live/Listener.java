package org.percept4j.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One browser that listens: how far it has come, and what is still on the way to it. */
final class Listener {

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  /** A browser that takes nothing for so long is dropped; it may come back and go on. */
  private static final int PATIENCE_SECONDS = 10;

  private final Connection connection;
  private final CountDownLatch gone = new CountDownLatch(1);
  private ByteBuffer pending;
  private long lastNanos = System.nanoTime();
  private Bundle.Progress progress;
  private boolean more;
  private boolean ending;

  /**
   * A browser that has asked.
   *
   * @param progress how far an earlier connection of it came
   * @param greeting what it is sent first
   */
  Listener(Connection connection, Bundle.Progress progress, byte[] greeting) {
    this.connection = connection;
    this.progress = progress;
    this.pending = ByteBuffer.wrap(greeting);
  }

  Bundle.Progress progress() {
    return progress;
  }

  /** Takes what comes next; only when {@link #isReady}. */
  void take(Bundle bundle) {
    progress = bundle.after();
    more = bundle.more();
    if (bundle.bytes().length > 0) {
      pending = ByteBuffer.wrap(bundle.bytes());
    } else if (System.nanoTime() - lastNanos > QUIET_NANOS) {
      pending = ByteBuffer.wrap(Events.STILL_HERE);
    }
  }

  /** Takes the last that it is sent; only when {@link #isReady}. */
  void takeLast(byte[] last) {
    pending = ByteBuffer.wrap(last);
    ending = true;
  }

  /** Whether it has the last. */
  boolean isDone() {
    return ending && !pending.hasRemaining();
  }

  /** Whether it has all that it was sent so far. */
  boolean isReady() {
    return !pending.hasRemaining();
  }

  /** Whether it is to be looked at again soon: it has not taken all, or not been sent all. */
  boolean isBehind() {
    return more || pending.hasRemaining();
  }

  /** Sends as much as the connection takes without waiting. */
  void send() throws IOException {
    if (pending.hasRemaining() && connection.write(pending) > 0) {
      lastNanos = System.nanoTime();
      connection.within(PATIENCE_SECONDS);
    }
  }

  void leave() {
    gone.countDown();
  }

  /** Waits until nothing more is sent to it. */
  void awaitEnd() throws InterruptedException {
    gone.await();
  }
}
