package org.percept4j.erf;

import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.core.NativeGrowth;

/** Prints by how many bytes native memory grew over many samples. */
final class SampleMemoryTool {

  private SampleMemoryTool() {}

  public static void main(String[] args) throws IOException {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, 64, 1, 2, Activation.TANH, 1);
    NativeGrowth.print(() -> run(net, 1000), () -> run(net, 6000));
  }

  /** On the crop and on the whole picture, of which each sample's gradient takes 32 kB. */
  private static void run(MultiLayerNetwork net, int samples) {
    ErfAnalyzer.builder(net).inputSize(64, 64).samples(samples).batch(4).build().analyze();
    ErfAnalyzer.builder(net)
        .inputSize(64, 64)
        .samples(samples)
        .batch(4)
        .cropped(false)
        .build()
        .analyze();
  }
}
