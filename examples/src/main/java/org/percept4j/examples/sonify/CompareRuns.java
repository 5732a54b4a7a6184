package org.percept4j.examples.sonify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.examples.data.Digits;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.ToneMapping;
import org.percept4j.sonify.TwoRuns;

/** Two learning rates side by side: 0.01 in the left ear, 0.1 in the right. */
public final class CompareRuns {

  private CompareRuns() {}

  /**
   * Trains twice on 100 batches.
   *
   * @param args the WAV file to write, {@code two-runs.wav} by default
   * @throws IOException if the file exists or cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path wav = Path.of(args.length > 0 ? args[0] : "two-runs.wav");
    Path folder = Files.createTempDirectory("two-runs");
    Path left = folder.resolve("left.jsonl");
    Path right = folder.resolve("right.jsonl");
    train(0.01, left);
    train(0.1, right);
    TwoRuns.render(left, right, ToneMapping.perceptual(), wav, false);
    System.out.println("Recorded " + wav.toAbsolutePath());
  }

  private static void train(double learningRate, Path log) throws IOException {
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(learningRate, 0.5), 1);
    try (GradientSonifier sonifier = GradientSonifier.builder().log(log).build()) {
      net.addListeners(sonifier);
      for (DataSet batch : Digits.bundled(true).batches(10, 100, 1)) {
        net.fit(batch);
      }
    }
  }
}
