package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.ToneMapping;
import org.percept4j.sonify.TwoRuns;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Two learning rates side by side: 0.01 in the left ear, 0.1 in the right. */
@Command(
    name = "compare",
    description = "Trains LeNet at two learning rates and records one in each ear.",
    mixinStandardHelpOptions = true)
public final class CompareRuns implements Callable<Integer> {

  @Parameters(arity = "0..1", description = "WAV file to write; default: ${DEFAULT-VALUE}")
  private Path wav = Path.of("two-runs.wav");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private CompareRuns() {}

  /**
   * Runs it.
   *
   * @param args the WAV file and options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new CompareRuns(), args));
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("two-runs");
    Path left = folder.resolve("left.jsonl");
    Path right = folder.resolve("right.jsonl");
    train(0.01, left);
    train(0.1, right);
    TwoRuns.render(left, right, ToneMapping.perceptual(), wav, false);
    spec.commandLine().getOut().println("Recorded " + wav.toAbsolutePath());
    return CommandLine.ExitCode.OK;
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
