package org.percept4j.core.image;

import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;

/** Follows runs of equal values without decoding them. */
final class RunLengths {

  private RunLengths() {}

  /** Counts the bytes that PackBits data would give (TIFF 6.0, section 9). */
  static long packBits(byte[] data) {
    long total = 0;
    int at = 0;
    while (at < data.length) {
      int n = data[at];
      int given = n == -128 ? 0 : Math.abs(n) + 1;
      int taken = n >= 0 ? n + 1 : n == -128 ? 0 : 1;
      if (at + 1 + taken > data.length) {
        return total;
      }
      total += given;
      at += 1 + taken;
    }
    return total;
  }

  /**
   * Refuses a bitmap whose runs leave pixels out or go beyond a row. One that jumps over pixels, as
   * it may, is taken as it is.
   *
   * @param at where the runs begin
   * @param bits of an index: 8 or 4
   */
  static void requireBitmap(Bytes file, long at, PictureInfo size, int bits) throws IOException {
    long x = 0;
    long y = 0;
    boolean jumps = false;
    while (true) {
      int count = file.u8(at);
      int value = file.u8(at + 1);
      at += 2;
      if (count > 0 || value > 2) {
        x += count > 0 ? count : value;
        at += count > 0 ? 0 : ((long) value * bits + 15) / 16 * 2;
      } else if (value == 2) {
        jumps = true;
        x += file.u8(at);
        y += file.u8(at + 1);
        at += 2;
      } else {
        y++;
        boolean incomplete = x < size.width() || (value == 1 && y < size.height());
        boolean atEnd = value == 1 && x == 0 && y > size.height();
        if (incomplete && !jumps && !atEnd) {
          throw new PictureException(
              "expected a whole picture, got one whose row " + (y - 1) + " ends at " + x);
        }
        if (value == 1) {
          return;
        }
        x = 0;
      }
      if (x > size.width() || y > size.height()) {
        throw new PictureException(
            "expected a picture, got one that is corrupt: runs beyond its size");
      }
    }
  }
}
