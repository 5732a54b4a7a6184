package org.percept4j.examples.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures as they come from users. */
public final class PictureFile {

  private PictureFile() {}

  /**
   * Reads a picture.
   *
   * @param file PNG, JPEG, GIF or BMP
   * @return the picture
   * @throws IOException if the file is missing, damaged or something else; it is named
   */
  public static BufferedImage read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "expected a picture, got no file");
    }
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image != null) {
        return image;
      }
    } catch (IOException | RuntimeException e) { // ImageIO throws both for damaged files
      throw new IOException(file + ": expected a picture, got one that is damaged", e);
    }
    throw new IOException(file + ": expected a picture, got something else");
  }
}
