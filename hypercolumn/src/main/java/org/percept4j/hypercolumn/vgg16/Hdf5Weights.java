package org.percept4j.hypercolumn.vgg16;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of an HDF5 file, by the groups they are in.
 *
 * <p>The file is mapped into memory and read through that mapping alone, so that no size that a
 * damaged file claims can exceed the file's own. Links to other places and files are not followed.
 */
final class Hdf5Weights {

  /** Keras nests a layer's arrays at most twice more below the layer's group. */
  private static final int DEEPEST = 4;

  private static final int MOST_NODES = 10_000;

  /** One array of a group. Its values are only looked up when asked for. */
  static final class Stored {
    private final Path file;
    private final Dataset dataset;
    private final String path;

    private Stored(Path file, Dataset dataset, String path) {
      this.file = file;
      this.dataset = dataset;
      this.path = path;
    }

    /** Where in the file it is, from the root. */
    String path() {
      return path;
    }

    int[] shape() {
      return dataset.getDimensions();
    }

    /** The values, row after row, in the mapped file. */
    FloatBuffer values() throws IOException {
      if (!(dataset instanceof ContiguousDataset contiguous)) {
        throw bad("values stored in one piece and uncompressed", "another layout");
      }
      try {
        if (dataset.getJavaType() != float.class) {
          throw bad("32-bit floating point numbers", dataset.getJavaType() + "");
        }
        FloatBuffer values = contiguous.getBuffer().asFloatBuffer();
        if (values.remaining() != dataset.getSize()) {
          throw bad(dataset.getSize() + " values", values.remaining() + "");
        }
        return values;
      } catch (RuntimeException e) {
        throw new IOException(
            file
                + ": dataset "
                + path
                + ": expected "
                + Arrays.toString(shape())
                + " values, got a file that ends before them or is damaged",
            e);
      }
    }

    IOException bad(String expected, String actual) {
      return new IOException(
          file + ": dataset " + path + ": expected " + expected + ", got " + actual);
    }
  }

  private final Path file;
  private final Map<String, List<Stored>> groups = new LinkedHashMap<>();
  private int nodes;

  private Hdf5Weights(Path file) {
    this.file = file;
  }

  /** The arrays in and below each of the root's groups that has any, by the group's name. */
  static Map<String, List<Stored>> read(Path file) throws IOException {
    MappedByteBuffer bytes;
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(
            file + ": expected at most 2 GiB of weights, got " + channel.size() + " bytes");
      }
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    Hdf5Weights found = new Hdf5Weights(file);
    try (HdfFile hdf = HdfFile.fromByteBuffer(bytes)) {
      for (Node node : hdf) {
        if (node instanceof Group group) {
          List<Stored> arrays = new ArrayList<>();
          found.collect(group, group.getName(), 1, arrays);
          if (!arrays.isEmpty()) {
            found.groups.put(group.getName(), List.copyOf(arrays));
          }
        }
      }
      // A damaged file can hold groups that contain themselves, which the reader follows.
    } catch (RuntimeException | StackOverflowError e) {
      throw new IOException(
          file + ": expected a whole HDF5 file, got one that is damaged or truncated", e);
    }
    return found.groups;
  }

  private void collect(Group group, String path, int depth, List<Stored> arrays)
      throws IOException {
    for (Node node : group) {
      if (++nodes > MOST_NODES || depth > DEEPEST) {
        throw new IOException(file + ": expected a weights file, got groups without end");
      }
      String below = path + "/" + node.getName();
      if (node instanceof Dataset dataset) {
        arrays.add(new Stored(file, dataset, below));
      } else if (node instanceof Group inner) {
        collect(inner, below, depth + 1, arrays);
      }
    }
  }
}
