package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that DL4J itself saved, whole and corrupt. */
class ZooZipTest {

  private static final Vgg16Layers NARROW = KerasFixture.NARROW;

  @TempDir Path folder;
  private ComputationGraph network;
  private Path zip;

  @BeforeEach
  void save() throws IOException {
    INDArray parameters =
        Nd4j.linspace(DataType.FLOAT, -1, 1e-4, Vgg16Layers.parameters(NARROW.withTop(5)))
            .reshape(1, -1);
    network = NARROW.network(NARROW.withTop(5), parameters);
    zip = folder.resolve("vgg16.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
  }

  private static ComputationGraph load(Path file) throws IOException {
    return PretrainedVgg16.load(file, NARROW, false);
  }

  /** The same zip with one entry changed. */
  private Path changed(String name, UnaryOperator<byte[]> change) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile from = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : from.stream().toList()) {
        try (InputStream in = from.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    entries.computeIfPresent(name, (n, bytes) -> change.apply(bytes));
    Path other = folder.resolve("changed.zip");
    try (OutputStream out = Files.newOutputStream(other);
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        to.putNextEntry(new ZipEntry(entry.getKey()));
        new ByteArrayInputStream(entry.getValue()).transferTo(to);
      }
    }
    return other;
  }

  private Path configured(String from, String to) throws IOException {
    return changed(
        "configuration.json",
        bytes -> {
          String json = new String(bytes, StandardCharsets.UTF_8);
          assertThat(json).containsPattern(from);
          return json.replaceFirst(from, to).getBytes(StandardCharsets.UTF_8);
        });
  }

  @Test
  void theWholeNetworkAndItsTrunkComeBack() throws Exception {
    assertThat(load(zip).params()).isEqualTo(network.params());
    ComputationGraph trunk = PretrainedVgg16.load(zip, NARROW, true);
    assertThat(trunk.getConfiguration().getNetworkOutputs()).containsExactly("17");
    for (int i = 0; i < 17; i++) {
      assertThat(trunk.getLayer(i + "").paramTable())
          .isEqualTo(network.getLayer(i + "").paramTable());
    }
  }

  @Test
  void aTrunkAloneIsATrunk() throws Exception {
    ComputationGraph trunk = PretrainedVgg16.load(zip, NARROW, true);
    Path other = folder.resolve("trunk.zip");
    ModelSerializer.writeModel(trunk, other.toFile(), false);
    assertThat(load(other).params()).isEqualTo(trunk.params());
  }

  @Test
  void verticesMayHaveOtherNames() throws Exception {
    Path renamed =
        changed(
            "configuration.json",
            bytes -> {
              String json = new String(bytes, StandardCharsets.UTF_8);
              for (int i = 0; i <= 20; i++) {
                json = json.replace("\"" + i + "\"", "\"layer_" + i + "\"");
              }
              return json.replace("\"in\"", "\"input_1\"").getBytes(StandardCharsets.UTF_8);
            });
    assertThat(load(renamed).params()).isEqualTo(network.params());
    assertThat(load(renamed).getLayer("20")).isNotNull();
  }

  @Test
  void parametersInDoublePrecisionBecomeFloats() throws Exception {
    Path other = folder.resolve("double.zip");
    ModelSerializer.writeModel(network.convertDataType(DataType.DOUBLE), other.toFile(), false);
    ComputationGraph loaded = load(other);
    assertThat(loaded.params()).isEqualTo(network.params());
    assertThat(loaded.params().dataType()).isEqualTo(DataType.FLOAT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kernelSize\" : \\[ 3, 3 \\]|\"kernelSize\" : [ 5, 5 ]|[5, 5] by [1, 1]",
        "\"padding\" : \\[ 1, 1 \\]|\"padding\" : [ 0, 0 ]|around [0, 0]",
        "\"hasBias\" : true|\"hasBias\" : false|without bias",
        "\"dilation\" : \\[ 1, 1 \\]|\"dilation\" : [ 2, 2 ]|dilated",
        "\"poolingType\" : \"MAX\"|\"poolingType\" : \"AVG\"|AVG pooling",
        "ActivationReLU|ActivationTanH|tanh",
        "ActivationSoftmax|ActivationSigmoid|sigmoid",
        "\"nout\" : 5|\"nout\" : 50|to 50",
      })
  void anythingButAVgg16IsRefusedByItsLayer(String from, String to, String named) throws Exception {
    Path other = configured(from, to);
    byte[] before = Files.readAllBytes(other);
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining("expected VGG-16, whose layer")
        .hasMessageContaining(named);
    assertThat(other).hasBinaryContent(before);
  }

  @Test
  void theWidthsArePapersForThePublicEntry() {
    assertThatThrownBy(() -> PretrainedVgg16.load(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected VGG-16, whose layer 0 is")
        .hasMessageContaining("3 to 64, relu, got \"0\"")
        .hasMessageContaining("3 to 4");
  }

  @Test
  void channelsLastIsRefused() throws Exception {
    Path other = configured("\"format\" : \"NCHW\"", "\"format\" : \"NHWC\"");
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NCHW");
  }

  @Test
  void aSequentialNetworkIsRefused() throws Exception {
    MultiLayerNetwork other =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(3).build())
                .layer(new OutputLayer.Builder().nIn(3).nOut(3).build())
                .build());
    other.init();
    Path file = folder.resolve("sequential.zip");
    ModelSerializer.writeModel(other, file.toFile(), false);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected the configuration of a ComputationGraph");
  }

