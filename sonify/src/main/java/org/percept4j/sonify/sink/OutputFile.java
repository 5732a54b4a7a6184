package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is begun beside its place, under a random name, and moved there when it is fit to be
 * seen. Until then nothing that is at its place is touched, and until it is settled what it
 * replaced is kept under another random name. Links are not followed: one at the place is refused,
 * or replaced itself when overwriting.
 */
final class OutputFile {

  private static final Logger LOG = LoggerFactory.getLogger(OutputFile.class);

  private static final String CANNOT_WRITE =
      "expected a folder in which a file can be made, got one in which none can be";

  private final Path path;
  private final boolean overwrite;
  private final Path part;
  private final FileChannel channel;
  private @Nullable Path replaced;
  private boolean published;

  private OutputFile(Path path, boolean overwrite, Path part) throws IOException {
    this.path = path;
    this.overwrite = overwrite;
    this.part = part;
    this.channel = open(path, part);
  }

  /** Whoever asked for the file knows nothing of the other name, so what fails has its own. */
  private static FileChannel open(Path path, Path part) throws IOException {
    try {
      return FileChannel.open(
          part,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw named(new AccessDeniedException(path.toString(), null, CANNOT_WRITE), e);
    } catch (FileSystemException e) {
      throw named(new FileSystemException(path.toString(), null, e.getReason()), e);
    }
  }

  private static FileSystemException named(FileSystemException named, FileSystemException cause) {
    named.initCause(cause);
    return named;
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
    Path first = place(a);
    Path second = place(b);
    return first.equals(second)
        || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b))
        || (first.toString().equalsIgnoreCase(second.toString()) && ignoresCase(first));
  }

  /** Tries with a file of its own whether a place's folder takes capital letters for small ones. */
  private static boolean ignoresCase(Path place) throws IOException {
    String name = randomName();
    Path small = place.resolveSibling(name);
    Path large = place.resolveSibling(name.toUpperCase(Locale.ROOT));
    if (!Files.isDirectory(small.getParent())) {
      return false; // no folder to write into, which is told when the file is begun
    }
    Files.createFile(small);
    try {
      return Files.exists(large, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(small);
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Moves the file to its place, and keeps what was there; the channel stays open. */
  void publish() throws IOException {
    if (overwrite) {
      keep();
      try {
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | RuntimeException e) {
        restore();
        throw e;
      }
    } else {
      Files.move(part, path);
    }
    published = true;
  }

  /** Gives what is at the place a second name, or another one where a file can have only one. */
  private void keep() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    check(path, true);
    Path other = path.resolveSibling(randomName());
    try {
      Files.createLink(other, path);
    } catch (IOException | UnsupportedOperationException e) {
      Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
    }
    replaced = other;
  }

  private void restore() throws IOException {
    if (replaced != null) {
      Files.move(replaced, path, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(replaced); // two names of one file are not moved
      replaced = null;
    }
  }

  /** Gives up what the file replaced. */
  void settle() {
    try {
      if (replaced != null) {
        Files.deleteIfExists(replaced);
      }
    } catch (IOException e) {
      LOG.warn("{} is left over, what was at {} before", replaced, path, e);
    }
    replaced = null;
  }

  /**
   * Closes a file that is whole and moves it to its place; it is there after a crash, or absent.
   */
  void finish() throws IOException {
    if (!published) {
      channel.force(true);
      publish();
    }
    settle();
    channel.close();
  }

  /** Closes the file and removes it; what it replaced and is still kept comes back. */
  void discard() throws IOException {
    channel.close();
    if (replaced != null) {
      restore();
    } else {
      Files.deleteIfExists(published ? path : part);
    }
  }
}
