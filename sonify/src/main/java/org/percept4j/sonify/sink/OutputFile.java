package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that is begun beside its place, under a random name, and moved there when it is fit to be
 * seen. Until then nothing that is at its place is touched. Links are not followed: one at the
 * place is refused, or replaced itself when overwriting.
 */
final class OutputFile {

  private final Path path;
  private final boolean overwrite;
  private final Path part;
  private final FileChannel channel;
  private boolean published;

  private OutputFile(Path path, boolean overwrite, Path part) throws IOException {
    this.path = path;
    this.overwrite = overwrite;
    this.part = part;
    this.channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
  }

  /** Begins a file whose place is free, or may be overwritten. */
  static OutputFile create(Path path, boolean overwrite) throws IOException {
    check(path, overwrite);
    return new OutputFile(path, overwrite, path.resolveSibling(randomName()));
  }

  static String randomName() {
    return ".percept4j-" + UUID.randomUUID() + ".part";
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
    if (!overwrite && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "expected no file there, or to be told to overwrite it");
    }
  }

  /** Returns a path that two spellings of one place have in common. */
  static Path place(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null || !Files.isDirectory(folder)
        ? absolute.normalize()
        : folder.toRealPath().resolve(absolute.getFileName());
  }

  /** Tells whether both are one file on disk, or would be one. */
  static boolean same(Path a, Path b) throws IOException {
    return place(a).equals(place(b))
        || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Moves the file to its place; the channel stays open. */
  void publish() throws IOException {
    if (overwrite) {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.move(part, path);
    }
    published = true;
  }

  /**
   * Closes a file that is whole and moves it to its place; it is there after a crash, or absent.
   */
  void finish() throws IOException {
    if (!published) {
      channel.force(true);
      publish();
    }
    channel.close();
  }

  /** Closes the file and removes it. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(published ? path : part);
  }
}
