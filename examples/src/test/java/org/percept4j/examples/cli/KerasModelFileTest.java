package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.examples.Launcher;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import picocli.CommandLine;

/** The command on a network that Keras saved: faces of 64×64 in grey, channels last. */
@DisabledOnOs(value = OS.MAC, disabledReason = "DL4J's import needs HDF5 natives")
class KerasModelFileTest {

  private static final int SIDE = 64;

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path model;

  @BeforeEach
  void find() {
    model =
        Path.of(System.getProperty("percept4j.weights", ""), "fer2013_mini_XCEPTION.h5")
            .normalize();
    if (Boolean.getBoolean("percept4j.weights.required")) {
      assertThat(model).as("required by percept4j.weights.required").isRegularFile();
    }
    assumeTrue(Files.isRegularFile(model), () -> "no " + model + " (percept4j.weights)");
  }

  private int run(Object... args) {
    CommandLine line = new CommandLine(new Percept4j());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Launcher.run(line, Arrays.stream(args).map(Object::toString).toArray(String[]::new));
  }

  private ComputationGraph imported() throws Exception {
    return KerasModelImport.importKerasModelAndWeights(model.toString(), false);
  }

  @Test
  void erfIsThatOfTheImportedNetwork() throws Exception {
    assertThat(run("erf", model, "--size", "64x64", "--samples", 2, "--out", dir))
        .as(err::toString)
        .isZero();
    Path direct = dir.resolve("direct.npy");
    ErfFiles.writeNpy(
        ErfAnalyzer.builder(imported()).inputSize(SIDE, SIDE).samples(2).build().analyze().map(),
        direct);
    assertThat(dir.resolve("erf.npy")).hasSameBinaryContentAs(direct);
    assertThat(NpyReader.read(direct).shape()).containsExactly(SIDE, SIDE);
  }

  @Test
  void hypercolumnsAreThoseOfTheImportedNetwork() throws Exception {
    BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    INDArray input = Nd4j.create(1, SIDE, SIDE, 1);
    Random random = new Random(1);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int value = random.nextInt(256);
        grey.setRGB(x, y, value * 0x10101);
        input.putScalar(new int[] {0, y, x, 0}, value / 127.5f - 1);
      }
    }
    Path image = dir.resolve("grey.png");
    ImageIO.write(grey, "png", image.toFile());
    String layers = "conv2d_1,separable_conv2d_4";
    assertThat(
            run(
                "hypercolumns",
                model,
                image,
                "--layers",
                layers,
                "--pixels",
                "signed",
                "--npy",
                "--out",
                dir))
        .as(err::toString)
        .isZero();
    assertThat(out.toString()).contains("40 channels at 64 x 64 pixels, of conv2d_1, separable");
    INDArray expected =
        HypercolumnExtractor.builder(imported())
            .layers(layers.split(","))
            .build()
            .extract(input)
            .dense();
    assertThat(NpyReader.read(dir.resolve("hypercolumns.npy"))).isEqualTo(expected);
    assertThat(run("hypercolumns", model, image, "--out", dir)).as(err::toString).isZero();
  }

  @Test
  void corruptOnesAreRefusedByName() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Path file = dir.resolve("corrupt.h5");
    String whole = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file,
        whole.replace("\"SeparableConv2D\"", "\"UnheardOfLayer1\""),
        StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": expected a Keras network that DL4J can import, got ");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": expected");
  }
}
