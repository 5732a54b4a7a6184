package org.percept4j.sonify.frame;

import java.util.List;
import java.util.stream.IntStream;

/** Frames for tests. */
public final class Frames {

  private Frames() {}

  public static List<GradientTrack> tracks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new GradientTrack(i, "layer" + i, false))
        .toList();
  }

  public static GradientFrame of(long iteration, double... norms) {
    return GradientFrame.of(iteration, tracks(norms.length), norms);
  }
}
