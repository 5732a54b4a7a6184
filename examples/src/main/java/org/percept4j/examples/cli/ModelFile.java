package org.percept4j.examples.cli;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.hypercolumn.vgg16.PretrainedVgg16;

/**
 * Reads Keras's VGG-16 and the networks that DL4J's {@code ModelSerializer} writes: configuration
 * and parameters, and nothing else. {@code ModelSerializer} itself would also unpack Java objects
 * from the file (preprocessors, normalizers), which lets a file run code.
 */
final class ModelFile {

  static final String HELP = "A .zip from DL4J's ModelSerializer, or Keras's VGG-16 weights (.h5).";

  private static final int LONGEST_CONFIGURATION = 64 << 20;
  private static final int LARGEST_SHAPE = 100;

  private ModelFile() {}

  /** Whether a file is named like Keras's weights, of which VGG-16's are understood. */
  static boolean isKeras(Path path) {
    return path.toString().endsWith(".h5");
  }

  /** The network in a file: a {@code MultiLayerNetwork} or a {@code ComputationGraph}. */
  static Model read(Path path) throws IOException {
    if (isKeras(path)) {
      return PretrainedVgg16.loadTrunk(path);
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      byte[] text = bytes(zip, ModelSerializer.CONFIGURATION_JSON, LONGEST_CONFIGURATION);
      byte[] values = bytes(zip, ModelSerializer.COEFFICIENTS_BIN, Integer.MAX_VALUE - 16);
      return network(new String(text, StandardCharsets.UTF_8), parameters(values));
    } catch (ZipException | EOFException | UTFDataFormatException | RuntimeException e) {
      throw bad(path, e);
    }
  }

  private static IOException bad(Path path, Exception e) {
    return new IOException(
        path + ": expected a network as DL4J's ModelSerializer writes it, got " + e.getMessage(),
        e);
  }

  private static byte[] bytes(ZipFile zip, String name, int most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ZipException("no entry " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new ZipException(name + " of more than " + most + " bytes");
      }
      return bytes;
    }
  }

  /**
   * The values alone: ND4J's reader would believe the shape before them and allocate whatever it
   * says.
   */
  private static INDArray parameters(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.readUTF(); // how ND4J held the shape
    long shape = in.readLong();
    in.readUTF(); // of which type
    if (shape < 1 || shape > LARGEST_SHAPE) {
      throw new ZipException("a shape of " + shape + " numbers");
    }
    in.skipNBytes(shape * Long.BYTES);
    in.readUTF(); // how ND4J held the values
    long count = in.readLong();
    DataType type = DataType.valueOf(in.readUTF());
    ByteBuffer values = ByteBuffer.wrap(bytes, bytes.length - in.available(), in.available());
    if (count < 1 || count != values.remaining() / (double) type.width()) {
      throw new ZipException(count + " values of " + type + " in " + values.remaining() + " bytes");
    }
    return array(type, values, (int) count).reshape(1, count);
  }

  private static INDArray array(DataType type, ByteBuffer values, int count) throws IOException {
    return switch (type) {
      case DOUBLE -> {
        double[] doubles = new double[count];
        values.asDoubleBuffer().get(doubles);
        yield Nd4j.createFromArray(doubles);
      }
      case FLOAT -> {
        float[] floats = new float[count];
        values.asFloatBuffer().get(floats);
        yield Nd4j.createFromArray(floats);
      }
      case HALF -> {
        float[] halves = new float[count];
        for (int i = 0; i < count; i++) {
          halves[i] = HalfIndexer.toFloat(values.getShort());
        }
        yield Nd4j.createFromArray(halves).castTo(DataType.FLOAT16);
      }
      default -> throw new ZipException("values of " + type);
    };
  }

  private static Model network(String json, INDArray parameters) {
    if (json.contains("\"networkInputs\"")) {
      ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
      graph.init(parameters, false);
      return graph;
    }
    MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
    network.init(parameters, false);
    return network;
  }
}
