package org.percept4j.live;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/** Frames to channels, one for each worker. Runs on the sonifier's thread for it. */
final class RunSink implements GradientSink {

  /** Opens a channel. */
  @FunctionalInterface
  interface Opener {
    FrameChannel open(String name) throws IOException;
  }

  private final String run;
  private final Opener opener;
  private final FrameChannel first;
  private final Map<Integer, FrameChannel> workers = new HashMap<>();

  RunSink(String run, Opener opener) throws IOException {
    this.run = Objects.requireNonNull(run, "run");
    this.opener = opener;
    this.first = opener.open(run);
  }

  @Override
  public void accept(GradientFrame frame) throws IOException {
    int worker = frame.worker();
    FrameChannel channel = workers.get(worker);
    if (channel == null) {
      channel = workers.isEmpty() ? first : opener.open(run + " · worker " + worker);
      workers.put(worker, channel);
    }
    channel.add(frame);
  }

  /** Says on the page that no more comes, and why. */
  void fail(String message) {
    first.fail(message);
  }

  /** Leaves everything on the page. */
  @Override
  public void close() {}
}
