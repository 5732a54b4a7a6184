package org.percept4j.spark;

import java.io.ByteArrayInputStream;
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
import org.nd4j.linalg.api.ndarray.INDArray;

/** A file that is not read yet: its address; or a name and the bytes, if they are not in a file. */
final class NamedFile implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final String name;
  private final byte @Nullable [] content;

  NamedFile(String name, byte @Nullable [] content) {
    this.name = name;
    this.content = content;
  }

  String name() {
    return name;
  }

  /**
   * Its pixels. A file that is gone or holds no image is that image's error; whatever else the file
   * system says may pass and is for Spark to try again.
   */
  INDArray pixels(ImageReader reader, Configuration hadoop) throws IOException {
    return reader.read(new ByteArrayInputStream(bytes(hadoop)), name);
  }

  private byte[] bytes(Configuration hadoop) throws IOException {
    byte[] given = content;
    if (given != null) {
      return given;
    }
    try (InputStream in = open(hadoop)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new IOException(name + ": expected a file, got none", e);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Opens the file. */
  InputStream open(Configuration hadoop) throws IOException {
    Path path = new Path(name);
    return path.getFileSystem(hadoop).open(path);
  }

  /**
   * Files of a pattern, or of the folders among what it matches, in the order of their addresses.
   */
  static List<NamedFile> matching(String pattern, Configuration hadoop) {
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
      throw new IllegalArgumentException(
          "files: expected at least one of " + pattern + ", got none");
    }
    found.sort(Comparator.naturalOrder());
    return found.stream().map(name -> new NamedFile(name, null)).toList();
  }
}
