package org.percept4j.examples.experiments.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.cli.Percept4j;
import org.percept4j.examples.data.CifarFiles;
import picocli.CommandLine;

class ErfCommandsTest {

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = new CommandLine(new Percept4j());
    return Launcher.run(line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), args);
  }

  @Test
  void growthIsPrintedAndDrawn() {
    int code = run("erf-training", "--seeds=1", "--steps=2", "--out=" + dir);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("12 convolutions | 1 | ", "shuffled labels | 1 | ");
    for (String name : new String[] {"", "-plain", "-shuffled", "-residual", "-outer"}) {
      assertThat(dir.resolve("erf-training" + name + ".svg")).isNotEmptyFile();
    }
  }

  @Test
  void fieldsAllOverTheLayerAreComparedWithAFovea() throws IOException {
    CifarFiles.writeFolders(dir, 2);
    int code = run("foveal", "--data=" + dir, "--steps=1", "--images=2", "--out=" + dir);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("32 of 32")
        .contains("Too few units see no padding")
        .contains("Complete fields: 1. Laid over one another")
        .contains("ganglion cells")
        .contains("after training | 24 | ");
    for (String name : new String[] {"diagonal.svg", "profile.svg"}) {
      assertThat(dir.resolve("foveal-" + name)).isNotEmptyFile();
    }
  }

  /** Uniform weights are exact: sizes by multinomial counts, and slopes of their logs. */
  @Test
  void growthWithDepthIsPrintedNextToThePapers() {
    assertThat(run("erf-depth", "--draws=2", "--out=" + dir)).isZero();
    assertThat(out.toString())
        .contains("uniform, exact | 8.31, 11.70, 16.16, 22.74 | n^0.48 | n^-0.48")
        .contains("random, ReLU, RMS | ", "random, linear, signed mean | ")
        .contains("Luo et al. 2016 |  | n^0.56 | n^-0.43");
    assertThat(dir.resolve("erf-depth-fields.svg")).isNotEmptyFile();
    assertThat(dir.resolve("erf-depth-sizes.svg")).isNotEmptyFile();
    assertThat(run("erf-structure", "--draws=1")).isZero();
    assertThat(out.toString()).contains("dilated | 47 | ", "sigmoid | 41 | ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void errorsAreReportedInOneLine() {
    assertThat(run("erf-training", "--data=" + dir)).isEqualTo(1);
    assertThat(err.toString()).contains("images-idx3-ubyte");
    assertThat(run("erf-training", "--seeds=0")).isEqualTo(2);
    assertThat(run("erf-depth", "--draws=1")).isEqualTo(2);
    assertThat(run("erf-structure", "--draws=0")).isEqualTo(2);
    assertThat(run("foveal", "--images=1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--draws: expected at least 2, got 1", "--draws: expected at least 1, got 0")
        .contains("--steps, --images: expected at least 1 and 2, got 300 and 1")
        .contains("--seeds, --steps: expected at least 1, got 0 and 300");
  }
}
