package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.percept4j.core.internal.WholeFile;

/** Writes images as PNG files that are whole or absent. */
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
    WholeFile.write(
        path,
        part -> {
          try (OutputStream out = Files.newOutputStream(part)) {
            ImageIO.write(image, "png", out);
          }
        });
  }
}
