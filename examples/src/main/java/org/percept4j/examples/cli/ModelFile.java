package org.percept4j.examples.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.percept4j.core.npy.SerializedArray;
import org.percept4j.hypercolumn.vgg16.PretrainedVgg16;
import org.percept4j.onnx.OnnxNetwork;

/**
 * Reads ONNX models, Keras's networks and VGG-16, and the networks that DL4J's {@code
 * ModelSerializer} writes: of these configuration, parameters and normaliser, and nothing else.
 * {@code ModelSerializer} itself would also unpack Java objects from the file (preprocessors),
 * which lets a file run code.
 */
final class ModelFile {

  static final String HELP =
      "A .zip from DL4J's ModelSerializer, a .onnx, or a network (.h5) or VGG-16's weights"
          + " (.h5, .keras) from Keras.";

  private static final int MAX_CONFIGURATION_BYTES = 16 << 20;

  private ModelFile() {}

  /** Whether a file holds Keras's weights without a network, of which VGG-16's are understood. */
  static boolean isVgg16(Path path) {
    return path.toString().endsWith(".keras")
        || (path.toString().endsWith(".h5") && !KerasModelFile.isOne(path));
  }

  /** The network in a file: a {@code MultiLayerNetwork} or a {@code ComputationGraph}. */
  static Model read(Path path) throws IOException {
    if (isKeras(path)) {
      return isVgg16(path) ? PretrainedVgg16.loadTrunk(path) : KerasModelFile.read(path);
    }
    if (isOnnx(path)) {
      try {
        return OnnxNetwork.read(path).graph();
      } catch (UnsupportedOperationException e) {
        throw new IOException(path + ": " + e.getMessage(), e);
      }
    }
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": expected a saved network, got a folder");
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      String json = configuration(zip);
      return json.contains("\"networkInputs\"")
          ? graph(ComputationGraphConfiguration.fromJson(json), zip)
          : sequential(MultiLayerConfiguration.fromJson(json), zip);
    } catch (ZipException | StreamCorruptedException | RuntimeException e) {
      throw bad(path, e);
    }
  }

  /** The normaliser that was saved with a network of DL4J's; null if none was. */
  static @Nullable DataNormalization normalizer(Path path) throws IOException {
    if (isKeras(path) || isOnnx(path)) {
      return null;
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      if (zip.getEntry(ModelSerializer.NORMALIZER_BIN) == null) {
        return null;
      }
      try (InputStream in = entry(zip, ModelSerializer.NORMALIZER_BIN)) {
        return SavedNormalizer.read(new BufferedInputStream(in));
      }
    } catch (ZipException | EOFException | StreamCorruptedException | RuntimeException e) {
      throw bad(path, e);
    }
  }

  private static boolean isKeras(Path path) {
    return path.toString().endsWith(".h5") || path.toString().endsWith(".keras");
  }

  private static boolean isOnnx(Path path) {
    return path.toString().endsWith(".onnx");
  }

  private static IOException bad(Path path, Exception e) {
    return new IOException(
        path + ": expected a network as DL4J's ModelSerializer writes it, got " + e.getMessage(),
        e);
  }

  private static InputStream entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ZipException("no entry " + name);
    }
    return zip.getInputStream(entry);
  }

  private static String configuration(ZipFile zip) throws IOException {
    try (InputStream in = entry(zip, ModelSerializer.CONFIGURATION_JSON)) {
      byte[] bytes = in.readNBytes(MAX_CONFIGURATION_BYTES);
      if (in.read() >= 0) {
        throw new ZipException(
            "a configuration of more than " + MAX_CONFIGURATION_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static INDArray parameters(ZipFile zip, long needed) throws IOException {
    try (InputStream in = entry(zip, ModelSerializer.COEFFICIENTS_BIN)) {
      INDArray parameters = SerializedArray.read(in, needed);
      if (parameters.length() < needed) {
        throw new ZipException(parameters.length() + " of " + needed + " parameters");
      }
      return parameters.reshape(1, needed);
    }
  }

  private static Model graph(ComputationGraphConfiguration configuration, ZipFile zip)
      throws IOException {
    long needed = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      needed += vertex.numParams(true);
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(parameters(zip, needed), false);
    return network;
  }

  private static Model sequential(MultiLayerConfiguration configuration, ZipFile zip)
      throws IOException {
    long needed = 0;
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      needed += layer.getLayer().initializer().numParams(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters(zip, needed), false);
    return network;
  }
}
