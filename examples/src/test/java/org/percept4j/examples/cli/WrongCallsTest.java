package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.sink.GradientSinks;
import picocli.CommandLine;

/** What cannot be done is told in one line, by an exit code, and leaves every file as it was. */
class WrongCallsTest {

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() throws IOException {
    SavedNetworks.graph(dir.resolve("net.zip"));
    ImageIO.write(
        new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB),
        "png",
        dir.resolve("p.png").toFile());
    List<GradientTrack> tracks = List.of(new GradientTrack(0, "a", false));
    try (GradientSink log = GradientSinks.log(dir.resolve("a.jsonl"), false)) {
      for (int i = 0; i < 30; i++) {
        log.accept(GradientFrame.builder(i, tracks, new double[] {0.5}).build());
      }
    }
  }

  private int run(String line) {
    CommandLine command = new CommandLine(new Percept4j());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    err.getBuffer().setLength(0);
    String[] args = line.split(" ", -1);
    return Launcher.run(
        command, Arrays.stream(args).map(a -> a.replace("@", dir + "/")).toArray(String[]::new));
  }

  private Map<Path, String> files() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.toList()) {
        found.put(path, Files.isRegularFile(path) ? Arrays.toString(Files.readAllBytes(path)) : "");
      }
    }
    return found;
  }

  @Test
  void isToldInOneLineAndLeavesNothing() throws IOException {
    String[][] calls = {
      {"listen @x.wav --batches 0", "--batches: expected at least 1, got 0"},
      {"listen @x.wav --batches -3", "--batches: expected at least 1, got -3"},
      {
        "listen @x.wav --learning-rate -1", "--learning-rate: expected a number more than 0, got -1"
      },
      {"listen @x.wav --learning-rate NaN", "--learning-rate: expected a number more than 0, got"},
      {"listen @x.wav --learning-rate Infinity", "--learning-rate: expected a number more than"},
      {"listen @x.mp3 --mute", "expected a file to write that ends in .wav, got "},
      {"listen @no/x.wav --mute", "x.wav: expected an existing folder to write into"},
      {"listen @x.wav --log @../@x.wav --mute", "expected"},
      {"listen @x.wav --nois", "Unknown option: '--nois'"},
      {"watch --batches 0 --no-wait", "--batches: expected at least 1, got 0"},
      {"watch --learning-rate 0", "--learning-rate: expected a number more than 0, got 0"},
      {"watch --port 70000 --no-wait", "--port: expected 0 to 65535, got 70000"},
      {"watch --patience 0 --no-wait", "--patience: expected at least 1, got 0"},
      {"serve @a.jsonl --seconds -1", "--seconds: expected at least 1, got -1"},
      {"serve @a.jsonl --exploding-above 1e-9 --seconds 1", "--exploding-above: expected more"},
      {"serve @ --seconds 1", ": expected a gradient log, got a folder"},
      {"report @a.jsonl -o @r.pdf", "expected a file to write that ends in .html or .htm, got "},
      {"report @a.jsonl -o @r.html --margin 0.5", "--margin: expected at least 1, got 0.5"},
      {"report @ -o @r.html", ": expected a gradient log, got a folder"},
      {"report @p.png -o @r.html", "p.png, line 1: expected a first line with format"},
      {"compare @a.jsonl @a.jsonl @a.jsonl -o @z.wav", "LOG: expected two logs or none, got ["},
      {"compare @a.jsonl @a.jsonl -o @z.mp3", "expected a file to write that ends in .wav, got"},
      {"compare @a.jsonl @a.jsonl -o @", "expected a file to write that ends in .wav, got"},
      {"rerender @ @x.wav", ": expected a gradient log, got a folder"},
      {"rerender @a.jsonl @x.wav --from -5", "--from: expected at least 0, got -5"},
      {"rerender @a.jsonl @x.wav --from 5 --to 2", "--from: expected at most to 2, got 5"},
      {"rerender @a.jsonl @x.wav --every 0", "--every: expected at least 1, got 0"},
      {"rerender @a.jsonl @x.wav --seconds NaN", "--seconds: expected more than 0, got NaN"},
      {"rerender @a.jsonl @x.wav --tone-millis 0", "--tone-millis: expected 1.0 to 10000.0, got"},
      {"rerender @a.jsonl @x.wav --mapping blog --scale mel", "--scale: expected with PERCEPTUAL"},
      {"rerender @a.jsonl @x.wav --mapping blog --tone-millis 9", "--tone-millis: expected with"},
      {"rerender @a.jsonl @x.csv --mapping blog", "--mapping: expected for sounds and labels only"},
      {"rerender @a.jsonl @x.csv --seconds 3", "--seconds: expected for sounds and labels only"},
      {"rerender @a.jsonl @x.csv --stereo", "--stereo: expected for sounds only"},
      {"rerender @a.jsonl @ --epoch-marks", "--epoch-marks: expected for sounds and labels only"},
      {"rerender @a.jsonl @x.mid --format float_32", "--format: expected for .wav only"},
      {"rerender @a.jsonl @a.jsonl --overwrite", "expected a file to write that ends in .wav or"},
      {"fields @none.zip", "none.zip: no such file or folder"},
      {"erf @net.zip --size 99999x99999", "--size: expected 1 to 715827882 pixels, got 99999x"},
      {"erf @net.zip --size 0x5", "--size: expected 1 to 715827882 pixels, got 0x5"},
      {"erf @net.zip --pixels unit", "--pixels: expected with --image only, got noise"},
      {"erf @net.zip --samples -4", "--samples: expected at least 1, got -4"},
      {"erf @net.zip --channel 99", "--channel: expected 0 to 4 in late, got 99"},
      {"erf @net.zip --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"erf @net.zip --out @p.png/deep/er", "er: expected a folder to write to, got the file "},
      {"erf @net.zip --layer ", "expected a layer's name or position, got nothing"},
      {"hypercolumns @net.zip @p.png --clusters 0", "--clusters: expected at least 1, got 0"},
      {"hypercolumns @net.zip @p.png --clusters 401 --out @h", "expected at most 400 clusters"},
      {"hypercolumns @net.zip @p.png --size 0x0 --out @h", "--size: expected 1 to 715827882"},
      {"hypercolumns @net.zip @p.png --out @p.png", "p.png: expected a folder to write to, got"},
      {"hypercolumns @net.zip @none.png --out @h", "none.png: expected a picture, got no file"},
      {"explore @net.zip @p.png --size 0x1", "--size: expected 1 to 715827882 pixels, got 0x1"},
      {"colourise @p.png --scribbles @p.png --out @c", "--scribbles: expected transparency"},
      {"photo @p.png --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"gallery --quick --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"segment-scenes --quick --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"foveal --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"erf-training --out @p.png", "p.png: expected a folder to write to, got a file"},
      {"erf-depth --out @p.png", "p.png: expected a folder to write to, got a file"},
    };
    Map<Path, String> before = files();
    for (String[] call : calls) {
      assertThat(run(call[0])).as(call[0]).isPositive();
      assertThat(err.toString().lines()).as(call[0]).hasSize(1);
      assertThat(err.toString()).as(call[0]).contains(call[1]);
      assertThat(files()).as(call[0]).isEqualTo(before);
    }
    assertThat(out.toString()).doesNotContain("Recorded", "Written");
  }

  /** What is read is not written onto, by whatever name, though overwriting is allowed. */
  @Test
  void inputsAreNotOverwritten() throws IOException {
    Files.copy(dir.resolve("a.jsonl"), dir.resolve("a.wav"));
    Files.copy(dir.resolve("a.jsonl"), dir.resolve("a.html"));
    Files.copy(dir.resolve("p.png"), dir.resolve("mean.png"));
    Files.createSymbolicLink(dir.resolve("link"), dir);
    Files.createLink(dir.resolve("erf.png"), dir.resolve("p.png"));
    Map<Path, String> before = files();
    for (String call :
        List.of(
            "rerender @a.wav @a.wav --overwrite",
            "rerender @a.wav @link/a.wav --overwrite",
            "compare @a.jsonl @a.wav -o @./a.wav --overwrite",
            "report @a.html -o @a.html --overwrite",
            "report @a.jsonl @link/a.html -o @a.html --overwrite",
            "hypercolumns @net.zip @link/mean.png --clusters 1 --out @",
            "erf @net.zip --image @p.png --out @")) {
      assertThat(run(call)).as(call).isEqualTo(1);
      assertThat(err.toString()).as(call).contains("expected a file other than ");
      assertThat(files()).as(call).isEqualTo(before);
    }
  }

  /** Healthy norms of 0.5 alarm whoever wants smaller ones. */
  @Test
  void thresholdsOfTheAlarmAreOptions() throws IOException {
    assertThat(run("report @a.jsonl -o @quiet.html")).isZero();
    assertThat(Files.readString(dir.resolve("quiet.html"))).doesNotContain("\"EXPLODING\",\"r");
    assertThat(run("report @a.jsonl -o @loud.html --exploding-above 0.4 --patience 20")).isZero();
    assertThat(Files.readString(dir.resolve("loud.html")))
        .contains("\"kind\":\"EXPLODING\",\"raised\":true,\"i\":19");
  }
}