  @ParameterizedTest
  @ValueSource(strings = {"configuration.json", "coefficients.bin"})
  void missingAndShortEntriesAreNamed(String name) throws Exception {
    Path emptied = changed(name, bytes -> new byte[0]);
    assertThatThrownBy(() -> load(emptied))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name + ": expected")
        .hasMessageEndingWith("got 0");
    Path garbled = changed(name, bytes -> new byte[bytes.length]);
    assertThatThrownBy(() -> load(garbled))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(garbled + ": " + name + ": expected");
    Path other = folder.resolve("other.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(other))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
    }
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected an entry configuration.json, got none");
  }

  @Test
  void entriesThatAreTooLongAreRefusedUnread() throws Exception {
    Path padded = changed("configuration.json", bytes -> Arrays.copyOf(bytes, (1 << 20) + 1));
    assertThatThrownBy(() -> load(padded))
        .isInstanceOf(IOException.class)
        .hasMessage(padded + ": configuration.json: expected 2 to 1048576 bytes, got 1048577");
    int longest = Math.toIntExact(network.numParams() * Double.BYTES + (1 << 12));
    Path longer = changed("coefficients.bin", bytes -> Arrays.copyOf(bytes, longest + 1));
    assertThatThrownBy(() -> load(longer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("coefficients.bin: expected ")
        .hasMessageEndingWith("to " + longest + " bytes, got " + (longest + 1));
  }

  /** One bit of a parameter, which only the checksum can tell. */
  @Test
  void aChangedParameterIsNoticedByTheChecksum() throws Exception {
    Path stored = folder.resolve("stored.zip");
    byte[] parameters = {};
    try (ZipFile from = new ZipFile(zip.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(stored))) {
      to.setLevel(0);
      for (ZipEntry entry : from.stream().toList()) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        parameters = entry.getName().equals("coefficients.bin") ? bytes : parameters;
        to.write(bytes);
        to.closeEntry();
      }
    }
    assertThat(load(stored).params()).isEqualTo(network.params());
    byte[] whole = Files.readAllBytes(stored);
    byte[] end = Arrays.copyOfRange(parameters, parameters.length - 64, parameters.length);
    int at =
        new String(whole, StandardCharsets.ISO_8859_1)
            .indexOf(new String(end, StandardCharsets.ISO_8859_1));
    assertThat(at).isPositive();
    whole[at + 3] ^= 1;
    Path corrupt = Files.write(folder.resolve("corrupt.zip"), whole);
    assertThatThrownBy(() -> load(corrupt))
        .isInstanceOf(IOException.class)
        .hasMessage(corrupt + ": expected a whole zip, got one that is corrupt or truncated");
  }

  @Test
  void moreValuesThanVgg16HasAreRefusedUnread() throws Exception {
    long expected = network.numParams();
    for (long count : new long[] {expected + 1, 1L << 40}) {
      Path other =
          changed(
              "coefficients.bin",
              bytes -> {
                ByteBuffer values = ByteBuffer.wrap(bytes);
                int at = bytes.length - (int) expected * Float.BYTES - "..FLOAT".length() - 8;
                return values.putLong(at, count).array();
              });
      assertThatThrownBy(() -> load(other))
          .isInstanceOf(IOException.class)
          .hasMessage(
              other + ": coefficients.bin: expected 1 to " + expected + " values, got " + count);
    }
  }

  @Test
  void parametersThatAreNotFiniteAreRefused() throws Exception {
    network.getLayer("4").getParam("W").putScalar(new int[] {0, 0, 0, 0}, Float.NaN);
    ModelSerializer.writeModel(network, zip.toFile(), false);
    assertThatThrownBy(() -> load(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("coefficients.bin: expected finite parameters");
  }

  /** What a file must not be able to do: run code when it is read. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1;
    private static final AtomicBoolean SPRUNG = new AtomicBoolean();

    private void readObject(ObjectInputStream in) {
      SPRUNG.set(true);
    }
  }

  @Test
  void javaObjectsInTheZipAreNotRead() throws Exception {
    ByteArrayOutputStream trap = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(trap)) {
      out.writeObject(new Trap());
    }
    try (FileSystem entries = FileSystems.newFileSystem(zip)) {
      Files.write(entries.getPath("preprocessor.bin"), trap.toByteArray());
    }
    assertThat(load(zip).params()).isEqualTo(network.params());
    assertThat(Trap.SPRUNG).isFalse();
    assertThatThrownBy(() -> ModelSerializer.restoreComputationGraph(zip.toFile(), false))
        .as("DL4J's own reader takes the object for a preprocessor")
        .isInstanceOf(ClassCastException.class);
    assertThat(Trap.SPRUNG).isTrue();
  }
}
