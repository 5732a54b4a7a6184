package org.percept4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.percept4j.examples.Launcher;
import org.percept4j.live.Dashboard;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows logs that other processes are still writing. */
@Command(
    name = "serve",
    description = {
      "Shows gradient logs in any browser while other processes write them.",
      "The address it prints holds a secret: who has it may look. PERCEPT4J_TOKEN in the",
      "environment, 16 to 100 letters and digits, makes it stay the same from start to start."
    },
    footer = {"", "Example: percept4j serve left.jsonl right.jsonl"},
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "LOG", description = "Gradient logs, one a run.")
  private List<Path> logs = List.of();

  @Option(names = "--port", description = "Default: any that is free.")
  private int port;

  @Option(
      names = "--address",
      description = "One of this machine's addresses, for others to reach; default: itself only.")
  private InetAddress address = InetAddress.getLoopbackAddress();

  @Option(names = "--host", description = "A name by which browsers call this machine.")
  private List<String> hosts = List.of();

  @Option(names = "--seconds", description = "Stop after so long; default: at Ctrl-C.")
  private long seconds = Long.MAX_VALUE;

  @Mixin private AlarmOptions thresholds = new AlarmOptions();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private ServeCommand() {}

  /**
   * Runs it.
   *
   * @param args logs and options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new ServeCommand(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Wrong.ifBelow(spec, "--seconds", seconds, 1);
    Dashboard.Builder builder =
        Dashboard.builder().port(port).address(address).alarm(thresholds.alarm());
    hosts.forEach(builder::host);
    String token = System.getenv("PERCEPT4J_TOKEN");
    if (token != null) {
      builder.token(token);
    }
    try (Dashboard live = builder.build()) {
      for (Path log : logs) {
        live.follow(RunNames.of(log), log);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("Open " + live.address());
      out.flush();
      TimeUnit.SECONDS.sleep(seconds);
    }
    return CommandLine.ExitCode.OK;
  }
}
