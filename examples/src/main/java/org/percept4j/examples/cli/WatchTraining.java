package org.percept4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.live.Dashboard;
import org.percept4j.sonify.GradientSonifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains while a browser listens and looks: what to copy into one's own program. */
@Command(
    name = "watch",
    description = "Trains LeNet on MNIST digits and shows it in any browser while it trains.",
    footer = {"", "Example: percept4j watch --learning-rate 1.0"},
    mixinStandardHelpOptions = true)
public final class WatchTraining implements Callable<Integer> {

  @Option(names = "--batches", description = "How many; default: ${DEFAULT-VALUE}")
  private int batches = 900;

  @Option(names = "--learning-rate", description = "Default: ${DEFAULT-VALUE}")
  private double learningRate = 0.01;

  @Option(names = "--port", description = "Default: any that is free.")
  private int port;

  @Option(names = "--log", description = "Write a gradient log too.")
  private @Nullable Path log;

  @Option(names = "--no-wait", description = "End with the training, not when Enter is pressed.")
  private boolean noWait;

  @Mixin private AlarmOptions thresholds = new AlarmOptions();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private WatchTraining() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new WatchTraining(), args));
  }

  @Override
  public Integer call() throws IOException {
    Wrong.ifBelow(spec, "--batches", batches, 1);
    Wrong.ifNoRate(spec, learningRate);
    PrintWriter out = spec.commandLine().getOut();
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(learningRate, 0.5), 1);
    GradientSonifier.Builder sounds = GradientSonifier.builder().updateRatios();
    if (log != null) {
      sounds.log(log);
    }
    try (Dashboard live = Dashboard.builder().port(port).alarm(thresholds.alarm()).build();
        GradientSonifier sonifier =
            sounds.sink(live.gradients("LeNet at " + learningRate)).build()) {
      out.println("Open " + live.address());
      out.flush();
      net.addListeners(sonifier);
      Digits.bundled(true).stream(10, batches, 1).forEach(net::fit);
      if (!noWait) {
        out.println("The training has ended. Press Enter to end the page too.");
        out.flush();
        int pressed = System.in.read();
        assert pressed >= -1;
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
