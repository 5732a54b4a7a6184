package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.ImageNet;
import org.percept4j.hypercolumn.vgg16.Preprocessing;
import org.percept4j.hypercolumn.vgg16.PretrainedVgg16;
import org.percept4j.nanodet.ClassMaps;
import org.percept4j.nanodet.Nanodet;

/**
 * A trained network for photos.
 *
 * @param name what it is, in a few words
 * @param model its weights
 * @param stages layers for hypercolumns, in forward order
 * @param side the longer side that photos are brought to, in pixels
 * @param input from a picture of multiples of 32 pixels to what the network takes
 * @param scores from a photo to the score of each class, 0 to 1; empty if it gives none
 * @param classes what the scores are of
 */
public record PhotoNetwork(
    String name,
    ComputationGraph model,
    List<Stage> stages,
    int side,
    Function<BufferedImage, INDArray> input,
    Function<BufferedImage, Optional<float[]>> scores,
    List<String> classes) {

  /**
   * A layer whose maps are used.
   *
   * @param vertex its name in the graph
   * @param number what {@code --maps} calls it: the post's number, or from 1
   * @param label its names for people
   */
  public record Stage(String vertex, int number, String label) {}

  private static final String VGG_OUTPUT = "20";
  private static final int VGG_SIDE = 224;
  private static final int[] POST_LAYERS = {3, 8, 15, 22, 29};
  private static final List<String> KERAS_LAYERS =
      List.of("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3");

  /**
   * Returns the bundled network, which was trained on photos of everyday things.
   *
   * @return a new network, accelerated where that can be
   */
  public static PhotoNetwork bundled() {
    ComputationGraph graph = Nanodet.load();
    Acceleration.enable(graph);
    List<Stage> stages = new ArrayList<>();
    for (String vertex : Nanodet.stages()) {
      int number = stages.size() + 1;
      stages.add(
          new Stage(
              vertex,
              number,
              String.format(
                  "stage %d, %d channels, one unit every %d px",
                  number, 32 << number, 2 << number)));
    }
    return new PhotoNetwork(
        "NanoDet, trained on photos of 80 kinds of things (COCO)",
        graph,
        stages,
        Nanodet.SIDE,
        image -> Nanodet.input(image, image.getHeight(), image.getWidth()),
        image -> Optional.of(Nanodet.classMaps(graph, Nanodet.input(image)).best()),
        Nanodet.classes());
  }

  /**
   * Returns VGG-16 with the weights of a file, fed as the original script does.
   *
   * @param weights Keras's HDF5 file or a zip that DL4J saved
   * @return the network
   * @throws IOException if the file cannot be read or is something else
   */
  public static PhotoNetwork vgg16(Path weights) throws IOException {
    ComputationGraph graph = PretrainedVgg16.load(weights);
    Acceleration.enable(graph);
    boolean whole = graph.getConfiguration().getVertices().containsKey(VGG_OUTPUT);
    List<Stage> stages = new ArrayList<>();
    String[] vertices = PretrainedVgg16.blogLayers(POST_LAYERS);
    for (int i = 0; i < vertices.length; i++) {
      stages.add(
          new Stage(
              vertices[i],
              POST_LAYERS[i],
              String.format(
                  "layer %d of the post, %s in Keras, \"%s\" in DL4J",
                  POST_LAYERS[i], KERAS_LAYERS.get(i), vertices[i])));
    }
    return new PhotoNetwork(
        "VGG-16, trained on ImageNet",
        graph,
        stages,
        VGG_SIDE,
        Preprocessing.BLOG::of,
        image ->
            whole
                ? Optional.of(
                    graph
                        .outputSingle(Preprocessing.BLOG.of(image, VGG_SIDE, VGG_SIDE))
                        .dup('c')
                        .data()
                        .asFloat())
                : Optional.empty(),
        ImageNet.names());
  }

  /**
   * Finds where one class is seen, if this is the bundled network.
   *
   * @param photo any picture. Not modified
   * @return the scores all over it; empty for other networks
   */
  public Optional<ClassMaps> classMaps(BufferedImage photo) {
    return model.getConfiguration().getVertices().containsKey(Nanodet.heads().get(0))
        ? Optional.of(Nanodet.classMaps(model, Nanodet.input(photo)))
        : Optional.empty();
  }

  /**
   * Finds a stage by its number.
   *
   * @param number the post's number, or from 1
   * @return the stage
   * @throws IllegalArgumentException if there is no such stage
   */
  public Stage stage(int number) {
    return stages.stream()
        .filter(s -> s.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: expected one of "
                        + stages.stream().map(Stage::number).toList()
                        + ", got "
                        + number));
  }
}
