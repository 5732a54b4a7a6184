package org.percept4j.core.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.percept4j.core.internal.AtomicFile;

/** Writes images as PNG, into files that are whole or absent or into text. */
public final class Pictures {

  private Pictures() {}

  /**
   * Writes a PNG file, replacing one that is there.
   *
   * @param image the picture. Not modified
   * @param path the file, in an existing folder
   * @throws IOException if it cannot be written; what was there is then left as it was
   */
  public static void writePng(BufferedImage image, Path path) throws IOException {
    AtomicFile.write(
        path,
        part -> {
          try (OutputStream out = Files.newOutputStream(part)) {
            ImageIO.write(image, "png", out);
          }
        });
  }

  /**
   * Encodes a picture so that it can stand in a page or an SVG.
   *
   * @param image the picture. Not modified
   * @return a {@code data:} address of a PNG
   */
  public static String dataUri(BufferedImage image) {
    return uri(image, "png");
  }

  /** Encodes a photo as JPEG, without what transparency it has. */
  static String jpegUri(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = opaque.createGraphics();
    pen.drawImage(image, 0, 0, Color.WHITE, null);
    pen.dispose();
    return uri(opaque, "jpeg");
  }

  private static String uri(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO's default cache is a file on disk
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, format, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
    return "data:image/" + format + ";base64," + text;
  }
}
