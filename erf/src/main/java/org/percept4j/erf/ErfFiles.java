package org.percept4j.erf;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.percept4j.core.internal.AtomicFile;
import org.percept4j.core.internal.Floats;
import org.percept4j.core.npy.NpyWriter;
import org.percept4j.core.npy.NpyWriter.Precision;
import org.percept4j.erf.measure.ErfMap;

/**
 * Writes fields and maps to files. The folder must exist; a file that exists is replaced once the
 * new one is complete. Thread-safe for different paths.
 */
public final class ErfFiles {

  private ErfFiles() {}

  /**
   * Writes a field's map as a PNG, magnitudes on a linear scale, titled with the layer's name.
   *
   * @param field the field
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public static void writePng(EffectiveReceptiveField field, Path path) throws IOException {
    ErfPlots.heatmap(field.map(), field.info().layer()).writePng(path);
  }

  /**
   * Writes a map as text: one line per row of pixels, values separated by commas, in full precision
   * and with their signs.
   *
   * @param map the map
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public static void writeCsv(ErfMap map, Path path) throws IOException {
    AtomicFile.write(
        path,
        part -> {
          try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (int r = 0; r < map.rows(); r++) {
              for (int c = 0; c < map.columns(); c++) {
                out.write(c == 0 ? "" : ",");
                out.write(Double.toString(map.get(r, c)));
              }
              out.write('\n');
            }
          }
        });
  }

  /**
   * Writes a map as NumPy's {@code .npy}, single precision, [rows][columns], with signs.
   *
   * @param map the map
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public static void writeNpy(ErfMap map, Path path) throws IOException {
    float[] values = Floats.narrowed(map.toArray());
    try (NpyWriter file = NpyWriter.create(path, Precision.SINGLE, map.rows(), map.columns())) {
      file.write(values, 0, values.length);
      file.commit();
    }
  }
}
