package org.percept4j.core.image;

import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Directories of TIFF files, and of EXIF, which has the same form (TIFF 6.0, section 2). */
final class TiffFile {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;

  private final Bytes file;
  private final long start;
  private final long directory;

  private TiffFile(Bytes whole, long start) throws IOException {
    whole.require(start + 8);
    this.start = start;
    file = whole.u8(start) == 'I' ? whole.littleEndian() : new Bytes(whole.data(), true);
    directory = start + file.u32(start + 4);
  }

  static PictureInfo header(Bytes whole) throws IOException {
    TiffFile tiff = new TiffFile(whole, 0);
    long kind = tiff.value(PHOTOMETRIC, 0, 1);
    if (kind > YCBCR || kind == 4 || tiff.value(SAMPLE_FORMAT, 0, 1) != 1) {
      throw new PictureException(
          "expected grey, RGB, a palette, CMYK or YCbCr in whole numbers, got a TIFF picture of"
              + " another kind");
    }
    long width = tiff.value(WIDTH, 0, 0);
    long height = tiff.value(HEIGHT, 0, 0);
    return new PictureInfo(
        Format.TIFF,
        (int) Math.min(width, Integer.MAX_VALUE),
        (int) Math.min(height, Integer.MAX_VALUE),
        kind == CMYK,
        false,
        false,
        upright(tiff.value(ORIENTATION, 0, 1)));
  }

  /** The orientation that EXIF says; a corrupt one is none. */
  static int orientation(Bytes whole, long start) {
    try {
      return upright(new TiffFile(whole, start).value(ORIENTATION, 0, 1));
    } catch (IOException e) {
      return 1;
    }
  }

  private static int upright(long orientation) {
    return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
  }

  /** Refuses files in which some of the first picture's data lies behind the end. */
  static void requireComplete(Bytes whole) throws IOException {
    TiffFile tiff = new TiffFile(whole, 0);
    boolean tiled = tiff.entry(TILE_OFFSETS) >= 0;
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_BYTES : STRIP_BYTES;
    long entry = tiff.entry(offsets);
    if (entry < 0) {
      throw new PictureException("expected a picture, got one that is corrupt: no strips");
    }
    long count = tiff.file.u32(entry + 4);
    for (int i = 0; i < count; i++) {
      whole.require(tiff.value(offsets, i, 0) + tiff.value(lengths, i, 0));
    }
  }

  /** Where the entry of a tag is; -1 if there is none. */
  private long entry(int tag) throws IOException {
    int entries = file.u16(directory);
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + 12L * i;
      if (file.u16(at) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long value(int tag, int index, long otherwise) throws IOException {
    long entry = entry(tag);
    if (entry < 0 || index >= file.u32(entry + 4)) {
      return otherwise;
    }
    int type = file.u16(entry + 2);
    int width = type == 3 ? 2 : type == 4 ? 4 : 1;
    boolean inside = file.u32(entry + 4) * width <= 4;
    long at = (inside ? entry + 8 : start + file.u32(entry + 8)) + (long) width * index;
    return width == 2 ? file.u16(at) : width == 4 ? file.u32(at) : file.u8(at);
  }
}
