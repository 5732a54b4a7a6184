package org.percept4j.examples.experiments.hypercolumn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Garments;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the network that the other programs of this package bundle, and says how good it is. */
@Command(
    name = "train-scene-network",
    description = "Trains the bundled network again: which garment is on a texture, if any.",
    footer = {"", "Example: percept4j train-scene-network --epochs 2"},
    mixinStandardHelpOptions = true)
public final class TrainSceneNetwork implements Callable<Integer> {

  private static final int BATCH = 64;
  private static final double FIRST_RATE = 2e-3;
  private static final int TEST_BATCHES = 20;
  private static final long TEST_SEED = 99;

  @Option(names = "--steps", description = "Batches of 64; default: ${DEFAULT-VALUE}")
  private int steps = 900;

  @Option(names = "--seed", description = "Of all random choices; default: ${DEFAULT-VALUE}")
  private long seed = 1;

  @Option(names = "--out", description = "The file to write; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("scene-network.zip");

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private TrainSceneNetwork() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new TrainSceneNetwork(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (steps < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--steps: expected at least 1, got " + steps);
    }
    Garments garments = Garments.bundled(true);
    MultiLayerNetwork network =
        SceneNetwork.untrained(
            new PolySchedule(ScheduleType.ITERATION, FIRST_RATE, 1, steps), seed);
    Acceleration.enable(network);
    Random random = new Random(seed);
    try (ProgressBar bar = Progress.bar("training", steps)) {
      for (int step = 0; step < steps; step++) {
        network.fit(SceneNetwork.examples(garments, BATCH, random));
        if (step % 100 == 99) {
          bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", network.score()));
        }
        bar.step();
      }
    }
    Path part = out.resolveSibling(out.getFileName() + ".part");
    ModelSerializer.writeModel(network, part.toFile(), false);
    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
    double right = SceneNetwork.accuracy(network, Garments.bundled(false), TEST_BATCHES, TEST_SEED);
    results.say(
        "accuracy",
        right,
        String.format(
            Locale.ROOT,
            "%.1f %% of %d pictures of unseen garments right; %d parameters, %d kB in %s",
            100 * right,
            TEST_BATCHES * SceneNetwork.TEST_BATCH,
            network.numParams(),
            Files.size(out) / 1000,
            out.toAbsolutePath()));
    results.value("out", out.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
