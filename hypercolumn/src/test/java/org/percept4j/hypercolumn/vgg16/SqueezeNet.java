package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016) without its classifier: real weights in a file that groups,
 * nests and names its arrays in another way than VGG-16's.
 */
final class SqueezeNet {

  private SqueezeNet() {}

  static ComputationGraph load(Path file, int side) throws IOException {
    ComputationGraph network = network(side);
    List<StoredArray> all = Hdf5Weights.read(file);
    for (Layer layer : network.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      List<StoredArray> own = all.stream().filter(s -> s.path().startsWith(name + "/")).toList();
      for (StoredArray stored : own) {
        boolean kernel = stored.shape().length == 4;
        INDArray values = array(stored);
        layer
            .getParam(kernel ? "W" : "b")
            .assign(kernel ? values.permute(3, 2, 0, 1) : values.reshape(1, -1));
      }
    }
    return network;
  }

  private static INDArray array(StoredArray stored) throws IOException {
    FloatBuffer values = stored.values();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return Nd4j.createFromArray(copy).reshape('c', stored.shape());
  }

  private static ComputationGraph network(int side) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("in")
            .addLayer("conv1", conv(3, 2, 64), "in");
    String before = pool(graph, "pool1", "conv1");
    int[] squeezed = {16, 16, 32, 32, 48, 48, 64, 64};
    for (int i = 0; i < squeezed.length; i++) {
      before = fire(graph, "fire" + (i + 2), before, squeezed[i]);
      if (i == 1 || i == 3) {
        before = pool(graph, "pool" + (i + 2), before);
      }
    }
    graph.setOutputs(before).setInputTypes(InputType.convolutional(side, side, 3));
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static String fire(GraphBuilder graph, String name, String before, int squeezed) {
    graph
        .addLayer(name + "/squeeze1x1", conv(1, 1, squeezed), before)
        .addLayer(name + "/expand1x1", conv(1, 1, 4 * squeezed), name + "/squeeze1x1")
        .addLayer(name + "/expand3x3", conv(3, 1, 4 * squeezed), name + "/squeeze1x1")
        .addVertex(name, new MergeVertex(), name + "/expand1x1", name + "/expand3x3");
    return name;
  }

  private static ConvolutionLayer conv(int kernel, int stride, int out) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .nOut(out)
        .convolutionMode(stride == 1 ? ConvolutionMode.Same : ConvolutionMode.Truncate)
        .build();
  }

  private static String pool(GraphBuilder graph, String name, String before) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(3, 3)
            .stride(2, 2)
            .build(),
        before);
    return name;
  }
}
