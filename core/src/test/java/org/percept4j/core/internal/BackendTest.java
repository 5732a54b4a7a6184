package org.percept4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.BackendlessProgram;
import org.percept4j.core.NetworkInput;
import org.percept4j.core.NetworkStructure;
import org.percept4j.core.npy.NpyReader;

/** What is said in a program that has no backend on its class path, and what works there. */
class BackendTest {

  @TempDir Path folder;

  /** Reads configurations and then, in vain, an array. */
  public static final class WithoutBackend {
    private WithoutBackend() {}

    /**
     * Runs.
     *
     * @param args a configuration of each network class, and an array's file
     * @throws Exception if a file cannot be read
     */
    @SuppressWarnings("SystemOut") // what the test reads
    public static void main(String[] args) throws Exception {
      MultiLayerConfiguration sequence =
          MultiLayerConfiguration.fromJson(Files.readString(Path.of(args[0])));
      System.out.println(NetworkInput.of(NetworkStructure.of(sequence)));
      ComputationGraphConfiguration graph =
          ComputationGraphConfiguration.fromJson(Files.readString(Path.of(args[1])));
      System.out.println(NetworkInput.of(NetworkStructure.of(graph)));
      try {
        NpyReader.read(Path.of(args[2]));
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void configurationsNeedNoBackendAndArraysSayWhatToAdd() throws Exception {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
    net.init();
    Path sequence = folder.resolve("sequence.json");
    Files.writeString(sequence, net.getLayerWiseConfigurations().toJson());
    Path graph = folder.resolve("graph.json");
    Files.writeString(graph, net.toComputationGraph().getConfiguration().toJson());
    String said =
        BackendlessProgram.run(
            WithoutBackend.class,
            sequence.toString(),
            graph.toString(),
            folder.resolve("array.npy").toString());
    assertThat(said)
        .contains("[input \"input\" [N, 3, height, width] (NCHW), FLOAT]")
        .contains("[input \"in\" [N, 3, height, width] (NCHW), FLOAT]")
        .contains("backend: expected an ND4J backend on the class path")
        .contains("org.nd4j:nd4j-native");
  }

  @Test
  void backendThatIsThereIsNotReportedMissing() {
    assertThatCode(Backend::require).doesNotThrowAnyException();
  }
}
