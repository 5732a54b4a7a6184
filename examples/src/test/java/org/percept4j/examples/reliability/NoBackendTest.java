package org.percept4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.BackendlessProgram;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelRegression;
import org.percept4j.hypercolumn.learn.PixelScaler;

/** What users see first whose class path has no ND4J backend: what to add, from any entry point. */
class NoBackendTest {

  @TempDir Path folder;

  @Test
  void everyEntryPointWorksOrSaysWhatToAdd() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(convolution())
                .layer(convolution())
                .setInputType(InputType.convolutional(9, 9, 1))
                .build());
    net.init();
    Files.writeString(folder.resolve("sequence.json"), net.getLayerWiseConfigurations().toJson());
    Files.writeString(
        folder.resolve("graph.json"), net.toComputationGraph().getConfiguration().toJson());
    Files.copy(Path.of("../onnx/src/test/resources/onnx/unet.onnx"), folder.resolve("model.onnx"));
    saveFittedModels();
    List<String> said = run();
    assertThat(said).hasSizeGreaterThan(40);
    assertThat(said)
        .allSatisfy(
            line -> {
              String[] parts = line.split("\t", -1);
              if (parts[0].startsWith("- ")) {
                assertThat(parts[1]).as(line).isEqualTo("done");
              } else {
                assertThat(parts[1])
                    .as(line)
                    .containsAnyOf("done", "IllegalStateException: backend: expected an ND4J");
              }
            });
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Same).nOut(2).build();
  }

  private void saveFittedModels() throws IOException {
    float[] values = new float[2 * 4 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    Hypercolumns columns =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 2, 4, 4, values)), 4, 4, Bilinear.Convention.HALF_PIXEL);
    int[] labels = new int[16];
    labels[3] = 1;
    LogisticRegression.builder(2)
        .build()
        .fit(columns, labels)
        .save(folder.resolve("classifier.npz"));
    PixelClusters.fit(columns, 2, 1).save(folder.resolve("clusters.npz"));
    PixelPca.fit(columns, 1).save(folder.resolve("pca.npz"));
    PixelScaler.fit(columns).save(folder.resolve("scaler.npz"));
    PixelRegression.fit(columns, new float[][] {new float[16]}, 1)
        .save(folder.resolve("regression.npz"));
  }

  private List<String> run() throws Exception {
    String said = BackendlessProgram.run(WithoutBackend.class, folder.toString());
    return said.lines().filter(line -> line.contains("\t")).toList();
  }
}
