package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * A picture through a network from a file.
 *
 * @param input what the network was given
 * @param columns the hypercolumns of its pixels
 */
record FileColumns(INDArray input, Hypercolumns columns) {

  /**
   * Extracts.
   *
   * @param layers which; the last convolution of each size if empty
   * @param size to bring the picture to first, or null to leave it as it is
   * @param pixels what the network was trained on, or null to find out from the file
   */
  static FileColumns of(
      Model model,
      Path file,
      BufferedImage image,
      List<LayerRef> layers,
      @Nullable RowColumn size,
      InputImage.@Nullable Pixels pixels)
      throws IOException {
    INDArray input = input(model, file, image, size, pixels);
    if (!layers.isEmpty()) {
      LayerRef[] chosen =
          layers.stream().map(ref -> LayerConverter.in(model, ref)).toArray(LayerRef[]::new);
      return new FileColumns(
          input, HypercolumnExtractor.builder(model).layers(chosen).build().extract(input));
    }
    Hypercolumns all =
        HypercolumnExtractor.builder(model).layers(convolutions(model)).build().extract(input);
    Map<List<Integer>, String> last = new LinkedHashMap<>();
    for (Hypercolumns.Layer layer : all.layers()) {
      last.put(List.of(layer.height(), layer.width()), layer.name());
    }
    return new FileColumns(input, all.select(last.values().toArray(String[]::new)));
  }

  /**
   * Prepares a picture as the network of a file takes it.
   *
   * @param size to bring the picture to first, or null to leave it as it is
   * @param pixels what the network was trained on, or null to find out from the file
   */
  static INDArray input(
      Model model,
      Path file,
      BufferedImage image,
      @Nullable RowColumn size,
      InputImage.@Nullable Pixels pixels)
      throws IOException {
    DataNormalization saved = pixels == null ? ModelFile.normalizer(file) : null;
    if (saved != null) {
      return InputImage.of(image, model, size, saved);
    }
    InputImage.Pixels usual =
        ModelFile.isVgg16(file) ? InputImage.Pixels.VGG : InputImage.Pixels.UNIT;
    return InputImage.of(image, model, size, Objects.requireNonNullElse(pixels, usual));
  }

  private static LayerRef[] convolutions(Model model) {
    List<LayerRef> found = new ArrayList<>();
    for (NetworkLayers.Entry entry : NetworkLayers.of(model)) {
      if (entry.configuration() instanceof ConvolutionLayer) {
        found.add(LayerRef.index(entry.index()));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("expected a network with convolutions, got none");
    }
    return found.toArray(LayerRef[]::new);
  }
}
