package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.percept4j.core.internal.Backend;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Kind;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * VGG-16 (Simonyan and Zisserman 2014, configuration D) with trained weights, as a DL4J network.
 *
 * <p>The networks are those of DL4J's zoo: input {@code "in"}, images [images, 3, height, width] of
 * type FLOAT; layers {@code "0"} to {@code "20"}, of which {@code "0"} to {@code "17"} are the
 * trunk, which takes images of any size from 32×32 on. All activations are taken after their ReLU.
 * What images have to look like is in {@link Preprocessing}.
 *
 * <p>The script behind this library used layer numbers of an older Keras model, where zero padding
 * is a layer of its own:
 *
 * <table>
 * <caption>Three names for the same layers; further layers of that model have no output of their
 * own here</caption>
 * <tr><th>layer number</th><th>Keras today</th><th>DL4J</th><th>channels</th></tr>
 * <tr><td>1</td><td>block1_conv1</td><td>0</td><td>64</td></tr>
 * <tr><td>3</td><td>block1_conv2</td><td>1</td><td>64</td></tr>
 * <tr><td>4</td><td>block1_pool</td><td>2</td><td>64</td></tr>
 * <tr><td>6</td><td>block2_conv1</td><td>3</td><td>128</td></tr>
 * <tr><td>8</td><td>block2_conv2</td><td>4</td><td>128</td></tr>
 * <tr><td>9</td><td>block2_pool</td><td>5</td><td>128</td></tr>
 * <tr><td>11</td><td>block3_conv1</td><td>6</td><td>256</td></tr>
 * <tr><td>13</td><td>block3_conv2</td><td>7</td><td>256</td></tr>
 * <tr><td>15</td><td>block3_conv3</td><td>8</td><td>256</td></tr>
 * <tr><td>16</td><td>block3_pool</td><td>9</td><td>256</td></tr>
 * <tr><td>18</td><td>block4_conv1</td><td>10</td><td>512</td></tr>
 * <tr><td>20</td><td>block4_conv2</td><td>11</td><td>512</td></tr>
 * <tr><td>22</td><td>block4_conv3</td><td>12</td><td>512</td></tr>
 * <tr><td>23</td><td>block4_pool</td><td>13</td><td>512</td></tr>
 * <tr><td>25</td><td>block5_conv1</td><td>14</td><td>512</td></tr>
 * <tr><td>27</td><td>block5_conv2</td><td>15</td><td>512</td></tr>
 * <tr><td>29</td><td>block5_conv3</td><td>16</td><td>512</td></tr>
 * <tr><td>30</td><td>block5_pool</td><td>17</td><td>512</td></tr>
 * <tr><td>32</td><td>fc1</td><td>18</td><td>4096</td></tr>
 * <tr><td>34</td><td>fc2</td><td>19</td><td>4096</td></tr>
 * <tr><td>36</td><td>predictions</td><td>20</td><td>1000</td></tr>
 * </table>
 *
 * <p>Safe to use from several threads; the networks are not.
 */
public final class PretrainedVgg16 {

  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private PretrainedVgg16() {}

  /**
   * Reads a network from a file: weights or a whole model of Keras 2 in HDF5, those of Keras 3
   * ({@code .weights.h5}, {@code .keras}), axes in TensorFlow's order, 16- or 32-bit numbers,
   * compressed or not; or a network that DL4J saved as a zip, such as its zoo's. It has its fully
   * connected layers if the file has them; they take images of 224×224.
   *
   * @param file the file. Not modified.
   * @return a network of its own, of type FLOAT
   * @throws IOException if the file cannot be read, is corrupt, or holds anything but a whole
   *     VGG-16 with finite weights; the message names the file, the place in it, and expected and
   *     actual shape. Nothing is built before the file is found right. Also if the thread is
   *     interrupted, which it stays
   */
  public static ComputationGraph load(Path file) throws IOException {
    return load(file, Vgg16Layers.PAPER, false);
  }

  /**
   * Reads the layers {@code "0"} to {@code "17"} only: 59 MB of memory, where the whole network
   * takes 553 MB. A Keras file may have other layers around them, such as a head of its own.
   *
   * @param file a file as for {@link #load(Path)}, with or without fully connected layers. Not
   *     modified.
   * @return a network of its own, of type FLOAT
   * @throws IOException as {@link #load(Path)}
   */
  public static ComputationGraph loadTrunk(Path file) throws IOException {
    return load(file, Vgg16Layers.PAPER, true);
  }

  static ComputationGraph load(Path file, Vgg16Layers layers, boolean trunkOnly)
      throws IOException {
    Backend.require();
    byte[] start;
    try {
      start = start(file);
      if (Arrays.equals(start, HDF5)) {
        return KerasFile.load(file, layers, trunkOnly);
      }
      if (Arrays.equals(start, 0, Math.min(start.length, 4), ZIP, 0, 4)) {
        return KerasArchive.is(file)
            ? KerasArchive.load(file, layers, trunkOnly)
            : ZooZip.load(file, layers, trunkOnly);
      }
    } catch (ClosedByInterruptException e) {
      throw new IOException(file + ": interrupted while reading", e);
    }
    throw new IOException(
        file
            + ": expected Keras's weights in HDF5 or a network that DL4J saved as a zip, got a file"
            + " that begins with the bytes "
            + HexFormat.ofDelimiter(" ").formatHex(start));
  }

  private static byte[] start(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": expected a file with VGG-16's weights, got a folder");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "expected a file with VGG-16's weights, got none");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HDF5.length);
    }
  }

  /**
   * Translates layer numbers of the script behind this library; {@code blogLayers(3, 8, 15, 22,
   * 29)} are its five layers, 1472 channels together.
   *
   * @param numbers numbers from the first column of the table above
   * @return DL4J's names, in the same order
   * @throws IllegalArgumentException if a number is not in that column
   */
  public static String[] blogLayers(int... numbers) {
    Map<Integer, String> names = blogNames();
    return Arrays.stream(numbers)
        .mapToObj(
            number -> {
              String name = names.get(number);
              if (name == null) {
                throw new IllegalArgumentException(
                    "numbers: expected of " + names.keySet() + ", got " + number);
              }
              return name;
            })
        .toArray(String[]::new);
  }

  private static Map<Integer, String> blogNames() {
    Map<Integer, String> names = new LinkedHashMap<>();
    int next = 0;
    List<Step> steps = Vgg16Layers.PAPER.withTop(1000);
    for (Step step : steps) {
      // Padding, flattening and dropout come before these, as layers that are none here.
      boolean preceded = step.kind() != Kind.POOLING;
      next += preceded ? 1 : 0;
      names.put(next++, step.name());
    }
    return names;
  }
}
