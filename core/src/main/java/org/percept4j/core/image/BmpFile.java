package org.percept4j.core.image;

import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Headers of Windows and OS/2 bitmaps. */
final class BmpFile {

  private static final int OS2_HEADER = 12;

  private BmpFile() {}

  static PictureInfo header(Bytes file) throws IOException {
    boolean old = file.u32(14) == OS2_HEADER;
    long width = old ? file.u16(18) : file.u32(18);
    long height = old ? file.u16(20) : Math.abs((int) file.u32(22));
    if (width < 1 || width > Integer.MAX_VALUE || height < 1) {
      throw new PictureException(
          "expected a picture, got one that is corrupt: size " + width + "×" + height);
    }
    return PictureInfo.plain(Format.BMP, (int) width, (int) height, 1);
  }

  /** Refuses files that are shorter than they say or than their pixels need. */
  static void requireComplete(Bytes file) throws IOException {
    file.require(file.u32(2));
    boolean old = file.u32(14) == OS2_HEADER;
    int compression = old ? 0 : (int) file.u32(30);
    if (compression == 0 || compression == 3 || compression == 6) { // rows of one length each
      PictureInfo info = header(file);
      long bits = old ? file.u16(24) : file.u16(28);
      long row = (info.width() * bits + 31) / 32 * 4;
      file.require(file.u32(10) + row * info.height());
    } else if (compression == 1 || compression == 2) {
      RunLengths.requireBitmap(file, file.u32(10), header(file), compression == 1 ? 8 : 4);
    }
  }
}
