package org.percept4j.examples.experiments.hypercolumn;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.percept4j.core.plot.BarPlot;

/** The most probable classes as bars. */
final class ClassPlot {

  private static final int MAX_CLASSES = 10;

  private ClassPlot() {}

  /** Draws bars of the scores of classes with names, the largest first. */
  static BarPlot of(String title, float[] scores, List<String> names) {
    BarPlot.Builder plot = BarPlot.builder(title, "%.2f");
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -scores[i]))
        .limit(MAX_CLASSES)
        .forEach(i -> plot.add(names.get(i), scores[i]));
    return plot.build();
  }
}
