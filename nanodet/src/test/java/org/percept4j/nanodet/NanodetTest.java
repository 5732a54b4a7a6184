package org.percept4j.nanodet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.Rounding;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.core.npy.NpyReader;

class NanodetTest {

  /** Roundings of some 60 convolutions one after the other, each of up to 500 products. */
  private static final int TERMS = 60 * 500;

  @TempDir private static Path folder;
  private static ComputationGraph network;
  private static BufferedImage coffee;

  @BeforeAll
  static void load() throws IOException {
    network = Nanodet.load();
    coffee = picture("coffee.png");
  }

  private static BufferedImage picture(String name) throws IOException {
    try (InputStream in = NanodetTest.class.getResourceAsStream(name)) {
      return ImageIO.read(in);
    }
  }

  /** Reads the arrays that PyTorch computed; see the README beside the weights' source. */
  private static Map<String, INDArray> reference() throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(NanodetTest.class.getResourceAsStream("reference_coffee_416.npz"))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Path file = folder.resolve(e.getName());
        Files.write(file, zip.readAllBytes());
        arrays.put(e.getName().replace(".npy", ""), NpyReader.read(file));
      }
    }
    return arrays;
  }

  @Test
  void everyStageAndHeadAgreesWithPyTorch() throws IOException {
    Map<String, INDArray> reference = reference();
    List<String> names = new ArrayList<>();
    reference.keySet().forEach(key -> names.add(key.replaceAll("_.*", "")));
    INDArray input = Nanodet.input(picture("coffee_416.png"), 416, 416);
    assertAgreement(reference, names, input);
    Acceleration.enable(network);
    try {
      assertAgreement(reference, names, input);
    } finally {
      Acceleration.disable(network);
    }
  }

  private static void assertAgreement(
      Map<String, INDArray> reference, List<String> names, INDArray input) {
    Map<String, INDArray> all = network.feedForward(new INDArray[] {input}, false);
    INDArray[] found = names.stream().map(all::get).toArray(INDArray[]::new);
    assertThat(reference).hasSize(15);
    double[] bounds =
        Rounding.bounds(
            network,
            input,
            TERMS,
            (m, x) -> {
              Map<String, INDArray> maps = ((ComputationGraph) m).feedForward(x, false);
              return names.stream().map(maps::get).toList();
            });
    int i = 0;
    for (Map.Entry<String, INDArray> expected : reference.entrySet()) {
      boolean head = !expected.getKey().startsWith("concat");
      INDArray map = found[i++];
      INDArray part =
          map.get(
              NDArrayIndex.point(0),
              NDArrayIndex.interval(0, head ? 80 : 8),
              NDArrayIndex.interval(0, head ? 2 : 4, map.size(2)),
              NDArrayIndex.interval(0, head ? 2 : 4, map.size(3)));
      assertThat(part.shape()).isEqualTo(expected.getValue().shape());
      double error = part.sub(expected.getValue()).amaxNumber().doubleValue();
      assertThat(error).as(expected.getKey()).isLessThan(2 * bounds[i - 1]);
      assertThat(bounds[i - 1]).isLessThan(0.01 * expected.getValue().amaxNumber().doubleValue());
    }
  }

  /** Pillow's numbers have 8 bits and its weights 22: a value between two may go either way. */
  @Test
  void picturesAreResizedAsPillowDoes() throws IOException {
    INDArray ours = Nanodet.input(coffee, 416, 416);
    INDArray pillow = Nanodet.input(picture("coffee_416.png"), 416, 416);
    INDArray difference = ours.sub(pillow);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(1.001 / 57.12);
  }

  @Test
  void theCupIsSeenWhereItIs() {
    ClassMaps maps = Nanodet.classMaps(network, Nanodet.input(coffee, 416, 416));
    float[] cup = maps.map("cup");
    int best = 0;
    for (int i = 0; i < cup.length; i++) {
      best = cup[i] > cup[best] ? i : best;
    }
    assertThat(maps.toString()).startsWith("class scores on 52 x 52 cells, highest cup 0.5");
    assertThat(best % 52).isBetween(13, 39); // the cup stands in the middle half
    assertThat(best / 52).isBetween(13, 39);
    assertThatThrownBy(() -> maps.map("unicorn")).hasMessageContaining("got unicorn");
  }

  @Test
  void picturesKeepTheirProportionsAsFarAsMultiplesOf32Allow() {
    assertThat(Nanodet.input(coffee).shape()).containsExactly(1, 3, 288, 416); // of 400 x 600
    BufferedImage line = new BufferedImage(1000, 1, BufferedImage.TYPE_INT_RGB);
    assertThat(Nanodet.input(line).shape()).containsExactly(1, 3, 32, 416);
    assertThatThrownBy(() -> Nanodet.input(coffee, 100, 416))
        .hasMessageContaining("expected positive multiples of 32, got 100 and 416");
    assertThatThrownBy(() -> Nanodet.input(coffee, 0, 416)).hasMessageContaining("got 0 and 416");
  }

  @Test
  void otherSizesRun() {
    INDArray[] out =
        network.output(Nanodet.stages(), false, new INDArray[] {Nanodet.input(coffee)}, null);
    int[] channels = {64, 128, 256, 512};
    for (int i = 0; i < 4; i++) {
      assertThat(out[i].shape()).containsExactly(1, channels[i], 288 >> (i + 2), 416 >> (i + 2));
    }
    assertThat(network.numParams()).isEqualTo(3_786_068);
    assertThat(Nanodet.classes()).hasSize(80).contains("cat", "cup", "person");
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x3C00, 1",
    "0xC000, -2",
    "0x3555, 0.333251953125",
    "0x0001, 5.9604644775390625e-8",
    "0x7BFF, 65504",
    "0x7C00, Infinity",
    "0xFC00, -Infinity",
    "0x8400, -6.103515625e-5"
  })
  void halfPrecisionIsReadExactly(String bits, float expected) {
    short half = (short) Integer.decode(bits).intValue();
    assertThat((Float) HalfPrecision.toFloat(half)).isEqualTo(expected);
  }
}
