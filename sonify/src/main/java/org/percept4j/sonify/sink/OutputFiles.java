package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files to write, never losing one that is there unless asked to. */
final class OutputFiles {

  private OutputFiles() {}

  static FileChannel open(Path path, boolean overwrite) throws IOException {
    check(path, overwrite);
    return overwrite
        ? FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)
        : FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  static void check(Path path, boolean overwrite) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          path.toString(), null, "expected an existing folder to write into, got " + folder);
    }
    if (Files.isDirectory(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "expected a file to write, got a folder");
    }
    if (!overwrite && Files.exists(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "expected no file there, or to be told to overwrite it");
    }
  }
}
