package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import picocli.CommandLine;

/** The commands of the page: what they say, what they leave, and their exit codes. */
class LiveCommandsTest {

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    CommandLine line = new CommandLine(new Percept4j());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return Launcher.run(line, texts);
  }

  @Test
  void watchesServesAndReports() throws IOException {
    Path log = dir.resolve("run.jsonl");
    assertThat(run("watch", "--batches", 4, "--no-wait", "--log", log)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Open http://127.0.0.1:").contains("/?token=");
    assertThat(Files.readAllLines(log)).hasSize(6).last().asString().contains("\"u\":[");

    assertThat(run("serve", log, log, "--seconds", 1)).as(err.toString()).isZero();

    Path html = dir.resolve("report.html");
    assertThat(run("report", log, "-o", html, "--title", "Four batches")).isZero();
    assertThat(Files.readString(html)).contains("Four batches", "\"name\":\"run\"");
    assertThat(run("report", log, "-o", html)).isOne();
    assertThat(err.toString())
        .contains("report.html: expected no file there")
        .doesNotContain("\tat ");
    assertThat(run("report", log, "-o", html, "--overwrite")).isZero();
  }

  @Test
  void troubleIsToldInOneLine() throws IOException {
    Path text = Files.writeString(dir.resolve("text.jsonl"), "hello\n");
    assertThat(run("serve", text)).isOne();
    assertThat(err.toString()).contains("text.jsonl, line 1: expected");
    assertThat(run("report", text, "-o", dir.resolve("page.html"))).isOne();
    assertThat(dir.resolve("page.html")).doesNotExist();
    assertThat(run("serve", "--port", 1)).isEqualTo(2);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("watch", "--port", taken.getLocalPort(), "--batches", 1)).isOne();
      assertThat(err.toString()).contains("port: expected a free one at");
    }
    assertThat(err.toString()).doesNotContain("\tat ");
  }
}
