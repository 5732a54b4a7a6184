package org.percept4j.core.image;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Chunks of PNG files (PNG specification, third edition). */
final class PngFile {

  private static final int FIRST_CHUNK = 8;
  private static final int MAX_DEFLATE_RATIO = 1040;
  private static final int[] SAMPLES = {1, 0, 3, 1, 2, 0, 4};

  /** Adam7: first column, first row, step between columns, step between rows. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private PngFile() {}

  static PictureInfo header(Bytes file) throws IOException {
    if (!type(file, FIRST_CHUNK).equals("IHDR")) {
      throw new PictureException("expected a picture, got a PNG file without a header");
    }
    int width = side(file.u32(16));
    int height = side(file.u32(20));
    int orientation = 1;
    for (long at = FIRST_CHUNK; at + 12 <= file.length(); at = next(file, at)) {
      if (type(file, at).equals("eXIf") && at + 12 + file.u32(at) <= file.length()) {
        orientation = TiffFile.orientation(file, at + 8);
      }
    }
    return PictureInfo.plain(Format.PNG, width, height, orientation);
  }

  private static int side(long length) throws PictureException {
    if (length < 1 || length > Integer.MAX_VALUE) {
      throw new PictureException("expected a size of at least one pixel, got " + length);
    }
    return (int) length;
  }

  private static String type(Bytes file, long chunk) throws IOException {
    file.require(chunk + 8);
    return file.text((int) chunk + 4, 4);
  }

  private static long next(Bytes file, long chunk) throws IOException {
    return chunk + 12 + file.u32(chunk);
  }

  /** Refuses files whose chunks or whose compressed pixels are not all there. */
  static void requireComplete(Bytes file) throws IOException {
    Inflater inflater = new Inflater();
    try {
      long expected = dataBytes(file);
      long compressed = 0;
      long inflated = 0;
      byte[] buffer = new byte[1 << 16];
      for (long at = FIRST_CHUNK; ; at = next(file, at)) {
        String type = type(file, at);
        int length = (int) Math.min(file.u32(at), Integer.MAX_VALUE);
        file.require(at + 12 + length);
        CRC32 sum = new CRC32();
        sum.update(file.data(), (int) at + 4, length + 4);
        if (sum.getValue() != file.u32(at + 8 + length)) {
          throw new PictureException("expected a picture, got one that is corrupt: " + type);
        }
        if (type.equals("IDAT")) {
          compressed += length;
          inflater.setInput(file.data(), (int) at + 8, length);
          int n;
          while (inflated < expected && (n = inflater.inflate(buffer)) > 0) {
            inflated += n;
          }
        } else if (type.equals("IEND")) {
          break;
        }
      }
      if (inflated < expected || expected > compressed * MAX_DEFLATE_RATIO) {
        throw Bytes.truncated();
      }
    } catch (DataFormatException e) {
      throw new PictureException("expected a picture, got one that is corrupt: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /** How many bytes the pixels have before compression, one more for each row. */
  private static long dataBytes(Bytes file) throws IOException {
    long width = file.u32(16);
    long height = file.u32(20);
    int kind = file.u8(25);
    int samples = kind < SAMPLES.length ? SAMPLES[kind] : 0;
    if (samples == 0) {
      throw new PictureException(
          "expected a picture, got one that is corrupt: colour type " + kind);
    }
    long bits = (long) samples * file.u8(24);
    if (file.u8(28) == 0) {
      return height * (1 + (width * bits + 7) / 8);
    }
    long total = 0;
    for (int[] pass : PASSES) {
      long columns = (width - pass[0] + pass[2] - 1) / pass[2];
      long rows = (height - pass[1] + pass[3] - 1) / pass[3];
      total += columns > 0 && rows > 0 ? rows * (1 + (columns * bits + 7) / 8) : 0;
    }
    return total;
  }
}
