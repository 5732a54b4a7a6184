package org.percept4j.sonify.frame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink that keeps what it is given. */
public final class Collected implements GradientSink {

  public final List<GradientFrame> frames = Collections.synchronizedList(new ArrayList<>());
  public final AtomicInteger closed = new AtomicInteger();

  @Override
  public void accept(GradientFrame frame) {
    frames.add(frame);
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
