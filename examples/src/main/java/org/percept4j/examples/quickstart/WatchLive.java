package org.percept4j.examples.quickstart;

import java.io.IOException;
import java.util.Random;
import org.percept4j.live.Dashboard;
import org.percept4j.sonify.GradientSonifier;

/** Hears and watches a training in a browser, here or through {@code ssh -L}. */
final class WatchLive {
  public static void main(String[] args) throws IOException {
    int batches = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    var network = Bars.network();
    var random = new Random(1);
    try (var live = Dashboard.builder().build();
        var sonifier = GradientSonifier.builder().sink(live.gradients("bars")).build()) {
      System.out.println("Open " + live.address());
      network.addListeners(sonifier);
      for (int i = 0; i < batches; i++) {
        network.fit(Bars.batch(16, random));
      }
    }
  }
}
