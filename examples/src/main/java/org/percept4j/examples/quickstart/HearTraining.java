package org.percept4j.examples.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.percept4j.sonify.GradientSonifier;

/** Hears a training: one listener, to be closed at the end. */
final class HearTraining {
  public static void main(String[] args) throws IOException {
    Path wav = Path.of(args.length > 0 ? args[0] : ".").resolve("training.wav");
    var network = Bars.network();
    var random = new Random(1);
    try (var sonifier = GradientSonifier.builder().wav(wav).overwrite(true).build()) {
      network.addListeners(sonifier);
      for (int i = 0; i < 200; i++) {
        network.fit(Bars.batch(16, random));
      }
    }
    System.out.println("Listen to " + wav);
  }
}
