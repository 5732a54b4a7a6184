package org.percept4j.core.image;

import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Directories of TIFF files, and of EXIF, which has the same form (TIFF 6.0, section 2). */
final class TiffFile {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int PHOTOMETRIC = 262;
  private static final int ORIENTATION = 274;
  private static final int COLOUR_MAP = 320;
  private static final int SAMPLE_FORMAT = 339;
  private static final int SHORT = 3;
  private static final int CMYK = 5;
  static final int YCBCR = 6;

  private final Bytes file;
  private final long start;
  private final long directory;

  TiffFile(Bytes whole, long start) throws IOException {
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
    long bits = tiff.entry(BITS);
    if (bits >= 0 && tiff.file.u16(bits + 2) != SHORT) { // Java takes them for one bit a sample
      throw new PictureException("expected bits per sample in 16 bits, got another type of number");
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

  /** The colours of a palette, the upper 8 bits of 16; old files have 8 bits only. */
  static IndexColorModel palette(byte[] bytes, IndexColorModel found) throws IOException {
    TiffFile tiff = new TiffFile(new Bytes(bytes, true), 0);
    int stride = (int) (tiff.count(COLOUR_MAP) / 3);
    if (stride == 0) {
      return found;
    }
    int n = found.getMapSize();
    int[] colours = new int[n];
    long largest = 0;
    for (int i = 0; i < 3 * stride; i++) {
      largest = Math.max(largest, tiff.value(COLOUR_MAP, i, 0));
    }
    for (int i = 0; i < Math.min(n, stride); i++) {
      for (int band = 0; band < 3; band++) {
        long value = tiff.value(COLOUR_MAP, band * stride + i, 0);
        colours[i] = colours[i] << 8 | (int) (largest > 255 ? value >> 8 : value);
      }
    }
    return new IndexColorModel(16, n, colours, 0, false, -1, DataBuffer.TYPE_USHORT);
  }

  /** Where the entry of a tag is; -1 if there is none. */
  long entry(int tag) throws IOException {
    int entries = file.u16(directory);
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + 12L * i;
      if (file.u16(at) == tag) {
        return at;
      }
    }
    return -1;
  }

  long value(int tag, int index, long otherwise) throws IOException {
    long entry = entry(tag);
    if (entry < 0 || index >= file.u32(entry + 4)) {
      return otherwise;
    }
    int type = file.u16(entry + 2);
    int width = type == SHORT ? 2 : type == 4 ? 4 : 1;
    boolean inside = file.u32(entry + 4) * width <= 4;
    long at = (inside ? entry + 8 : start + file.u32(entry + 8)) + (long) width * index;
    return width == 2 ? file.u16(at) : width == 4 ? file.u32(at) : file.u8(at);
  }

  /** How many values a tag has; none if it is missing. */
  long count(int tag) throws IOException {
    long entry = entry(tag);
    return entry < 0 ? 0 : file.u32(entry + 4);
  }
}
