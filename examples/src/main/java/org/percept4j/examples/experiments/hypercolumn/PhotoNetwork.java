package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.examples.data.Garments;
import org.percept4j.hypercolumn.vgg16.Preprocessing;
import org.percept4j.hypercolumn.vgg16.PretrainedVgg16;

/**
 * A trained network for {@link PhotoTour}.
 *
 * @param name what it is, in a few words
 * @param model its weights
 * @param early its layers near the input
 * @param late its layers far from it
 * @param layers those and what lies between, in forward order
 * @param input from a picture, in its own size, to what the network takes
 * @param classes what its probabilities are of; empty if it gives none
 */
record PhotoNetwork(
    String name,
    Model model,
    List<String> early,
    List<String> late,
    List<String> layers,
    Function<BufferedImage, INDArray> input,
    List<String> classes) {

  private static final String VGG_OUTPUT = "20";
  private static final int VGG_CLASSES = 1000;

  /** The network that this project trained on garments. */
  static PhotoNetwork bundled() throws IOException {
    List<String> layers = SceneNetwork.LAYERS;
    List<String> classes = new ArrayList<>(Garments.NAMES);
    classes.add("none");
    return new PhotoNetwork(
        "the bundled network, trained on garments",
        SceneNetwork.bundled(),
        layers.subList(0, 2),
        layers.subList(2, 4),
        layers,
        SceneNetwork::input,
        classes);
  }

  /** VGG-16 with the weights of a file, fed as the original script does. */
  static PhotoNetwork vgg16(Path weights) throws IOException {
    ComputationGraph graph = PretrainedVgg16.load(weights);
    boolean whole = graph.getConfiguration().getVertices().containsKey(VGG_OUTPUT);
    return new PhotoNetwork(
        "VGG-16, trained on ImageNet",
        graph,
        List.of(PretrainedVgg16.blogLayers(3, 8)),
        List.of(PretrainedVgg16.blogLayers(22, 29)),
        List.of(PretrainedVgg16.blogLayers(3, 8, 15, 22, 29)),
        Preprocessing.BLOG::of,
        whole ? IntStream.range(0, VGG_CLASSES).mapToObj(String::valueOf).toList() : List.of());
  }

  /** The probability of each class; empty if the network has no classes. */
  Optional<float[]> probabilities(INDArray array) {
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    INDArray output =
        model instanceof ComputationGraph graph
            ? graph.outputSingle(array)
            : ((MultiLayerNetwork) model).output(array);
    return Optional.of(output.data().asFloat());
  }
}
