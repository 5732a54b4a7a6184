package org.percept4j.hypercolumn.vgg16;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.npy.SerializedArray;
import org.percept4j.hypercolumn.vgg16.Vgg16Layers.Step;

/**
 * A VGG-16 that DL4J saved as a zip.
 *
 * <p>DL4J's own {@code ModelSerializer} would read a further entry of such a file as a serialised
 * Java object, which lets the file run code, and would hold the whole file on the heap.
 */
final class ZooZip {

  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;
  private static final int MAX_HEADER_BYTES = 1 << 12;

  private final Path file;
  private final ZipFile zip;

  private ZooZip(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /** The network in the file, checked as a whole before any of it is built. */
  static ComputationGraph load(Path file, Vgg16Layers layers, boolean trunkOnly)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZooZip zoo = new ZooZip(file, zip);
      List<Step> steps = new ZooGraph(file, zoo.configuration()).steps(layers);
      INDArray parameters = zoo.parameters(Vgg16Layers.parameters(steps));
      if (!trunkOnly) {
        return layers.network(steps, parameters);
      }
      long trunk = Vgg16Layers.parameters(layers.trunk());
      return layers.network(
          layers.trunk(),
          parameters.get(NDArrayIndex.all(), NDArrayIndex.interval(0, trunk)).dup());
    } catch (ZipException | EOFException e) {
      throw new IOException(
          file + ": expected a whole zip, got one that is corrupt or truncated", e);
    }
  }

  private ComputationGraphConfiguration configuration() throws IOException {
    byte[] text =
        whole(
            CONFIGURATION,
            2,
            MAX_CONFIGURATION_BYTES,
            in -> in.readNBytes(MAX_CONFIGURATION_BYTES));
    String json = new String(text, StandardCharsets.UTF_8);
    try {
      ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
      if (configuration.getNetworkInputs() != null && configuration.getVertices() != null) {
        return configuration;
      }
    } catch (RuntimeException e) {
      throw notGraph(e);
    }
    throw notGraph(null);
  }

  private IOException notGraph(@Nullable Exception cause) {
    return new IOException(
        file
            + ": "
            + CONFIGURATION
            + ": expected the configuration of a ComputationGraph, got none that DL4J can read",
        cause);
  }

  private INDArray parameters(long expected) throws IOException {
    INDArray read =
        whole(
            PARAMETERS,
            expected * Float.BYTES,
            expected * Double.BYTES + MAX_HEADER_BYTES,
            in -> SerializedArray.read(in, expected));
    if (read.length() != expected) {
      throw new IOException(
          file
              + ": "
              + PARAMETERS
              + ": expected "
              + expected
              + " parameters, got "
              + read.length());
    }
    INDArray parameters = read.castTo(DataType.FLOAT).reshape(1, expected);
    if (!Double.isFinite(parameters.sumNumber().doubleValue())) {
      throw new IOException(
          file + ": " + PARAMETERS + ": expected finite parameters, got NaN or infinite ones");
    }
    return parameters;
  }

  /** Reads an entry to its end. */
  private interface Reading<T> {
    T read(InputStream in) throws IOException;
  }

  /** What is read of an entry whose size and checksum are right. */
  private <T> T whole(String name, long smallest, long largest, Reading<T> reading)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException(file + ": expected an entry " + name + ", got none");
    }
    if (entry.getSize() < smallest || entry.getSize() > largest) {
      throw new IOException(
          file
              + ": "
              + name
              + ": expected "
              + smallest
              + " to "
              + largest
              + " bytes, got "
              + entry.getSize());
    }
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      T read = reading.read(in);
      if (in.read() >= 0 || in.getChecksum().getValue() != entry.getCrc()) {
        throw new ZipException(name + " is corrupt");
      }
      return read;
    } catch (StreamCorruptedException e) {
      throw new IOException(file + ": " + name + ": " + e.getMessage(), e);
    }
  }
}
