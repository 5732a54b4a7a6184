package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a file with VGG-16's weights, once: what is in its folder already is not fetched again.
 *
 * <p>What arrives is written to a file beside, whose name ends in {@code .part}, and moved to its
 * place when it is whole and its checksum is right. Interrupted, it stays, and the next attempt
 * goes on from there if the server can. Nothing but the file itself is asked for.
 *
 * <p>Not thread-safe; several downloads into one folder do not disturb each other.
 */
public final class WeightsDownload {

  /** Is told how far a download is, on the thread that waits for it. */
  @FunctionalInterface
  public interface Progress {

    /**
     * Hears after every few kilobytes.
     *
     * @param received bytes in the file so far, those of earlier attempts among them
     * @param total bytes of the whole file, or −1 if the server does not say
     */
    void at(long received, long total);
  }

  private final String fileName;
  private final String md5;
  private URI uri;
  private Path folder = Path.of(System.getProperty("user.home"), ".percept4j");
  private Progress progress = (received, total) -> {};
  private Duration patience = Duration.ofSeconds(60);

  private WeightsDownload(String fileName, String md5, URI uri) {
    this.fileName = fileName;
    this.md5 = md5;
    this.uri = uri;
  }

  /**
   * Returns a download from where the file was published, to the folder {@code .percept4j} in the
   * user's home.
   *
   * @param weights which file
   * @return a download that {@link #fetch} starts
   */
  public static WeightsDownload of(PublishedWeights weights) {
    return new WeightsDownload(weights.fileName(), weights.md5(), weights.uri());
  }

  /** Any file from anywhere, for tests with servers of their own. */
  static WeightsDownload of(String fileName, String md5, URI uri) {
    return new WeightsDownload(fileName, md5, uri);
  }

  /**
   * Sets another place to fetch the same file from.
   *
   * @param mirror an HTTPS address of the file itself
   * @return this download
   * @throws IllegalArgumentException if it is not HTTPS
   */
  public WeightsDownload from(URI mirror) {
    if (!"https".equalsIgnoreCase(mirror.getScheme())) {
      throw new IllegalArgumentException("mirror: expected an HTTPS address, got " + mirror);
    }
    uri = mirror;
    return this;
  }

  /**
   * Sets another folder to keep the file in.
   *
   * @param folder made if it is not there
   * @return this download
   */
  public WeightsDownload into(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /**
   * Sets who is told how far the download is.
   *
   * @param progress called on the thread that called {@link #fetch}; what it throws ends the
   *     download
   * @return this download
   */
  public WeightsDownload progress(Progress progress) {
    this.progress = Objects.requireNonNull(progress, "progress");
    return this;
  }

  WeightsDownload patience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /**
   * Makes sure the file is there.
   *
   * @return the file, whose checksum is right
   * @throws InterruptedIOException if the thread is interrupted; it stays interrupted
   * @throws IOException if a file of that name is there with another checksum, which is left as it
   *     is; or if the file cannot be had or stored, or what came has another checksum. The message
   *     says what to fetch by other means, from where, and where to put it
   */
  public Path fetch() throws IOException {
    Path target = folder.resolve(fileName);
    if (Files.exists(target)) {
      String actual = Files.isDirectory(target) ? "a folder" : md5(target);
      if (!actual.equals(md5)) {
        throw new IOException(
            target + ": expected MD5 " + md5 + ", got " + actual + "; move it away to fetch it");
      }
      return target;
    }
    Path part = folder.resolve(fileName + ".part");
    try {
      Files.createDirectories(folder);
      fill(part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(part, e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(part, e);
      }
      throw new IOException(
          "cannot fetch "
              + uri
              + " to "
              + part
              + ": "
              + (e.getMessage() == null ? e.toString() : e.getMessage())
              + "; fetch "
              + fileName
              + " (MD5 "
              + md5
              + ") by other means and put it at "
              + target.toAbsolutePath(),
          e);
    }
  }

  private InterruptedIOException interrupted(Path part, Exception cause) {
    InterruptedIOException e =
        new InterruptedIOException("interrupted while fetching " + uri + " to " + part);
    e.initCause(cause);
    return e;
  }

  /** Brings the file beside to its whole content. */
  private void fill(Path part) throws IOException, InterruptedException {
    String actual;
    try (FileChannel channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      lock(channel);
      Transfer transfer = new Transfer(uri, patience, progress);
      try {
        actual = md5(channel);
        if (!actual.equals(md5)) {
          boolean resumed = transfer.into(channel);
          actual = md5(channel);
          if (resumed && !actual.equals(md5)) {
            channel.truncate(0);
            transfer.into(channel);
            actual = md5(channel);
          }
        }
      } finally {
        if (channel.isOpen() && channel.size() == 0) {
          Files.deleteIfExists(part);
        }
      }
    }
    if (!actual.equals(md5)) {
      Files.delete(part);
      throw new IOException("expected MD5 " + md5 + ", got " + actual);
    }
  }

  /** Until the channel is closed, and far behind the content, which others may read. */
  private static void lock(FileChannel channel) throws IOException {
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      // This process holds it: as if another did.
    }
    if (lock == null) {
      throw new IOException("another download writes to that file");
    }
  }

  private static String md5(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return md5(channel);
    }
  }

  /**
   * Of the whole content; by the channel that holds the lock, which another's closing would end.
   */
  private static String md5(FileChannel channel) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    long size = channel.size();
    for (long at = 0; at < size && channel.read(bytes, at) > 0; bytes.clear()) {
      digest.update(bytes.flip());
      at += bytes.limit();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public String toString() {
    return "WeightsDownload[" + uri + " to " + folder + "]";
  }
}
