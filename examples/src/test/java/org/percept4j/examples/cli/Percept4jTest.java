package org.percept4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;
import org.percept4j.core.image.PictureReader;
import org.percept4j.core.npy.NpyReader;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.examples.Launcher;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.sink.WavFile;
import picocli.CommandLine;

/** The command as its user meets it: what it says, what it leaves, and its exit codes. */
class Percept4jTest {

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

  private Path image(int rows, int columns) throws IOException {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int p = 0; p < rows * columns; p++) {
      image.setRGB(p % columns, p / columns, random.nextInt(1 << 24));
    }
    Path file = dir.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void helpNamesEveryCommandAndEveryCommandHasHelp() {
    assertThat(run("--help")).isZero();
    for (String name : new CommandLine(new Percept4j()).getSubcommands().keySet()) {
      assertThat(out.toString()).contains("  " + name);
      assertThat(run(name, "--help")).as(name).isZero();
      assertThat(out.toString()).contains("Usage: percept4j " + name);
      if (!name.equals("generate-completion")) {
        assertThat(out.toString()).contains("Example: percept4j " + name);
      }
    }
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString()).contains("complete -F").contains("--convention");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void callingItWronglyIsTwo() {
    Object[][] wrong = {
      {},
      {"nonsense"},
      {"erf"},
      {"erf", "m.zip", "--size", "20"},
      {"hypercolumns", "m.zip"},
      {"listen", "--batches", "many"}
    };
    for (Object[] args : wrong) {
      assertThat(run(args)).as(Arrays.toString(args)).isEqualTo(2);
    }
    assertThat(err.toString()).contains("expected two numbers as in 224x224, got 20");
  }

