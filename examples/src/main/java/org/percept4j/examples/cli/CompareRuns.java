package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.sink.TwoRuns;
import org.percept4j.sonify.tone.ToneMapping;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renders two runs side by side: the first in the left ear, the second in the right. */
@Command(
    name = "compare",
    description = {
      "Renders two gradient logs, the first in the left ear, the second in the right.",
      "Without logs it trains LeNet at learning rates of 0.01 and 0.1 for them."
    },
    footer = {"", "Example: percept4j compare before.jsonl after.jsonl -o both.wav"},
    mixinStandardHelpOptions = true)
public final class CompareRuns implements Callable<Integer> {

  @Parameters(arity = "0..2", paramLabel = "LOG", description = "Two logs, or none.")
  private List<Path> logs = List.of();

  @Option(
      names = {"-o", "--out"},
      description = "WAV file to write; default: ${DEFAULT-VALUE}")
  private Path wav = Path.of("two-runs.wav");

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private Results results = new Results();

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
    if (!logs.isEmpty() && logs.size() != 2) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "LOG: expected two logs or none, got " + logs);
    }
    Wrong.ifOtherSuffix(spec, wav, ".wav");
    List<Path> two = logs.isEmpty() ? train() : logs;
    TwoRuns.render(two.get(0), two.get(1), ToneMapping.perceptual(), wav, overwrite);
    results.say("out", wav.toAbsolutePath(), "Recorded " + wav.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }

  private static List<Path> train() throws IOException {
    Path folder = Files.createTempDirectory("two-runs");
    Path left = folder.resolve("left.jsonl");
    Path right = folder.resolve("right.jsonl");
    train(0.01, left);
    train(0.1, right);
    return List.of(left, right);
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
