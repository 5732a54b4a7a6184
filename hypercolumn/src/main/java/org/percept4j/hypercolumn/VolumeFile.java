package org.percept4j.hypercolumn;

import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.core.npy.NpyWriter;

/**
 * Writes a volume to a NumPy file without building it: a few megabytes of memory whatever its size.
 * The file appears when it is complete. Thread-safe.
 */
public final class VolumeFile {

  /** The order of a file's axes. */
  public enum Order {
    /** [depth, height, width]: map after map. */
    CHW,
    /** [height, width, depth]: column after column. */
    HWC
  }

  private VolumeFile() {}

  /**
   * Writes a volume as [depth, height, width] in single precision.
   *
   * @param columns the volume
   * @param path where to; replaced if it is there
   * @throws IOException if the path cannot be written, the disk is full or the thread is
   *     interrupted; there is no new file then
   */
  public static void write(Hypercolumns columns, Path path) throws IOException {
    write(columns, path, Order.CHW, NpyWriter.Precision.SINGLE);
  }

  /**
   * Writes a volume.
   *
   * @param columns the volume
   * @param path where to; replaced if it is there
   * @param order which axis comes first
   * @param precision how values are stored; the error of half precision is stated there
   * @throws IOException if the path cannot be written, the disk is full or the thread is
   *     interrupted; there is no new file then
   * @throws IllegalArgumentException if a value is beyond what half precision can store; there is
   *     no new file then
   */
  public static void write(
      Hypercolumns columns, Path path, Order order, NpyWriter.Precision precision)
      throws IOException {
    long depth = columns.depth();
    long height = columns.height();
    long width = columns.width();
    long[] shape =
        order == Order.CHW ? new long[] {depth, height, width} : new long[] {height, width, depth};
    try (NpyWriter writer = NpyWriter.create(path, precision, shape)) {
      ColumnStream stream = new ColumnStream(columns);
      if (order == Order.CHW) {
        stream.writeChannelsFirst(writer);
      } else {
        stream.writeChannelsLast(writer);
      }
      writer.commit();
    }
  }
}
