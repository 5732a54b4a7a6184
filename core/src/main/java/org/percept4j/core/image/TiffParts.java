package org.percept4j.core.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.percept4j.core.image.PictureInfo.Bytes;

/** The strips or tiles that hold a TIFF picture's pixels. */
final class TiffParts {

  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int STRIP_ROWS = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;

  private final Bytes whole;
  private final TiffFile tiff;
  private final boolean tiled;

  private TiffParts(Bytes whole) throws IOException {
    this.whole = whole;
    tiff = new TiffFile(whole, 0);
    tiled = tiff.count(TILE_OFFSETS) > 0;
  }

  /** Refuses files in which some of the first picture's data is missing. */
  static void requireComplete(Bytes whole) throws IOException {
    new TiffParts(whole).requireComplete();
  }

  private void requireComplete() throws IOException {
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    if (tiff.count(offsets) == 0) {
      throw new PictureException("expected a picture, got one that is corrupt: no strips");
    }
    for (int i = 0; i < tiff.count(offsets); i++) {
      long from = tiff.value(offsets, i, 0);
      long length = tiff.value(tiled ? TILE_BYTES : STRIP_BYTES, i, 0);
      whole.require(from + length);
      if (decodedBytes(from, length, expectedBytes(i)) < expectedBytes(i)) {
        throw Bytes.truncated();
      }
    }
  }

  /**
   * How many bytes a strip or tile gives, or just enough; as many as can be where that is not
   * counted.
   */
  private long decodedBytes(long from, long length, long enough) throws IOException {
    byte[] data = Arrays.copyOfRange(whole.data(), (int) from, (int) (from + length));
    if (tiff.value(FILL_ORDER, 0, 1) != 1) {
      return Long.MAX_VALUE;
    }
    return switch ((int) tiff.value(COMPRESSION, 0, 1)) {
      case 1 -> length;
      case 5 -> isOldLzw(data) ? Long.MAX_VALUE : LzwLength.tiff(data);
      case 8, 32946 -> inflatedBytes(data, enough);
      case 32773 -> RunLengths.packBits(data);
      default -> Long.MAX_VALUE; // facsimile codes and JPEG
    };
  }

  /** Whether codes have their low bits first, as before version 5 of the format. */
  private static boolean isOldLzw(byte[] data) {
    return data.length > 1 && data[0] == 0 && (data[1] & 1) == 1;
  }

  private static long inflatedBytes(byte[] data, long enough) {
    Inflater inflater = new Inflater();
    long total = 0;
    try {
      inflater.setInput(data);
      byte[] buffer = new byte[1 << 16];
      int n = 1;
      while (total < enough && n > 0) {
        n = inflater.inflate(buffer);
        total += n;
      }
      return total;
    } catch (DataFormatException e) {
      return total;
    } finally {
      inflater.end();
    }
  }

  private long expectedBytes(int part) throws IOException {
    long height = tiff.value(TiffFile.HEIGHT, 0, 0);
    boolean planar = tiff.value(PLANAR, 0, 1) == 2;
    long bits = tiff.value(TiffFile.BITS, 0, 1) * (planar ? 1 : tiff.value(SAMPLES, 0, 1));
    if (tiled) {
      return tiff.value(TILE_HEIGHT, 0, 0) * ((tiff.value(TILE_WIDTH, 0, 0) * bits + 7) / 8);
    }
    long rows = Math.min(tiff.value(STRIP_ROWS, 0, height), height);
    long strips = rows == 0 ? 1 : (height + rows - 1) / rows;
    long before = part % strips * rows;
    boolean subsampled =
        tiff.value(TiffFile.PHOTOMETRIC, 0, 1) == TiffFile.YCBCR; // not by bytes of whole rows
    return subsampled
        ? 0
        : Math.min(rows, height - before) * ((tiff.value(TiffFile.WIDTH, 0, 0) * bits + 7) / 8);
  }
}
