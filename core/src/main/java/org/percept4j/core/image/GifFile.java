package org.percept4j.core.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.percept4j.core.image.PictureInfo.Bytes;
import org.percept4j.core.image.PictureInfo.Format;

/** Blocks of GIF files (GIF89a specification). */
final class GifFile {

  private GifFile() {}

  static PictureInfo header(Bytes file) throws IOException {
    long frame = firstFrame(file);
    return PictureInfo.plain(Format.GIF, file.u16(frame + 5), file.u16(frame + 7), 1);
  }

  private static long firstFrame(Bytes file) throws IOException {
    long at = afterHeader(file);
    while (file.u8(at) == 0x21) {
      at = afterBlocks(file, at + 2);
    }
    if (file.u8(at) != 0x2C) {
      throw new PictureException("expected a picture, got a GIF file without one");
    }
    return at;
  }

  private static long afterHeader(Bytes file) throws IOException {
    return 13 + table(file.u8(10));
  }

  /** How many bytes a table of colours takes. */
  private static long table(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
  }

  private static long afterBlocks(Bytes file, long first) throws IOException {
    long at = first;
    while (file.u8(at) != 0) {
      at += 1 + file.u8(at);
    }
    return at + 1;
  }

  /** Refuses files that end before their trailer or whose data gives too few pixels. */
  static void requireComplete(Bytes file) throws IOException {
    requirePixels(file);
    long at = afterHeader(file);
    while (file.u8(at) != 0x3B) {
      int kind = file.u8(at);
      if (kind == 0x21) {
        at = afterBlocks(file, at + 2);
      } else if (kind == 0x2C) {
        at = afterBlocks(file, at + 11 + table(file.u8(at + 9)));
      } else {
        throw new PictureException("expected a picture, got one that is corrupt: block " + kind);
      }
    }
  }

  private static void requirePixels(Bytes file) throws IOException {
    long frame = firstFrame(file);
    long data = frame + 10 + table(file.u8(frame + 9));
    ByteArrayOutputStream codes = new ByteArrayOutputStream();
    for (long at = data + 1; file.u8(at) != 0; at += 1 + file.u8(at)) {
      file.require(at + 1 + file.u8(at));
      codes.write(file.data(), (int) at + 1, file.u8(at));
    }
    int bits = file.u8(data);
    long pixels = header(file).pixels();
    if (bits > 8 || LzwLength.gif(codes.toByteArray(), bits) < pixels) {
      throw Bytes.truncated();
    }
  }
}