  @Test
  void failuresExitWithOneAndReportInOneLine() throws IOException {
    Path absent = dir.resolve("absent.zip");
    assertThat(run("erf", absent)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(absent + ": no such file or folder" + System.lineSeparator());
    Path model = dir.resolve("net.zip");
    SavedNetworks.graph(model);
    assertThat(run("erf", dir)).isEqualTo(1);
    assertThat(run("erf", model, "--layer", "nowhere")).isEqualTo(1);
    assertThat(run("hypercolumns", model, model, "--out", dir.resolve("h"))).isEqualTo(1);
    assertThat(dir.resolve("h")).doesNotExist();
    assertThat(run("rerender", model, dir.resolve("x.wav"))).isEqualTo(1);
    Path existing = Files.createFile(dir.resolve("is.wav"));
    assertThat(run("listen", "--mute", "--batches", 1, existing)).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(6)
        .anyMatch(line -> line.contains("nowhere") && line.contains("early"))
        .anyMatch(line -> line.equals(dir + ": expected a saved network, got a folder"))
        .anyMatch(line -> line.startsWith(existing + ": expected no file there"));
    assertThat(dir.resolve("x.wav")).doesNotExist();
    Path weights = Files.writeString(dir.resolve("weights.h5"), "no weights");
    assertThat(run("hypercolumns", weights, existing, "--out", dir.resolve("h"))).isEqualTo(1);
    assertThat(err.toString()).contains(weights + ": expected Keras's weights in HDF5");
  }

  @Test
  void erfIsWhatTheLibraryMeasures() throws IOException {
    Path model = dir.resolve("net.zip");
    MultiLayerNetwork network = SavedNetworks.sequential(model);
    Path folder = dir.resolve("erf");
    assertThat(
            run(
                "erf",
                model,
                "--layer",
                "#1",
                "--unit",
                "9x8",
                "--channel",
                2,
                "--size",
                "20x20",
                "--samples",
                3,
                "--seed",
                5,
                "--convention",
                "rms",
                "--out",
                folder))
        .as(err::toString)
        .isZero();
    var expected =
        ErfAnalyzer.builder(network)
            .layer(LayerRef.index(1))
            .unit(9, 8)
            .channel(2)
            .inputSize(20, 20)
            .samples(3)
            .seed(5)
            .aggregation(Aggregation.RMS)
            .build()
            .analyze();
    String time = ", [0-9.]+ s,";
    assertThat(out.toString().replaceFirst(time, ""))
        .isEqualTo(expected.toString().replaceFirst(time, "") + System.lineSeparator());
    Path direct = dir.resolve("direct.npy");
    ErfFiles.writeNpy(expected.map(), direct);
    assertThat(folder.resolve("erf.npy")).hasSameBinaryContentAs(direct);
    assertThat(ImageIO.read(folder.resolve("erf.png").toFile())).isNotNull();
    assertThat(folder.resolve("erf.csv")).isNotEmptyFile();
  }

  @Test
  void erfMeasuresOnGivenImagesAndAnswersInJson() throws IOException {
    Path model = dir.resolve("net.zip");
    ComputationGraph network = SavedNetworks.graph(model);
    Path picture = image(20, 20);
    assertThat(run("erf", model, "--layer", "late", "--image", picture, "--json"))
        .as(err::toString)
        .isZero();
    INDArray input =
        InputImage.of(ImageIO.read(picture.toFile()), network, null, InputImage.Pixels.UNIT);
    var expected =
        ErfAnalyzer.builder(network).layer(LayerRef.name("late")).inputs(input).build().analyze();
    assertThat(out.toString())
        .contains("\"layer\":\"late\"", "\"size\":{\"value\":" + expected.size().value());
    assertThat(run("erf", model, "--image", picture, "--samples", 3)).isEqualTo(2);
    assertThat(err.toString()).contains("expected --samples and --seed for noise only");
  }

  @Test
  void fieldsPrintsTheoreticalFieldsAsTableOrJson() throws IOException {
    Path model = dir.resolve("net.zip");
    SavedNetworks.graph(model);
    assertThat(run("fields", model, "--size", "20x24")).as(err::toString).isZero();
    assertThat(out.toString()).containsPattern("late +5 +2");
    assertThat(run("fields", model, "--size", "20x24", "--json")).as(err::toString).isZero();
    assertThat(out.toString())
        .contains("\"layer\":\"late\",\"rows\":{\"size\":5,\"stride\":2.0,\"padding\":");
  }

  @Test
  void withoutSizeErfTakesOneThatShowsTheWholeField() throws IOException {
    Path chain = dir.resolve("net.zip");
    SavedNetworks.sequential(chain);
    assertThat(run("erf", chain)).as(err::toString).isZero();
    assertThat(out.toString()).contains("input 32x32").doesNotContain("beware");
    Path deep = dir.resolve("deep.zip");
    ModelSerializer.writeModel(deep(20), deep.toFile(), false);
    assertThat(run("erf", deep, "--samples", 2)).as(err::toString).isZero();
    assertThat(out.toString()).contains("input 64x64").contains("41 x 41 px");
  }

  private static MultiLayerNetwork deep(int layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (int i = 0; i < layers; i++) {
      list.layer(
          new ConvolutionLayer.Builder(3, 3)
              .convolutionMode(ConvolutionMode.Same)
              .nIn(1)
              .nOut(1)
              .build());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  @Test
  void hypercolumnsAreWhatTheLibraryExtracts() throws IOException {
    Path model = dir.resolve("net.zip");
    ComputationGraph network = SavedNetworks.graph(model);
    Path picture = image(16, 24);
    Path folder = dir.resolve("h");
    assertThat(run("hypercolumns", model, picture, "--npy", "--clusters", 3, "--out", folder))
        .as(err::toString)
        .isZero();
    assertThat(out.toString()).contains("9 channels at 16 x 24 pixels, of early, late");
    BufferedImage image = ImageIO.read(picture.toFile());
    INDArray input = Nd4j.create(1, 3, 16, 24);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        for (int c = 0; c < 3; c++) {
          int value = image.getRGB(x, y) >> (16 - 8 * c) & 0xFF;
          input.putScalar(new int[] {0, c, y, x}, value / 255f);
        }
      }
    }
    INDArray expected =
        HypercolumnExtractor.builder(network)
            .layers("early", "late")
            .build()
            .extract(input)
            .dense();
    INDArray written = NpyReader.read(folder.resolve("hypercolumns.npy"));
    if (written.size(0) != expected.size(0)) {
      written = written.permute(2, 0, 1);
    }
    assertThat(written).isEqualTo(expected);
    assertThat(ImageIO.read(folder.resolve("mean.png").toFile())).isNotNull();
    assertThat(ImageIO.read(folder.resolve("clusters.png").toFile()).getWidth())
        .isGreaterThanOrEqualTo(24);
  }

  @Test
  void greyNetworksGetGreyAndOtherRangesAndSizes() throws IOException {
    Path model = dir.resolve("net.zip");
    SavedNetworks.sequential(model);
    BufferedImage white = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
    white.createGraphics().fillRect(0, 0, 7, 5);
    Path file = dir.resolve("white.png");
    ImageIO.write(white, "png", file.toFile());
    RowColumn size = new RowColumn(10, 14);
    for (InputImage.Pixels range : EnumSet.complementOf(EnumSet.of(InputImage.Pixels.VGG))) {
      INDArray input = InputImage.of(PictureReader.read(file), ModelFile.read(model), size, range);
      assertThat(input.shape()).containsExactly(1, 1, 10, 14);
      float expected = range == InputImage.Pixels.BYTES ? 255 : 1;
      assertThat(input.minNumber().floatValue()).isEqualTo(expected);
      assertThat(input.maxNumber().floatValue()).isEqualTo(expected);
    }
    assertThat(run("hypercolumns", model, file, "--size", "20x20", "--out", dir.resolve("h")))
        .as(err::toString)
        .isZero();
    assertThat(out.toString()).contains("11 channels at 20 x 20 pixels, of layer1, layer2");
  }

  @Test
  void hypercolumnsUsesTheNormalizerThatWasSavedWithTheNetwork() throws IOException {
    Path model = dir.resolve("net.zip");
    Path picture = image(20, 20);
    for (DataNormalization normalizer :
        List.of(
            new NormalizerStandardize(
                Nd4j.createFromArray(100f, 120, 140).reshape(1, 3),
                Nd4j.createFromArray(50f, 60, 70).reshape(1, 3)),
            new ImagePreProcessingScaler(-1, 1),
            minMax())) {
      SavedNetworks.graph(model);
      ModelSerializer.addNormalizerToModel(model.toFile(), normalizer);
      INDArray bytes =
          InputImage.of(
              PictureReader.read(picture), ModelFile.read(model), null, InputImage.Pixels.BYTES);
      INDArray expected = Nd4j.concat(1, channel(bytes, 2), channel(bytes, 1), channel(bytes, 0));
      normalizer.transform(expected);
      DataNormalization saved = ModelFile.normalizer(model);
      assertThat(saved).hasSameClassAs(normalizer);
      assertThat(InputImage.of(PictureReader.read(picture), ModelFile.read(model), null, saved))
          .isEqualTo(expected);
    }
    assertThat(run("hypercolumns", model, picture, "--npy", "--out", dir.resolve("h")))
        .as(err::toString)
        .isZero();
    INDArray plain = dense(model, picture, "--pixels", "unit");
    assertThat(NpyReader.read(dir.resolve("h/hypercolumns.npy"))).isNotEqualTo(plain);
  }

  private static DataNormalization minMax() {
    NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler(-1, 2);
    scaler.setFeatureStats(
        Nd4j.createFromArray(1f, 2, 3).reshape(1, 3),
        Nd4j.createFromArray(200f, 220, 240).reshape(1, 3));
    return scaler;
  }

  private INDArray dense(Path model, Path picture, String... more) throws IOException {
    Path folder = Files.createTempDirectory(dir, "h");
    List<Object> args = new ArrayList<>(List.of("hypercolumns", model, picture, "--npy"));
    args.addAll(List.of("--out", folder));
    args.addAll(List.of(more));
    assertThat(run(args.toArray())).as(err::toString).isZero();
    return NpyReader.read(folder.resolve("hypercolumns.npy"));
  }

  private static INDArray channel(INDArray image, int channel) {
    return image.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(channel, channel + 1),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  @Test
  void layersAreNamedByBareNumbersToo() throws IOException {
    Path model = dir.resolve("net.zip");
    SavedNetworks.graph(model);
    Path picture = image(12, 12);
    assertThat(dense(model, picture, "--layers", "1,0"))
        .isEqualTo(dense(model, picture, "--layers", "late,early"));
    assertThat(dense(model, picture, "--layers=-1"))
        .isEqualTo(dense(model, picture, "--layers", "late"));
    assertThat(run("erf", model, "--layer", "7")).isEqualTo(1);
    assertThat(err.toString()).contains("expected an index from -2 to 1, got 7");
  }

  @Test
  void nothingIsWrittenWhenClusteringFails() throws IOException {
    Path model = dir.resolve("net.zip");
    SavedNetworks.graph(model);
    Path folder = dir.resolve("h");
    assertThat(run("hypercolumns", model, image(8, 8), "--clusters", 0, "--out", folder))
        .isEqualTo(2);
    assertThat(run("hypercolumns", model, image(8, 8), "--clusters", 65, "--out", folder))
        .isEqualTo(1);
    assertThat(folder).doesNotExist();
  }

  @Test
  void hypercolumnsOfAFolderGoOnWhereTheyWereAndNameWhatFailed() throws IOException {
    Path model = dir.resolve("net.zip");
    SavedNetworks.graph(model);
    Path photos = Files.createDirectory(dir.resolve("photos"));
    for (String name : List.of("a.png", "c.PNG")) {
      Files.copy(image(16, 12), photos.resolve(name));
    }
    Files.writeString(photos.resolve("b.jpg"), "no picture");
    Files.writeString(photos.resolve("notes.txt"), "no picture either");
    Path to = dir.resolve("columns");
    List<Object> args = List.of("hypercolumns", model, photos, "--clusters", 2, "--out", to);
    assertThat(run(args.toArray())).isEqualTo(1);
    assertThat(out.toString()).contains("2 pictures written to " + to + ", 0 were there already");
    assertThat(err.toString().lines().filter(l -> l.contains("left out")))
        .singleElement()
        .asString()
        .startsWith("b.jpg: left out: ");
    assertThat(run("hypercolumns", model, photos.resolve("a.png"), "--clusters", 2, "--out", dir))
        .isZero();
    for (String file : List.of("mean.png", "clusters.png")) {
      assertThat(to.resolve("a.png." + file)).hasSameBinaryContentAs(dir.resolve(file));
      assertThat(to.resolve("c.PNG." + file)).isNotEmptyFile();
    }
    // Stopped before c's last file was there: that one is done again, a's files are not touched.
    Files.delete(to.resolve("c.PNG.clusters.png"));
    Files.writeString(to.resolve("a.png.mean.png"), "as it was");
    assertThat(run("hypercolumns", model, photos, "--clusters", 2, "--out", to, "--json"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("{\"written\":1,\"skipped\":1,\"failures\":{\"b.jpg\":\"");
    assertThat(to.resolve("a.png.mean.png")).hasContent("as it was");
    assertThat(run("hypercolumns", model, photos, "--clusters", 3, "--out", to)).isEqualTo(1);
    assertThat(err.toString()).contains("begun with clusters 3, seed 0, got one begun with");
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThat(run("hypercolumns", model, empty, "--out", to)).isEqualTo(1);
    assertThat(err.toString()).contains("expected pictures in the folder, got none");
    assertThat(run("hypercolumns", model, photos, "--layers", "nowhere", "--out", empty))
        .isEqualTo(1);
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void compareTakesTwoLogs() throws IOException {
    Path a = dir.resolve("a.jsonl");
    Path b = dir.resolve("b.jsonl");
    Path wav = dir.resolve("both.wav");
    for (Path log : List.of(a, b)) {
      Path own = dir.resolve(log.getFileName() + ".wav");
      assertThat(run("listen", "--mute", "--batches", 2, "--log", log, own)).isZero();
    }
    assertThat(run("compare", a, "-o", wav)).isEqualTo(2);
    assertThat(run("compare", a, b, "-o", wav)).as(err::toString).isZero();
    assertThat(WavFile.read(wav).samples()).isNotEmpty();
  }

  @Test
  void listenRecordsAndRerenderMakesItAgain() throws IOException {
    Path wav = dir.resolve("t.wav");
    assertThat(run("listen", "--mute", "--batches", 2, wav)).as(err::toString).isZero();
    assertThat(WavFile.read(wav).samples()).isNotEmpty();
    Path log = dir.resolve("t.jsonl");
    GradientSonifier.builder().log(log).build().close();
    assertThat(run("rerender", log, dir.resolve("x.mp3"))).isEqualTo(2);
    assertThat(err.toString()).contains("expected a file to write that ends in .wav or .mid");
    assertThat(dir.resolve("x.mp3")).doesNotExist();
    for (String name : new String[] {"again.wav", "again.mid"}) {
      assertThat(run("rerender", log, dir.resolve(name))).as(err::toString).isZero();
      assertThat(dir.resolve(name)).isNotEmptyFile();
    }
    assertThat(out.toString()).contains("0 frames to ");
  }
}
