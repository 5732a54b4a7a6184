package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;

/** Trainings that are listened to. */
final class Listening {

  private Listening() {}

  /** Returns the frames of a training with a sonifier, which must close its sink once. */
  static List<GradientFrame> during(
      GradientSonifier.Builder builder, Consumer<GradientSonifier> training) throws IOException {
    Collected sink = new Collected();
    try (GradientSonifier sonifier = builder.sink(sink).build()) {
      training.accept(sonifier);
    }
    assertThat(sink.closed).hasValue(1);
    return sink.frames;
  }
}
