package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;

/** DL4J's ParallelWrapper shares one listener among the worker threads. */
class ParallelWrapperTest {

  @Test
  void everyBatchOfEveryWorkerMakesOneWholeFrame() throws Exception {
    MultiLayerNetwork net = Networks.sequential();
    Collected sink = new Collected();
    try (GradientSonifier sonifier = GradientSonifier.builder().sink(sink).build()) {
      net.setListeners(sonifier);
      ParallelWrapper wrapper =
          new ParallelWrapper.Builder<>(net).workers(2).averagingFrequency(1).build();
      wrapper.setListeners(sonifier);
      wrapper.fit(new ListDataSetIterator<>(Networks.data(80, 2).asList(), 5));
      wrapper.shutdown();
    }
    assertThat(sink.frames).hasSize(16);
    Map<Integer, List<GradientFrame>> workers =
        sink.frames.stream().collect(Collectors.groupingBy(GradientFrame::worker));
    assertThat(workers).hasSize(2);
    for (GradientFrame frame : sink.frames) {
      assertThat(frame.tracks()).hasSize(2);
      assertThat(frame.norms()).doesNotContain(0.0, Double.NaN);
    }
  }

  @Test
  void workersKeepTheirNumbersFromFitToFit() throws Exception {
    MultiLayerNetwork net = Networks.sequential();
    Collected sink = new Collected();
    try (GradientSonifier sonifier = GradientSonifier.builder().sink(sink).build()) {
      for (int fit = 0; fit < 5; fit++) {
        ParallelWrapper wrapper =
            new ParallelWrapper.Builder<>(net).workers(2).averagingFrequency(1).build();
        wrapper.setListeners(sonifier);
        wrapper.fit(new ListDataSetIterator<>(Networks.data(20, fit).asList(), 5));
        wrapper.shutdown();
      }
    }
    assertThat(sink.frames).hasSize(20);
    assertThat(sink.frames.stream().map(GradientFrame::worker).distinct())
        .containsExactlyInAnyOrder(0, 1);
  }
}
