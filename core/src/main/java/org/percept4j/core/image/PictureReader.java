package org.percept4j.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads pictures to 8-bit RGB as they are meant to be seen: PNG, JPEG, GIF, BMP and TIFF, by their
 * content, whatever they are called.
 *
 * <ul>
 *   <li>Grey becomes R = G = B, without the change of brightness that Java's grey colour space
 *       brings; of 16 bits the upper 8 are taken; fewer are spread over 0 to 255, rounded down.
 *   <li>Alpha is dropped; palettes are looked up; CMYK becomes (255 − C)(255 − K)/255 and so on;
 *       colour profiles are not applied.
 *   <li>The orientation of EXIF is applied (JPEG, PNG, TIFF).
 *   <li>Of several pictures in a file the first one is taken.
 * </ul>
 *
 * <p>A file that is truncated, corrupt, empty or no picture is refused before anything is returned.
 * A size above {@link #MAX_PIXELS} is refused from the header alone. Stateless and thread-safe.
 */
public final class PictureReader {

  /** Most pixels that are read: 134 million, half a gigabyte as RGB. */
  public static final long MAX_PIXELS = 1L << 27;

  private static final long MAX_BYTES = 1L << 30;

  private PictureReader() {}

  /**
   * Reads a picture.
   *
   * @param file the file
   * @return its first picture, of type {@link BufferedImage#TYPE_INT_RGB}
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if the file is no picture, truncated, corrupt, too large or of a kind that
   *     cannot be read; the message names the file and what is wrong
   */
  public static BufferedImage read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": expected a picture, got a folder");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "expected a picture, got no file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(
          file + ": expected a picture of at most 1 GiB, got " + Files.size(file) + " bytes");
    }
    return read(Files.readAllBytes(file), file.toString());
  }

  /**
   * Reads a picture from a stream.
   *
   * @param in read to its end, not closed
   * @param name what it is called in messages
   * @return its first picture, of type {@link BufferedImage#TYPE_INT_RGB}
   * @throws IOException as {@link #read(Path)}
   */
  public static BufferedImage read(InputStream in, String name) throws IOException {
    return read(in.readAllBytes(), name);
  }

  private static BufferedImage read(byte[] bytes, String name) throws IOException {
    try {
      PictureInfo info = PictureInfo.of(bytes);
      if (info.width() < 1 || info.height() < 1 || info.pixels() > MAX_PIXELS) {
        throw new PictureException(
            "expected a picture of at most "
                + MAX_PIXELS
                + " pixels, got "
                + info.width()
                + "×"
                + info.height());
      }
      info.requireComplete(bytes);
      BufferedImage decoded = decoded(bytes, info);
      return Orientation.apply(info.orientation(), decoded);
    } catch (PictureException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) { // ImageIO throws both for corrupt files
      throw new IOException(
          name + ": expected a picture, got one that is corrupt or not supported: " + e, e);
    }
  }

  private static BufferedImage decoded(byte[] bytes, PictureInfo info) throws IOException {
    String format = info.format().name().toLowerCase(Locale.ROOT);
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, false, info.format() != PictureInfo.Format.TIFF);
      StringBuilder corrupt = new StringBuilder();
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (saysCorrupt(warning)) {
              corrupt.append(warning);
            }
          });
      BufferedImage image = info.isInk() ? null : reader.read(0);
      Raster raster = image == null ? inks(reader, info) : image.getRaster();
      if (corrupt.length() > 0) {
        throw new PictureException("expected a picture, got one that is corrupt: " + corrupt);
      }
      return Samples.toRgb(raster, image == null ? null : colours(image, info, bytes), info);
    } finally {
      reader.dispose();
    }
  }

  /** What indices mean; Java rounds the 16 bits of TIFF's palettes down twice. */
  private static ColorModel colours(BufferedImage image, PictureInfo info, byte[] bytes)
      throws IOException {
    return info.format() == PictureInfo.Format.TIFF
            && image.getColorModel() instanceof IndexColorModel palette
        ? TiffFile.palette(bytes, palette)
        : image.getColorModel();
  }

  /** Cyan, magenta, yellow and black as they are in the file: ImageIO would refuse or brighten. */
  private static Raster inks(ImageReader reader, PictureInfo info) throws IOException {
    if (reader.canReadRaster()) {
      return reader.readRaster(0, null);
    }
    RenderedImage image = reader.readAsRenderedImage(0, null);
    if (image.getSampleModel().getNumBands() < 4) {
      throw new PictureException("expected four inks, got " + info);
    }
    return image.getData();
  }

  private static boolean saysCorrupt(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    return text.contains("corrupt")
        || text.contains("premature")
        || text.contains("truncated")
        || text.contains("end of file")
        || text.contains("huffman")
        || text.contains("bogus");
  }
}
