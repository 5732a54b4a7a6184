package org.percept4j.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.percept4j.core.npy.NpyReader;

/** The network of resources/samediff/make.py as a SameDiff graph, with PyTorch's arrays. */
public final class SameDiffNets {

  private SameDiffNets() {}

  /** One of PyTorch's arrays. */
  public static INDArray array(String name, DataType type) {
    try (InputStream in = SameDiffNets.class.getResourceAsStream("/samediff/" + name + ".npy")) {
      Path file = Files.createTempFile("samediff", ".npy"); // the resource may lie in a jar
      Files.copy(Objects.requireNonNull(in, name), file, StandardCopyOption.REPLACE_EXISTING);
      INDArray array = NpyReader.read(file).castTo(type);
      Files.delete(file);
      return array;
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** A convolution, ReLU, max pool "h", a convolution and tanh "y" on a placeholder "x". */
  public static SameDiff small(DataType type) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", type, -1, 3, -1, -1);
    SDVariable w1 = graph.var("w1", array("w1", type).permute(2, 3, 1, 0).dup('c'));
    SDVariable b1 = graph.var("b1", array("b1", type));
    SDVariable w2 = graph.var("w2", array("w2", type).permute(2, 3, 1, 0).dup('c'));
    SDVariable c1 = graph.cnn().conv2d("c1", x, w1, b1, convolution());
    Pooling2DConfig pool = Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build();
    SDVariable h = graph.cnn().maxPooling2d("h", graph.nn.relu("r", c1, 0), pool);
    graph.nn.tanh("y", graph.cnn().conv2d("c2", h, w2, convolution()).mul("s", 0.02));
    return graph;
  }

  private static Conv2DConfig convolution() {
    return Conv2DConfig.builder().kH(3).kW(3).pH(1).pW(1).build();
  }
}
