package org.percept4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.sink.WavFile;

/** A network of 500 convolutions, each of which passes on what it gets. */
@Timeout(120)
class DeepNetworkTest {

  private static final int LAYERS = 500;
  private static final int SIDE = 6;

  @TempDir private Path dir;
  private MultiLayerNetwork network = new MultiLayerNetwork(deep());

  private static MultiLayerConfiguration deep() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(1e-6))
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(WeightInit.ZERO)
            .activation(Activation.IDENTITY)
            .list();
    for (int i = 0; i < LAYERS; i++) {
      list.layer(new ConvolutionLayer.Builder(3, 3).nOut(1).build());
    }
    return list.layer(new CnnLossLayer.Builder(LossFunction.MSE).build())
        .setInputType(InputType.convolutional(SIDE, SIDE, 1))
        .build();
  }

  @BeforeEach
  void passOnWhatComes() {
    network.init();
    for (int i = 0; i < LAYERS; i++) {
      network.getLayer(i).getParam("W").putScalar(new int[] {0, 0, 1, 1}, 1);
    }
  }

  @Test
  void everyLayerIsHeard() throws Exception {
    Path log = dir.resolve("deep.jsonl");
    Path wav = dir.resolve("deep.wav");
    INDArray x = Uniform.array(1, DataType.FLOAT, 2, 1, SIDE, SIDE);
    try (GradientSonifier sonifier = GradientSonifier.builder().log(log).wav(wav).build()) {
      network.setListeners(sonifier);
      network.fit(x, x.mul(2)); // once: DL4J takes seconds for it, with the listener or without
    }
    try (GradientLog frames = GradientLog.open(log)) {
      GradientFrame frame = frames.next();
      assertThat(frame).isNotNull();
      assertThat(frame.norms()).hasSize(LAYERS).doesNotContain(0, Double.NaN);
      assertThat(frames.next()).isNull();
    }
    assertThat(WavFile.read(wav).samples()).isNotEmpty();
  }

  @Test
  void aUnitOfTheLastLayerLooksAtOnePixel() {
    EffectiveReceptiveField field =
        ErfAnalyzer.builder(network)
            .layer(LayerRef.index(LAYERS - 1))
            .inputSize(SIDE, SIDE)
            .samples(1)
            .aggregation(Aggregation.RMS)
            .build()
            .analyze();
    assertThat(field.theory().rows().size()).isEqualTo(2 * LAYERS + 1);
    double[] map = field.map().toArray();
    for (int i = 0; i < map.length; i++) {
      assertThat(map[i]).isEqualTo(i == SIDE / 2 * SIDE + SIDE / 2 ? 1 : 0);
    }
  }

  @Test
  void hypercolumnsHoldEveryLayer() {
    int[] all = new int[LAYERS];
    for (int i = 0; i < LAYERS; i++) {
      all[i] = i;
    }
    INDArray x = Uniform.array(1, DataType.FLOAT, 1, 1, SIDE, SIDE);
    Hypercolumns columns = HypercolumnExtractor.builder(network).layers(all).build().extract(x);
    assertThat(columns.depth()).isEqualTo(LAYERS);
    for (float value : columns.at(2, 3)) {
      assertThat(value).isEqualTo(x.getFloat(0, 0, 2, 3));
    }
  }
}
