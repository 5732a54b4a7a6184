package org.percept4j.hypercolumn.vgg16;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfFilterException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One array of an HDF5 file: single or half precision, in one piece or in compressed chunks. Its
 * values are only looked up when asked for.
 */
final class StoredArray {

  private final String file;
  private final Dataset dataset;
  private final String path;

  StoredArray(String file, Dataset dataset, String path) {
    this.file = file;
    this.dataset = dataset;
    this.path = path;
  }

  /** Where in the file it is, from the root. */
  String path() {
    return path;
  }

  /** The names on the path: groups, and the array's own last. */
  List<String> names() {
    return List.of(path.split("/"));
  }

  int[] shape() {
    return dataset.getDimensions();
  }

  /** The values, row after row: in the mapped file where they lie there as they are. */
  FloatBuffer values() throws IOException {
    try {
      if (dataset.getJavaType() != float.class) {
        throw bad(
            "16- or 32-bit floating point numbers",
            dataset.getJavaType() + "; save the weights as float32");
      }
      requireChunks();
      boolean plain = dataset.getDataType().getSize() == Float.BYTES;
      FloatBuffer values =
          plain && dataset instanceof ContiguousDataset contiguous
              ? contiguous.getBuffer().asFloatBuffer()
              : FloatBuffer.wrap((float[]) dataset.getDataFlat());
      if (values.remaining() != dataset.getSize()) {
        throw bad(dataset.getSize() + " values", values.remaining() + "");
      }
      return values;
    } catch (HdfFilterException | LinkageError e) {
      throw new IOException(
          bad(
                  "values compressed by deflate or LZF, or not at all",
                  "another compression or corrupt chunks; h5repack -f NONE takes it off")
              .getMessage(),
          e);
    } catch (RuntimeException e) {
      throw new IOException(
          file
              + ": dataset "
              + path
              + ": expected "
              + Arrays.toString(shape())
              + " values, got a file that ends before them or is corrupt",
          e);
    }
  }

  /** A corrupt chunk size would be allocated before it is found wrong. */
  private void requireChunks() throws IOException {
    if (dataset instanceof ChunkedDataset chunked) {
      int[] chunk = chunked.getChunkDimensions();
      int[] shape = shape();
      boolean fits = chunk.length == shape.length;
      for (int i = 0; fits && i < shape.length; i++) {
        fits = chunk[i] > 0 && chunk[i] <= shape[i];
      }
      if (!fits) {
        throw bad("chunks within " + Arrays.toString(shape), Arrays.toString(chunk));
      }
    }
  }

  IOException bad(String expected, String actual) {
    return new IOException(
        file + ": dataset " + path + ": expected " + expected + ", got " + actual);
  }
}
