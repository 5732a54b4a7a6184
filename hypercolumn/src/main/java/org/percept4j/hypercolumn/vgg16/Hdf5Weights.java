package org.percept4j.hypercolumn.vgg16;

import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of an HDF5 file, by their paths.
 *
 * <p>The file is mapped into memory and read through that mapping alone, so that no size that a
 * corrupt file claims can exceed the file's own. Links to other places and files are not followed.
 */
final class Hdf5Weights {

  /** Models nested in models, layers in those, and a layer's own groups. */
  private static final int MAX_DEPTH = 10;

  private static final int MAX_NODES = 10_000;

  private final String file;
  private final List<StoredArray> arrays = new ArrayList<>();
  private int nodes;

  private Hdf5Weights(String file) {
    this.file = file;
  }

  /** The arrays of a file, in its order. */
  static List<StoredArray> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(
            file + ": expected at most 2 GiB of weights, got " + channel.size() + " bytes");
      }
      return read(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  /** The arrays of a file's bytes. */
  static List<StoredArray> read(String file, ByteBuffer bytes) throws IOException {
    Hdf5Weights found = new Hdf5Weights(file);
    try (HdfFile hdf = HdfFile.fromByteBuffer(bytes)) {
      found.collect(hdf, "", 0);
      // A corrupt file can hold groups that contain themselves, which the reader follows.
    } catch (RuntimeException | StackOverflowError e) {
      throw new IOException(
          file + ": expected a whole HDF5 file, got one that is corrupt or truncated", e);
    }
    return List.copyOf(found.arrays);
  }

  private void collect(Group group, String path, int depth) throws IOException {
    for (Node node : group) {
      if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
        throw new IOException(file + ": expected a weights file, got groups without end");
      }
      String below = path.isEmpty() ? node.getName() : path + "/" + node.getName();
      if (node instanceof io.jhdf.api.Dataset dataset) {
        arrays.add(new StoredArray(file, dataset, below));
      } else if (node instanceof Group inner) {
        collect(inner, below, depth + 1);
      }
    }
  }
}
