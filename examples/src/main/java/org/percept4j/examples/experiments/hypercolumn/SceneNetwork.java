package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.percept4j.examples.data.GarmentScene;
import org.percept4j.examples.data.GarmentScenes;
import org.percept4j.examples.data.Garments;

/**
 * A small network in the manner of VGG: four stages of 3x3 convolutions with ReLU, 2x2 max pooling
 * between them, then the mean over all places and one layer of eleven classes. It tells which
 * garment is in a colour picture, if any, and takes pictures of any size from 16 x 16 on, red,
 * green and blue from -1 to 1. {@link TrainSceneNetwork} has trained the bundled one.
 */
public final class SceneNetwork {

  /** The last convolution of each stage, from first to last. */
  public static final List<String> LAYERS = List.of("conv1_2", "conv2_2", "conv3_2", "conv4_2");

  /** Rows and columns of the pictures that it is trained on. */
  static final int SIDE = 36;

  /** Among the resources. */
  static final String FILE = "scene-network.zip";

  /** Pictures in a batch of {@link #accuracy}. */
  static final int TEST_BATCH = 100;

  private static final int[] WIDTHS = {16, 32, 48, 64};

  private SceneNetwork() {}

  /**
   * Loads the trained network.
   *
   * @return a network of its own
   * @throws IOException if it cannot be read
   */
  public static MultiLayerNetwork bundled() throws IOException {
    try (InputStream in = SceneNetwork.class.getResourceAsStream(FILE)) {
      return ModelSerializer.restoreMultiLayerNetwork(Objects.requireNonNull(in, FILE), false);
    }
  }

  /** A picture of any size from 16 x 16 on as the network takes it. */
  static INDArray input(BufferedImage picture) {
    int width = picture.getWidth();
    int[] rgb = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
    float[] signed = new float[3 * rgb.length];
    for (int i = 0; i < signed.length; i++) {
      int eight = rgb[i % rgb.length] >> (16 - 8 * (i / rgb.length)) & 0xFF;
      signed[i] = eight / 127.5f - 1;
    }
    return Nd4j.createFromArray(signed).reshape(1, 3, picture.getHeight(), width);
  }

  /**
   * A new network.
   *
   * @param rates learning rates for Adam
   * @param seed of the weights
   */
  static MultiLayerNetwork untrained(ISchedule rates, long seed) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Adam(rates))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .convolutionMode(ConvolutionMode.Same)
            .l2(1e-4)
            .list();
    for (int stage = 1; stage <= WIDTHS.length; stage++) {
      if (stage > 1) {
        layers.layer(
            new SubsamplingLayer.Builder()
                .name("pool" + (stage - 1))
                .kernelSize(2, 2)
                .stride(2, 2)
                .build());
      }
      for (int i = 1; i <= 2; i++) {
        layers.layer(
            new ConvolutionLayer.Builder(3, 3)
                .name("conv" + stage + "_" + i)
                .nOut(WIDTHS[stage - 1])
                .build());
      }
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers
                .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).name("mean").build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("classes")
                        .nOut(GarmentScenes.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    return network;
  }

  /** Pictures of one garment on a texture, or of a texture alone as often as of one class. */
  static DataSet examples(Garments garments, int count, Random random) {
    GarmentScenes scenes = GarmentScenes.of(garments);
    List<INDArray> inputs = new ArrayList<>();
    INDArray labels = Nd4j.zeros(DataType.FLOAT, count, GarmentScenes.CLASSES);
    for (int i = 0; i < count; i++) {
      int most = random.nextInt(GarmentScenes.CLASSES) == 0 ? 0 : 1;
      GarmentScene scene = scenes.draw(SIDE, most, random);
      inputs.add(scene.input());
      int label =
          scene.placed().stream()
              .mapToInt(placed -> garments.label(placed.garment()))
              .findFirst()
              .orElse(GarmentScenes.BACKGROUND);
      labels.putScalar(i, label, 1);
    }
    return new DataSet(Nd4j.concat(0, inputs.toArray(INDArray[]::new)), labels);
  }

  /** The share of new pictures of given garments that a network classifies rightly. */
  static double accuracy(MultiLayerNetwork network, Garments garments, int batches, long seed) {
    Random random = new Random(seed);
    double sum = 0;
    for (int i = 0; i < batches; i++) {
      DataSet batch = examples(garments, TEST_BATCH, random);
      INDArray right =
          network.output(batch.getFeatures()).argMax(1).eq(batch.getLabels().argMax(1));
      sum += right.castTo(DataType.FLOAT).meanNumber().doubleValue();
    }
    return sum / batches;
  }
}
