package org.percept4j.core.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a picture's header says.
 *
 * @param format how it is written
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param ink whether its samples are amounts of ink (CMYK)
 * @param inverted whether 255 means no ink
 * @param luminance whether the first three inks are stored as Y, Cb and Cr
 * @param orientation EXIF's number, 1 to 8; 1 for upright
 */
record PictureInfo(
    Format format,
    int width,
    int height,
    boolean ink,
    boolean inverted,
    boolean luminance,
    int orientation) {

  /** The formats that are read, and how to tell and check them. */
  enum Format {
    PNG,
    JPEG,
    GIF,
    BMP,
    TIFF
  }

  static PictureInfo plain(Format format, int width, int height, int orientation) {
    return new PictureInfo(format, width, height, false, false, false, orientation);
  }

  /** Reads the header; decodes nothing. */
  static PictureInfo of(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      throw new PictureException("expected a picture, got an empty file");
    }
    Bytes file = new Bytes(bytes, true);
    if (file.startsWith(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return PngFile.header(file);
    } else if (file.startsWith(0xFF, 0xD8, 0xFF)) {
      return JpegFile.header(file);
    } else if (file.startsWith('G', 'I', 'F', '8')) {
      return GifFile.header(file.littleEndian());
    } else if (file.startsWith('B', 'M')) {
      return BmpFile.header(file.littleEndian());
    } else if (file.startsWith('I', 'I', 42, 0) || file.startsWith('M', 'M', 0, 42)) {
      return TiffFile.header(file);
    }
    throw new PictureException(
        "expected a PNG, JPEG, GIF, BMP or TIFF picture, got " + other(file));
  }

  private static String other(Bytes file) {
    if (file.startsWith('R', 'I', 'F', 'F') && file.text(8, 4).equals("WEBP")) {
      return "WebP, which is not read; save it as PNG";
    } else if (file.startsWith('I', 'I', 43, 0) || file.startsWith('M', 'M', 0, 43)) {
      return "BigTIFF, which is not read; save it as PNG";
    } else if (file.text(4, 4).equals("ftyp")) {
      return "HEIC or AVIF, which is not read; save it as PNG or JPEG";
    }
    return "something else";
  }

  long pixels() {
    return (long) width * height;
  }

  boolean isInk() {
    return ink;
  }

  /** Refuses files that end before the picture does. */
  void requireComplete(byte[] bytes) throws IOException {
    Bytes file = new Bytes(bytes, true);
    switch (format) {
      case PNG -> PngFile.requireComplete(file);
      case JPEG -> JpegFile.requireComplete(file);
      case GIF -> GifFile.requireComplete(file.littleEndian());
      case BMP -> BmpFile.requireComplete(file.littleEndian());
      case TIFF -> TiffParts.requireComplete(file);
    }
  }

  /** A file's bytes, read by position; the end is a truncated picture. */
  record Bytes(byte[] data, boolean bigEndian) {

    Bytes littleEndian() {
      return new Bytes(data, false);
    }

    boolean startsWith(int... signature) {
      if (data.length < signature.length) {
        return false;
      }
      for (int i = 0; i < signature.length; i++) {
        if ((data[i] & 0xFF) != signature[i]) {
          return false;
        }
      }
      return true;
    }

    String text(int at, int length) {
      return data.length < at + length
          ? ""
          : new String(data, at, length, StandardCharsets.ISO_8859_1);
    }

    int length() {
      return data.length;
    }

    void require(long end) throws IOException {
      if (end > data.length || end < 0) {
        throw truncated();
      }
    }

    int u8(long at) throws IOException {
      if (at < 0) {
        throw truncated();
      }
      require(at + 1);
      return data[(int) at] & 0xFF;
    }

    int u16(long at) throws IOException {
      return bigEndian ? (u8(at) << 8) | u8(at + 1) : (u8(at + 1) << 8) | u8(at);
    }

    long u32(long at) throws IOException {
      long first = u16(at);
      long second = u16(at + 2);
      return bigEndian ? (first << 16) | second : (second << 16) | first;
    }

    static PictureException truncated() {
      return new PictureException("expected a whole picture, got one that is truncated");
    }
  }
}
