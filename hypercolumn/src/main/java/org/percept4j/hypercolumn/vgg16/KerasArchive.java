package org.percept4j.hypercolumn.vgg16;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A model that Keras 3 saved as a {@code .keras} file: a zip with the weights as HDF5 in it. */
final class KerasArchive {

  private static final String WEIGHTS = "model.weights.h5";

  /** The whole of VGG-16 in single precision takes 553 MB. */
  private static final long MAX_BYTES = 1L << 30;

  private KerasArchive() {}

  static boolean is(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(WEIGHTS) != null;
    } catch (ZipException | EOFException e) {
      return false; // what reads zips says what is wrong with it
    }
  }

  /** The network in the file, checked as a whole before any of it is built. */
  static ComputationGraph load(Path file, Vgg16Layers layers, boolean trunkOnly)
      throws IOException {
    String name = file + ": " + WEIGHTS;
    return KerasFile.load(
        name, Hdf5Weights.read(name, ByteBuffer.wrap(bytes(file))), layers, trunkOnly);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(WEIGHTS);
      if (entry.getSize() < 0 || entry.getSize() > MAX_BYTES) {
        throw new IOException(
            file
                + ": "
                + WEIGHTS
                + ": expected at most "
                + MAX_BYTES
                + " bytes, got "
                + entry.getSize());
      }
      try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
        // Grows with what is there, not with what is claimed.
        byte[] bytes = in.readNBytes((int) entry.getSize());
        if (in.read() >= 0 || in.getChecksum().getValue() != entry.getCrc()) {
          throw new ZipException(WEIGHTS + " is corrupt");
        }
        return bytes;
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(
          file + ": expected a whole zip, got one that is corrupt or truncated", e);
    }
  }
}
