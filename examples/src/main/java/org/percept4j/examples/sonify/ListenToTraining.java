package org.percept4j.examples.sonify;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.examples.data.Digits;
import org.percept4j.sonify.GradientSonifier;

/** Hears a training live and records it: what to copy into one's own. */
public final class ListenToTraining {

  private ListenToTraining() {}

  /**
   * Trains LeNet on 100 batches.
   *
   * @param args the WAV file to write, {@code training.wav} by default
   * @throws IOException if the file exists or cannot be written
   */
  public static void main(String[] args) throws IOException {
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(0.01, 0.5), 1);
    Path wav = Path.of(args.length > 0 ? args[0] : "training.wav");
    try (GradientSonifier sonifier = GradientSonifier.builder().live().wav(wav).build()) {
      net.addListeners(sonifier);
      for (DataSet batch : Digits.bundled(true).batches(10, 100, 1)) {
        net.fit(batch);
      }
    }
    System.out.println("Recorded " + wav.toAbsolutePath());
  }
}
