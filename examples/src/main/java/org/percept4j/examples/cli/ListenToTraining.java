package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.sonify.GradientSonifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hears a training live and records it: what to copy into one's own. */
@Command(
    name = "listen",
    description = "Trains LeNet on MNIST digits, plays its gradients and records them.",
    footer = {
      "",
      "Example: percept4j listen training.wav --learning-rate 1.0 --log training.jsonl"
    },
    mixinStandardHelpOptions = true)
public final class ListenToTraining implements Callable<Integer> {

  @Parameters(arity = "0..1", description = "WAV file to write; default: ${DEFAULT-VALUE}")
  private Path wav = Path.of("training.wav");

  @Option(names = "--batches", description = "How many; default: ${DEFAULT-VALUE}")
  private int batches = 100;

  @Option(names = "--learning-rate", description = "Default: ${DEFAULT-VALUE}")
  private double learningRate = 0.01;

  @Option(names = "--log", description = "Log to write too, for rerender, compare and report.")
  private @Nullable Path log;

  @Option(names = "--mute", description = "Only record.")
  private boolean mute;

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private ListenToTraining() {}

  /**
   * Runs it.
   *
   * @param args the WAV file and options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new ListenToTraining(), args));
  }

  @Override
  public Integer call() throws IOException {
    Wrong.ifOtherSuffix(spec, wav, ".wav");
    Wrong.ifBelow(spec, "--batches", batches, 1);
    Wrong.ifNoRate(spec, learningRate);
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(learningRate, 0.5), 1);
    GradientSonifier.Builder sounds = GradientSonifier.builder().overwrite(overwrite).wav(wav);
    if (!mute) {
      sounds.live();
    }
    if (log != null) {
      sounds.log(log);
    }
    try (GradientSonifier sonifier = sounds.build();
        ProgressBar bar = Progress.bar("training", batches)) {
      net.addListeners(sonifier);
      Digits.bundled(true).stream(10, batches, 1)
          .forEach(
              batch -> {
                net.fit(batch);
                bar.step();
              });
    }
    results.say("out", wav.toAbsolutePath(), "Recorded " + wav.toAbsolutePath());
    if (log != null) {
      results.value("log", log.toAbsolutePath());
    }
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
