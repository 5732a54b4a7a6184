package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Results;
import org.percept4j.live.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page that a browser shows as one file. */
@Command(
    name = "report",
    description = "Writes gradient logs as one page to look at and listen to in any browser.",
    footer = {"", "Example: percept4j report run.jsonl -o report.html"},
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "LOG", description = "Gradient logs, one a run.")
  private List<Path> logs = List.of();

  @Option(
      names = {"-o", "--out"},
      description = "Page to write; default: ${DEFAULT-VALUE}")
  private Path html = Path.of("report.html");

  @Option(names = "--title", description = "Shown at the top; default: ${DEFAULT-VALUE}")
  private String title = "Percept4J";

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private AlarmOptions thresholds = new AlarmOptions();

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private ReportCommand() {}

  /**
   * Runs it.
   *
   * @param args logs and options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new ReportCommand(), args));
  }

  @Override
  public Integer call() throws IOException {
    Wrong.ifOtherSuffix(spec, html, ".html", ".htm");
    Report.Builder report =
        Report.builder().title(title).overwrite(overwrite).alarm(thresholds.alarm());
    for (Path log : logs) {
      report.run(RunNames.of(log), log);
    }
    report.build().write(html);
    results.say("out", html.toAbsolutePath(), "Written " + html.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
