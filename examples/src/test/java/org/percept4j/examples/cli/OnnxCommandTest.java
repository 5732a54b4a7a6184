package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.explore.ExploredModel;
import picocli.CommandLine;

/** The command on a network that PyTorch exported. */
class OnnxCommandTest {

  private static final Path MODEL = Path.of("../onnx/src/test/resources/onnx/resnet.onnx");

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    CommandLine line = new CommandLine(new Percept4j());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Launcher.run(line, Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
  }

  @Test
  void measuresAFieldByTheNameOfANode() {
    Path folder = dir.resolve("erf");
    int code =
        run(
            "erf",
            MODEL,
            "--layer",
            "/layer2/layer2.0/Add",
            "--size",
            "64x64",
            "--samples",
            2,
            "--out",
            folder);
    assertThat(code).as(err::toString).isZero();
    assertThat(folder.resolve("erf.png")).isNotEmptyFile();
  }

  @Test
  void makesHypercolumns() throws Exception {
    Path photo = dir.resolve("photo.png");
    ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
    Path folder = dir.resolve("columns");
    int code =
        run(
            "hypercolumns",
            MODEL,
            photo,
            "--layers",
            "/relu/Relu,/layer1/layer1.0/relu_1/Relu",
            "--npy",
            "--out",
            folder);
    assertThat(code).as(err::toString).isZero();
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).anyMatch(name -> name.endsWith(".npy"));
    }
  }

  @Test
  void isExplored() throws Exception {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 977);
    }
    ExploredModel model = new ExploreCommand().explored(MODEL.toString(), List.of(image));
    assertThat(model.layers()).contains("/layer1/layer1.0/conv2/Conv");
    ExploredModel.Field field = model.field(0, "/layer1/layer1.0/conv2/Conv", 32, 32);
    assertThat(field.size()).isPositive();
    assertThat(model.similar(0, 32, 32, false)).hasSize(1);
  }

  @Test
  void refusesAKerasArchiveOfAnotherWidthByName() {
    Path narrow = Path.of("../hypercolumn/src/test/resources/keras/keras3.keras");
    assertThat(run("erf", narrow)).isEqualTo(1);
    assertThat(err.toString()).startsWith(narrow + ": ").contains("expected");
  }

  @Test
  void saysInOneLineWhatIsNoModel() throws Exception {
    Path file = Files.writeString(dir.resolve("no.onnx"), "no model");
    assertThat(run("erf", file)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.startsWith(file + ": "));
  }
}
