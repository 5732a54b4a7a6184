package org.percept4j.core.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes a file that is whole or absent: beside its place first, under a new name of its own, then
 * moved there. What was there stays as it was until then; a symbolic link there is replaced, not
 * followed; a folder there is never replaced. Several writers to one path do not meet: the last one
 * to commit wins. Not thread-safe.
 */
public final class AtomicFile implements Closeable {

  private static final int MAX_PREFIX_LENGTH = 100;

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes everything.
     *
     * @param part an empty file, beside the one that was asked for
     * @throws IOException if that fails
     */
    void writeTo(Path part) throws IOException;
  }

  private final Path path;
  private final Path part;

  private AtomicFile(Path path, Path part) {
    this.path = path;
    this.part = part;
  }

  /**
   * Begins a file.
   *
   * @param path where it shall be, in an existing folder
   * @return the file, to be committed and closed
   * @throws IOException if there is a folder at the path, or it cannot be written beside it
   */
  public static AtomicFile create(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(path.toString(), null, "expected a file, got a folder");
    }
    String name = Objects.requireNonNull(path.getFileName(), "path").toString();
    String prefix = name.substring(0, Math.min(name.length(), MAX_PREFIX_LENGTH));
    Path part = path.resolveSibling(prefix + "." + UUID.randomUUID() + ".part");
    try {
      return new AtomicFile(path, Files.createFile(part)); // fails on anything that is there
    } catch (NoSuchFileException e) {
      NoSuchFileException named =
          new NoSuchFileException(path.toString(), null, "expected a path in an existing folder");
      named.initCause(e);
      throw named;
    }
  }

  /**
   * Writes a file, replacing one that is there once everything is written.
   *
   * @param path the file, in an existing folder
   * @param content writes it
   * @throws IOException if it cannot be written; what was there is then left as it was
   */
  public static void write(Path path, Content content) throws IOException {
    try (AtomicFile file = create(path)) {
      content.writeTo(file.part());
      file.commit();
    }
  }

  /**
   * Returns where to write.
   *
   * @return an empty file that nobody else knows
   */
  public Path part() {
    return part;
  }

  /**
   * Puts the file in its place, once the disk has all of it.
   *
   * @throws IOException if that fails
   */
  public void commit() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(
            path.toString(), null, "expected a file, got a folder");
      }
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what was written, if it was not committed. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
