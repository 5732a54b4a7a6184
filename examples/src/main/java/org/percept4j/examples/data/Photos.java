package org.percept4j.examples.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.percept4j.core.image.PictureReader;

/** The bundled photos, free of rights; see NOTICE. */
public final class Photos {

  private static final List<String> NAMES = List.of("cat", "coffee", "astronaut", "rocket");

  private Photos() {}

  /**
   * Returns the names of the photos.
   *
   * @return four names
   */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads a photo.
   *
   * @param name one of {@link #names}
   * @return a new picture
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is no such photo
   */
  public static BufferedImage read(String name) throws IOException {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("name: expected one of " + NAMES + ", got " + name);
    }
    try (InputStream in = Photos.class.getResourceAsStream("photos/" + name + ".jpg")) {
      return PictureReader.read(Objects.requireNonNull(in, name), name);
    }
  }
}
