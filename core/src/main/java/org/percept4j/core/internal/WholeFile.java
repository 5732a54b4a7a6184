package org.percept4j.core.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are whole or absent: beside their place first, then moved there. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes everything.
     *
     * @param part the file to create or replace, beside the one that was asked for
     * @throws IOException if that fails
     */
    void writeTo(Path part) throws IOException;
  }

  /**
   * Writes a file, replacing one that is there once everything is written.
   *
   * @param path the file, in an existing folder
   * @param content writes it
   * @throws IOException if it cannot be written; what was there is then left as it was
   */
  public static void write(Path path, Content content) throws IOException {
    Path part = besides(path);
    try {
      content.writeTo(part);
      move(part, path);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Where a file is written before it is whole. */
  public static Path besides(Path path) {
    return path.resolveSibling(path.getFileName() + ".part");
  }

  public static void move(Path part, Path path) throws IOException {
    Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
  }
}
