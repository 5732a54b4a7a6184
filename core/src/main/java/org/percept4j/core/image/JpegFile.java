package org.percept4j.core.image;

import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Segments of JPEG files (ITU-T T.81, annex B; EXIF 2.3; Adobe's APP14). */
final class JpegFile {

  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;

  private JpegFile() {}

  static PictureInfo header(Bytes file) throws IOException {
    int orientation = 1;
    int transform = -1;
    long at = 2;
    while (true) {
      at = marker(file, at);
      int marker = file.u8(at + 1);
      if (marker == SOS || marker == EOI) {
        throw new PictureException("expected a picture, got a JPEG file without a frame");
      }
      int length = file.u16(at + 2);
      file.require(at + 2 + length);
      String name = file.text((int) at + 4, 6);
      if (marker == 0xE1 && name.equals("Exif\0\0")) {
        orientation = TiffFile.orientation(file, at + 10);
      } else if (marker == 0xEE && name.startsWith("Adobe") && length >= 14) {
        transform = file.u8(at + 15);
      } else if ((marker >= 0xC0 && marker <= 0xCF && marker % 4 != 0) || marker == 0xC0) {
        return frame(file, at, orientation, transform);
      }
      at += 2 + length;
    }
  }

  private static PictureInfo frame(Bytes file, long at, int orientation, int transform)
      throws IOException {
    int height = file.u16(at + 5);
    int width = file.u16(at + 7);
    boolean ink = file.u8(at + 9) == 4;
    boolean adobe = transform >= 0;
    return new PictureInfo(
        Format.JPEG, width, height, ink, adobe, ink && transform == 2, orientation);
  }

  /** Where the next marker is: bytes of 255 may stand before it. */
  private static long marker(Bytes file, long from) throws IOException {
    long at = from;
    if (file.u8(at) != 0xFF) {
      throw new PictureException("expected a picture, got one that is corrupt: no marker");
    }
    while (file.u8(at + 1) == 0xFF) {
      at++;
    }
    return at;
  }

  /** Refuses files without an end of image; what follows it does not matter. */
  static void requireComplete(Bytes file) throws IOException {
    long at = 2;
    while (true) {
      at = marker(file, at);
      int marker = file.u8(at + 1);
      if (marker == EOI) {
        return;
      }
      boolean alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
      at += 2 + (alone ? 0 : file.u16(at + 2));
      if (marker == SOS) {
        while (!endsScan(file, at)) {
          at++;
        }
      }
    }
  }

  private static boolean endsScan(Bytes file, long at) throws IOException {
    if (file.u8(at) != 0xFF) {
      return false;
    }
    int next = file.u8(at + 1);
    return next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7);
  }
}
