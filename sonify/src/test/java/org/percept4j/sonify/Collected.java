package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A sink that keeps what it is given. */
final class Collected implements GradientSink {

  final List<GradientFrame> frames = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger closed = new AtomicInteger();

  /** What a sonifier with such a sink makes of a training; it must close the sink once. */
  static List<GradientFrame> during(
      GradientSonifier.Builder builder, Consumer<GradientSonifier> training) throws IOException {
    Collected sink = new Collected();
    try (GradientSonifier sonifier = builder.sink(sink).build()) {
      training.accept(sonifier);
    }
    assertThat(sink.closed).hasValue(1);
    return sink.frames;
  }

  @Override
  public void accept(GradientFrame frame) {
    frames.add(frame);
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
