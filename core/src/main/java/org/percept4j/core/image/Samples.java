package org.percept4j.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/** Turns what a file stores for each pixel into 8-bit RGB, without any colour space of Java's. */
final class Samples {

  private final int bands;
  private final int[] largest;

  private Samples(Raster raster) throws PictureException {
    bands = raster.getNumBands();
    int type = raster.getDataBuffer().getDataType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new PictureException("expected whole numbers of at most 16 bits, got fractions");
    }
    largest = new int[bands];
    for (int b = 0; b < bands; b++) {
      int bits = raster.getSampleModel().getSampleSize(b);
      if (bits > 16) {
        throw new PictureException("expected samples of at most 16 bits, got " + bits);
      }
      largest[b] = (1 << bits) - 1;
    }
  }

  static BufferedImage toRgb(Raster raster, @Nullable ColorModel colours, PictureInfo info)
      throws PictureException {
    Samples samples = new Samples(raster);
    int width = raster.getWidth();
    int height = raster.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int[] row = new int[width * samples.bands];
    int left = raster.getMinX();
    int top = raster.getMinY();
    for (int y = 0; y < height; y++) {
      raster.getPixels(left, top + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] =
            colours instanceof IndexColorModel palette
                ? palette.getRGB(row[x]) & 0xFFFFFF
                : samples.rgb(row, x * samples.bands, info);
      }
    }
    return image;
  }

  private int rgb(int[] row, int at, PictureInfo info) {
    if (info.ink() && bands >= 4) {
      return inks(row, at, info);
    }
    int first = eightBits(row[at], largest[0]);
    return bands < 3
        ? packed(first, first, first)
        : packed(first, eightBits(row[at + 1], largest[1]), eightBits(row[at + 2], largest[2]));
  }

  private int inks(int[] row, int at, PictureInfo info) {
    int[] c = new int[4];
    for (int i = 0; i < 4; i++) {
      c[i] = eightBits(row[at + i], largest[i]);
    }
    if (info.luminance()) { // Adobe's YCCK: the usual transform (ITU-T T.871) of 255 less the ink
      int y = c[0];
      int cb = c[1] - 128;
      int cr = c[2] - 128;
      c[0] = 255 - clamped(y + 1.402 * cr);
      c[1] = 255 - clamped(y - 0.344136 * cb - 0.714136 * cr);
      c[2] = 255 - clamped(y + 1.772 * cb);
    }
    int[] light = new int[4];
    for (int i = 0; i < 4; i++) {
      light[i] = info.inverted() ? c[i] : 255 - c[i];
    }
    return packed(
        (light[0] * light[3] + 127) / 255,
        (light[1] * light[3] + 127) / 255,
        (light[2] * light[3] + 127) / 255);
  }

  /** The upper 8 bits of 16; fewer spread over 0 to 255. */
  private static int eightBits(int value, int largest) {
    return largest == 255 ? value : largest == 65535 ? value >> 8 : value * 255 / largest;
  }

  private static int clamped(double value) {
    return (int) Math.max(0, Math.min(255, Math.rint(value)));
  }

  private static int packed(int red, int green, int blue) {
    return (red << 16) | (green << 8) | blue;
  }
}
