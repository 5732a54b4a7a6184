package org.percept4j.live;

import java.util.List;
import java.util.SplittableRandom;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/** Frames of a training that nobody ran. */
final class Frames {

  static final List<GradientTrack> TRACKS =
      List.of(
          new GradientTrack(0, "conv1", false),
          new GradientTrack(2, "conv2", false),
          new GradientTrack(4, "fc1", false),
          new GradientTrack(5, "fc2", false));

  private Frames() {}

  /** The frame of an iteration: always the same one. */
  static GradientFrame frame(long iteration) {
    SplittableRandom random = new SplittableRandom(iteration);
    double[] norms = new double[4];
    double[] ratios = new double[4];
    for (int t = 0; t < 4; t++) {
      norms[t] = Math.pow(10, -2 + t * 0.5 + random.nextDouble());
      ratios[t] = Math.pow(10, -3.5 + random.nextDouble());
    }
    return GradientFrame.builder(iteration, TRACKS, norms)
        .epoch((int) (iteration / 100))
        .time(System.currentTimeMillis() / 1e3)
        .score(2.3 * Math.exp(-iteration / 100.0) + 0.1 * random.nextDouble())
        .learningRate(0.01)
        .updateRatios(ratios)
        .build();
  }

  static GradientFrame of(long iteration, double... norms) {
    return GradientFrame.of(iteration, TRACKS.subList(0, norms.length), norms);
  }
}
