package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

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
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        ImageIO.write(image, "png", out);
      }
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
