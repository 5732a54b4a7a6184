package org.percept4j.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that another process may still be writing: at its end reading waits for more. */
final class GrowingFile extends InputStream {

  private static final int MILLIS_BETWEEN_LOOKS = 100;

  private final Path path;
  private final FileChannel file;
  private volatile boolean waiting;
  private volatile boolean stopped;

  GrowingFile(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": expected a gradient log, got a folder");
    }
    this.path = path;
    this.file = FileChannel.open(path);
  }

  /** From now on the end is waited at; before, it is the end. */
  void waitForMore() {
    waiting = true;
  }

  /** Makes the end the end again. */
  void stop() {
    stopped = true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      int count = file.read(ByteBuffer.wrap(bytes, offset, length));
      if (count > 0) {
        return count;
      }
      if (!waiting || stopped) {
        return -1;
      }
      if (file.size() < file.position()) {
        throw new IOException(path + ": expected it to grow, got a shorter file than before");
      }
      try {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for " + path + " to grow");
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
