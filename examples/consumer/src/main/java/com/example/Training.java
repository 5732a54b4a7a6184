package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFilm;
import org.percept4j.erf.ErfTracker;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.sonify.GradientSonifier;

/**
 * Trains a small network to tell upright bars from lying ones: heard, watched, then taken apart.
 */
public final class Training {

  private static final int SIDE = 16;

  private Training() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    MultiLayerNetwork model = network();
    ErfTracker tracker =
        ErfTracker.builder(
                ErfAnalyzer.builder(model)
                    .layer(LayerRef.name("late"))
                    .inputSize(SIDE, SIDE)
                    .samples(4)
                    .build())
            .every(10)
            .build();
    try (GradientSonifier sonifier =
        GradientSonifier.builder().wav(folder.resolve("training.wav")).overwrite(true).build()) {
      model.setListeners(sonifier, tracker);
      for (DataSet batch : batches(30)) {
        model.fit(batch);
      }
      System.out.println("heard " + sonifier.counts().frames() + " iterations");
    }
    ErfFilm.of(tracker.frames()).writeStrip(folder.resolve("erf.png"));
    System.out.println("watched " + tracker.frames().size() + " receptive fields");

    INDArray image = batches(1).get(0).getFeatures().slice(0); // [1, 16, 16]
    Hypercolumns columns =
        HypercolumnExtractor.builder(model).layers("early", "late").build().extract(image);
    VolumeFile.write(columns, folder.resolve("columns.npy"));
    PixelClusters clusters = PixelClusters.fit(columns, 2, 1);
    System.out.println("clustered " + clusters.predict(columns).length + " pixels");
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("early").nOut(6).build())
                .layer(new ConvolutionLayer.Builder(3, 3).name("late").stride(2, 2).nOut(8).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 1))
                .build());
    model.init();
    return model;
  }

  private static List<DataSet> batches(int count) {
    Random random = new Random(1);
    List<DataSet> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      INDArray x = Nd4j.zeros(8, 1, SIDE, SIDE);
      INDArray y = Nd4j.zeros(8, 2);
      for (int i = 0; i < 8; i++) {
        int upright = random.nextInt(2);
        int at = random.nextInt(SIDE);
        for (int p = 0; p < SIDE; p++) {
          x.putScalar(new int[] {i, 0, upright == 1 ? p : at, upright == 1 ? at : p}, 1);
        }
        y.putScalar(i, upright, 1);
      }
      batches.add(new DataSet(x, y));
    }
    return batches;
  }
}
