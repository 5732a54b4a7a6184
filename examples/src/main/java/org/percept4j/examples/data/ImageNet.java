package org.percept4j.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The names of ImageNet's thousand classes; see NOTICE. */
public final class ImageNet {

  private ImageNet() {}

  /**
   * Returns the first name of each class, in the order in which networks tell them.
   *
   * @return a thousand names
   */
  public static List<String> names() {
    try (InputStream in = ImageNet.class.getResourceAsStream("imagenet-classes.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceAll(",.*", ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
