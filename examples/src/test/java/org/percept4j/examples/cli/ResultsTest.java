package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import picocli.CommandLine;

/** Results as JSON, and the demonstration that ends with where to look. */
class ResultsTest {

  /** They serve until they are stopped, or print what a shell reads. */
  private static final Set<String> WITHOUT =
      Set.of("explore", "serve", "watch", "generate-completion");

  @TempDir private Path dir;

  private String run(Object... args) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new Percept4j());
    line.setOut(new PrintWriter(out));
    String[] texts = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    assertThat(Launcher.run(line, texts)).as(out.toString()).isZero();
    return out.toString();
  }

  @Test
  void everyCommandThatEndsGivesJson() {
    for (Map.Entry<String, CommandLine> command :
        new CommandLine(new Percept4j()).getSubcommands().entrySet()) {
      assertThat(command.getValue().getCommandSpec().findOption("--json") == null)
          .as(command.getKey())
          .isEqualTo(WITHOUT.contains(command.getKey()));
    }
  }

  @Test
  void theDemonstrationSaysWhatItDoesAndEndsWithWhereToLook() throws IOException {
    List<String> lines = run("demo", "--out", dir).lines().toList();
    Path index = dir.resolve("index.html");
    assertThat(lines).hasSize(4);
    assertThat(lines.subList(0, 3)).allMatch(line -> line.matches("[123] of 3: \\w.*"));
    assertThat(lines.get(3)).isEqualTo("Open in a browser: " + index);
    assertThat(Files.readString(index))
        .contains("src=\"training.html\"", "dashed box", "<svg")
        .doesNotContain("not finished");
    Path log = dir.resolve("training.jsonl");
    Path wav = dir.resolve("again.wav");
    assertThat(run("rerender", log, wav, "--json"))
        .isEqualToIgnoringNewLines(
            "{\"frames\":60,\"truncated\":false,\"out\":\"" + wav.toAbsolutePath() + "\"}");
    assertThat(run("compare", log, log, "-o", dir.resolve("two.wav"), "--json"))
        .isEqualToIgnoringNewLines("{\"out\":\"" + dir.resolve("two.wav") + "\"}");
    assertThat(run("report", log, "-o", dir.resolve("r.html"), "--json"))
        .isEqualToIgnoringNewLines("{\"out\":\"" + dir.resolve("r.html") + "\"}");
  }

  @Test
  void tablesBecomeListsOfObjects() throws IOException {
    assertThat(run("erf-structure", "--draws", 1, "--json"))
        .startsWith("{\"structures\":[{\"structure\":\"relu\",\"theoretical field\":\"41\",");
    assertThat(run("erf-structure", "--draws", 1)).startsWith("structure | theoretical field |");
  }
}
