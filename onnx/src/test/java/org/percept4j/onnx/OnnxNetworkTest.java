package org.percept4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.percept4j.core.Uniform;

/** Reading files: where values may lie, what is refused and how. */
class OnnxNetworkTest {

  @TempDir Path folder;

  private Path write(byte[] model) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    return Files.write(models.resolve("model.onnx"), model);
  }

  private INDArray run(byte[] model, INDArray x) throws IOException {
    return OnnxNetwork.read(write(model)).graph().outputSingle(x);
  }

  @Test
  void readsValuesHoweverTheyAreWritten() throws IOException {
    float[] values = {1, -2, 0.5f, 4, 0, 3};
    byte[] bytes = ModelWriter.floats(values);
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    INDArray expected = x.mmul(Nd4j.createFromArray(values).reshape(2, 3));
    ModelWriter raw = ModelWriter.tensor("w", 1, 2, 3).bytes(9, bytes);
    assertThat(run(ModelWriter.single("MatMul", raw), x)).isEqualTo(expected);
    ModelWriter packed = ModelWriter.tensor("w", 1, 2, 3).bytes(4, bytes);
    assertThat(run(ModelWriter.single("MatMul", packed), x)).isEqualTo(expected);
    Files.createDirectories(folder.resolve("models/data"));
    byte[] shifted = new byte[32];
    System.arraycopy(bytes, 0, shifted, 8, bytes.length);
    Files.write(folder.resolve("models/data/weights.bin"), shifted);
    ModelWriter elsewhere =
        ModelWriter.external(ModelWriter.tensor("w", 1, 2, 3), "data/weights.bin", "8", "24");
    assertThat(run(ModelWriter.single("MatMul", elsewhere), x)).isEqualTo(expected);
    // 1, -2, 0.5, 4, 0, 3 in half precision, as bytes and as numbers
    int[] halves = {0x3c00, 0xc000, 0x3800, 0x4400, 0, 0x4200};
    ModelWriter half = ModelWriter.tensor("w", 10, 2, 3);
    ByteArrayOutputStream halfBytes = new ByteArrayOutputStream();
    for (int bits : halves) {
      half.integer(5, bits);
      halfBytes.write(bits);
      halfBytes.write(bits >> 8);
    }
    assertThat(run(ModelWriter.single("MatMul", half), x)).isEqualTo(expected);
    ModelWriter rawHalf = ModelWriter.tensor("w", 10, 2, 3).bytes(9, halfBytes.toByteArray());
    assertThat(run(ModelWriter.single("MatMul", rawHalf), x)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "../secret.bin, 0, 24",
    "/etc/passwd, 0, 24",
    "link.bin, 0, 24",
    "linked/secret.bin, 0, 24",
    "'', 0, 24",
    "weights.bin, 9, 24",
    "weights.bin, -8, 24",
    "weights.bin, 0, 23",
    "weights.bin, 9223372036854775807, 24",
    "weights.bin, x, 24",
    "missing.bin, 0, 24"
  })
  void refusesValuesElsewhere(String location, String offset, String length) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.write(folder.resolve("secret.bin"), new byte[24]);
    Files.write(models.resolve("weights.bin"), new byte[32]);
    Files.createSymbolicLink(models.resolve("link.bin"), folder.resolve("secret.bin"));
    Files.createSymbolicLink(models.resolve("linked"), folder);
    ModelWriter tensor =
        ModelWriter.external(ModelWriter.tensor("w", 1, 2, 3), location, offset, length);
    Path file = write(ModelWriter.single("MatMul", tensor));
    assertThatThrownBy(() -> OnnxNetwork.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void namesEverythingThatIsRefused() throws IOException {
    byte[] model =
        ModelWriter.model(
            13,
            new ModelWriter()
                .message(1, ModelWriter.node("GridSample", "a", "x"))
                .message(1, ModelWriter.node("Relu", "b", "a"))
                .message(1, ModelWriter.node("MatMul", "c", "x", "x"))
                .message(1, ModelWriter.node("Add", "y", "b", "c"))
                .message(11, ModelWriter.value("x"))
                .message(12, ModelWriter.value("y")));
    Path file = write(model);
    assertThatThrownBy(() -> OnnxNetwork.read(file))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("2 that cannot")
        .hasMessageContaining("\"node-a\" (GridSample): the operator itself")
        .hasMessageContaining("\"node-c\" (MatMul): a right matrix that is computed");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 22})
  void refusesOtherVersions(int opset) throws IOException {
    ModelWriter graph =
        new ModelWriter()
            .message(1, ModelWriter.node("Relu", "y", "x"))
            .message(11, ModelWriter.value("x"))
            .message(12, ModelWriter.value("y"));
    Path file = write(ModelWriter.model(opset, graph));
    assertThatThrownBy(() -> OnnxNetwork.read(file))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("opset: expected 7 to 21, got " + opset);
  }

  @Test
  void allocatesNothingForWhatIsNotThere() throws IOException {
    for (long dim : new long[] {1L << 31, 1L << 40, -1, Long.MAX_VALUE}) {
      ModelWriter tensor = ModelWriter.tensor("w", 1, dim, 3).bytes(9, new byte[24]);
      Path file = write(ModelWriter.single("MatMul", tensor));
      assertThatThrownBy(() -> OnnxNetwork.read(file)).isInstanceOf(MalformedOnnxException.class);
    }
    ModelWriter large = ModelWriter.tensor("w", 1, 1 << 20, 1 << 10).bytes(9, new byte[24]);
    Path file = write(ModelWriter.single("MatMul", large));
    assertThatThrownBy(() -> OnnxNetwork.read(file))
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessageContaining("expected 4294967296 bytes");
  }

  @Test
  void isSavedAndReadByDl4j() throws Exception {
    for (String name : new String[] {"grouped", "shufflenet", "mobilenetv3", "unet"}) {
      Path onnx = TorchTest.bundled().resolve(name + ".onnx");
      ComputationGraph graph = OnnxNetwork.read(onnx).graph();
      Path saved = folder.resolve(name + ".zip");
      ModelSerializer.writeModel(graph, saved.toFile(), false);
      ComputationGraph restored = ComputationGraph.load(saved.toFile(), false);
      assertThat(restored.getConfiguration().toJson()).isEqualTo(graph.getConfiguration().toJson());
      INDArray x = Uniform.array(1, DataType.FLOAT, 2, 3, 40, 40);
      assertThat(restored.outputSingle(x)).isEqualTo(graph.outputSingle(x));
    }
  }

  @Test
  void isTrained() throws Exception {
    ComputationGraph read = OnnxNetwork.read(TorchTest.bundled().resolve("grouped.onnx")).graph();
    String last = read.getConfiguration().getNetworkOutputs().get(0);
    ComputationGraph graph =
        new TransferLearning.GraphBuilder(read)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.01)).build())
            .addLayer(
                "loss",
                new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                    .activation(Activation.IDENTITY)
                    .build(),
                last)
            .setOutputs("loss")
            .build();
    INDArray x = Uniform.array(1, DataType.FLOAT, 2, 3, 40, 40);
    DataSet batch = new DataSet(x, graph.outputSingle(x).mul(0).add(0.1));
    double before = graph.score(batch);
    for (int step = 0; step < 20; step++) {
      graph.fit(batch);
    }
    assertThat(graph.score(batch)).isLessThan(before);
  }

  @Test
  void groupsHaveExactWeightGradients() {
    ConvolutionLayer.Builder settings = new ConvolutionLayer.Builder(3, 2);
    settings.stride(2, 1).padding(1, 0).dilation(1, 2).nIn(2).nOut(6);
    settings.activation(Activation.IDENTITY);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .seed(1)
                .graphBuilder()
                .addInputs("x")
                .addLayer("grouped", new GroupedConvolution(settings, 3), "x")
                .addLayer(
                    "loss",
                    new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "grouped")
                .setOutputs("loss")
                .build());
    graph.init();
    INDArray x = Uniform.array(1, DataType.DOUBLE, 2, 6, 7, 8);
    INDArray labels = Uniform.array(2, DataType.DOUBLE, graph.outputSingle(x).shape());
    DataType before = Nd4j.dataType();
    // DL4J's check asks for it.
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      assertThat(
              GradientCheckUtil.checkGradients(
                  new GradientCheckUtil.GraphConfig()
                      .net(graph)
                      .epsilon(1e-6)
                      .maxRelError(1e-5)
                      .minAbsoluteError(1e-9)
                      .inputs(new INDArray[] {x})
                      .labels(new INDArray[] {labels})))
          .isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }
}
