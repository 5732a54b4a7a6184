package org.percept4j.core.image;

/**
 * Counts what data in the manner of Lempel, Ziv and Welch would give, without decoding it (GIF89a
 * specification, appendix F; TIFF 6.0, section 13). Only the lengths of the entries are kept.
 */
final class LzwLength {

  private static final int MAX_ENTRIES = 4096;

  private final int clear;
  private final boolean highBitsFirst;
  private final int early;
  private final int[] lengths = new int[MAX_ENTRIES + 1];

  private LzwLength(int bits, boolean highBitsFirst, int early) {
    clear = 1 << bits;
    this.highBitsFirst = highBitsFirst;
    this.early = early;
  }

  static long gif(byte[] data, int bits) {
    return new LzwLength(bits, false, 0).of(data);
  }

  /** TIFF's codes grow by a bit one entry earlier than GIF's. */
  static long tiff(byte[] data) {
    return new LzwLength(8, true, 1).of(data);
  }

  /** Counts up to the end or to the first code that cannot be. */
  private long of(byte[] data) {
    long total = 0;
    long at = 0;
    int next = clear + 2;
    int previous = -1;
    int width = width(next);
    while (at + width <= 8L * data.length) {
      int code = code(data, at, width);
      at += width;
      if (code == clear) {
        next = clear + 2;
        previous = -1;
      } else if (code == clear + 1 || code > next || (code == next && previous < 0)) {
        return total;
      } else {
        if (previous >= 0 && next < MAX_ENTRIES) {
          lengths[next++] = length(previous) + 1;
        }
        total += length(code);
        previous = code;
      }
      width = width(next);
    }
    return total;
  }

  private int length(int code) {
    return code < clear ? 1 : lengths[code];
  }

  private int width(int next) {
    return Math.min(12, 32 - Integer.numberOfLeadingZeros(next + early));
  }

  private int code(byte[] data, long at, int width) {
    int code = 0;
    for (int i = 0; i < width; i++) {
      int bit = (int) ((at + i) & 7);
      int one = (data[(int) ((at + i) >> 3)] >> (highBitsFirst ? 7 - bit : bit)) & 1;
      code |= one << (highBitsFirst ? width - 1 - i : i);
    }
    return code;
  }
}
