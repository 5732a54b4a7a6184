package org.percept4j.hypercolumn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.percept4j.core.npy.NpyWriter.Precision;
import org.percept4j.core.resample.Bilinear.Convention;

/** Run in a virtual machine of its own: writes a volume of a given size to a file. */
final class StreamTool {

  static final int DEPTH = 48;

  private StreamTool() {}

  static Hypercolumns columns(int side) {
    float[] values = new float[(DEPTH - 1) * 5 * 7];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 37 % 101;
    }
    return Hypercolumns.of(
        List.of(
            FeatureMaps.of("conv", DEPTH - 1, 5, 7, values),
            FeatureMaps.of("fc", 1, 1, 1, new float[] {-3})),
        side,
        side,
        Convention.HALF_PIXEL);
  }

  /** Arguments: file, side, order. Prints the error, if any, and ends with 3. */
  public static void main(String[] args) {
    try {
      VolumeFile.write(
          columns(Integer.parseInt(args[1])),
          Path.of(args[0]),
          VolumeFile.Order.valueOf(args[2]),
          Precision.SINGLE);
    } catch (IOException e) {
      System.out.println(e);
      System.exit(3);
    }
  }
}
