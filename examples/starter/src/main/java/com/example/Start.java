///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.percept4j:percept4j-bom:0.1.0-SNAPSHOT@pom
//DEPS org.percept4j:percept4j-sonify
//DEPS org.percept4j:percept4j-erf
//DEPS org.percept4j:percept4j-live
//DEPS org.nd4j:nd4j-native:1.0.0-M2.1
//DEPS org.nd4j:nd4j-native:1.0.0-M2.1:${platform:linux-x86_64}-onednn
//DEPS org.bytedeco:openblas:0.3.19-1.5.7:${platform:linux-x86_64}
//DEPS org.bytedeco:javacpp:1.5.7:${platform:linux-x86_64}
//DEPS org.slf4j:slf4j-simple:1.7.36
//RUNTIME_OPTIONS --add-modules=jdk.incubator.vector -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
package com.example;

import java.io.IOException;
import java.nio.file.*;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.live.Report;
import org.percept4j.sonify.GradientSonifier;

/** Hears a training and sees what a unit looks at. The arguments: a folder, and a learning rate. */
final class Start {
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "percept4j-start"));
    double learningRate = args.length > 1 ? Double.parseDouble(args[1]) : 0.1;
    MultiLayerNetwork network = network(learningRate);
    Random random = new Random(1);
    Path log = folder.resolve("training.jsonl");
    Path wav = folder.resolve("training.wav");
    try (var sonifier = GradientSonifier.builder().wav(wav).log(log).overwrite(true).build()) {
      network.addListeners(sonifier);
      for (int i = 0; i < 200; i++) {
        network.fit(bars(16, random));
      }
    }
    Report.write(log, folder.resolve("training.html"));
    var field = ErfAnalyzer.builder(network).layer(LayerRef.index(1)).inputSize(16, 16).build();
    ErfFiles.writePng(field.analyze(), folder.resolve("field.png"));
    System.out.println("Listen to " + wav + ", open training.html beside it, look at field.png");
  }

  /** Stands for your own network. */
  static MultiLayerNetwork network(double learningRate) {
    var layers = new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(learningRate)).list();
    layers.layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build());
    layers.layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build());
    layers.layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
    InputType input = InputType.convolutional(16, 16, 1);
    MultiLayerNetwork network = new MultiLayerNetwork(layers.setInputType(input).build());
    network.init();
    return network;
  }

  /** Stands for your own data: is the bar upright or lying? */
  static DataSet bars(int size, Random random) {
    INDArray images = Nd4j.zeros(size, 1, 16, 16);
    INDArray labels = Nd4j.zeros(size, 2);
    for (int n = 0; n < size; n++) {
      int upright = random.nextInt(2);
      int at = random.nextInt(16);
      for (int i = 0; i < 16; i++) {
        images.putScalar(new int[] {n, 0, upright == 1 ? i : at, upright == 1 ? at : i}, 1);
      }
      labels.putScalar(n, upright, 1);
    }
    return new DataSet(images, labels);
  }
}
