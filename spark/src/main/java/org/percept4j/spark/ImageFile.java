package org.percept4j.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** An image that is not read yet: its name and, if it is no file, its bytes. */
final class ImageFile implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final String name;
  private final byte @Nullable [] content;

  ImageFile(String name, byte @Nullable [] content) {
    this.name = name;
    this.content = content;
  }

  String name() {
    return name;
  }

  /**
   * Its bytes. A file that is gone is the image's error; whatever else the file system says may pass
   * and is for Spark to try again.
   */
  byte[] bytes(Configuration hadoop) throws FileNotFoundException {
    byte[] given = content;
    if (given != null) {
      return given;
    }
    Path path = new Path(name);
    try {
      FileSystem system = path.getFileSystem(hadoop);
      try (InputStream in = system.open(path)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Files of a pattern, or of the folders among what it matches, in the order of their addresses. */
  static List<ImageFile> matching(String pattern, Configuration hadoop) {
    Path path = new Path(pattern);
    List<String> found = new ArrayList<>();
    try {
      FileSystem system = path.getFileSystem(hadoop);
      FileStatus[] matches = system.globStatus(path);
      for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
        FileStatus[] files =
            match.isDirectory() ? system.listStatus(match.getPath()) : new FileStatus[] {match};
        Arrays.stream(files)
            .filter(f -> f.isFile() && !f.getPath().getName().startsWith("."))
            .forEach(f -> found.add(f.getPath().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(pattern + ": " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("files: expected at least one of " + pattern + ", got none");
    }
    found.sort(Comparator.naturalOrder());
    return found.stream().map(name -> new ImageFile(name, null)).toList();
  }
}
