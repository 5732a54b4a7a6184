package org.percept4j.live;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One browser's connection with a deadline: {@link PageServer} closes it from outside when that has
 * passed, so neither slow reading nor slow writing holds a thread for long.
 */
final class Connection implements Closeable {

  /** Which everything is sent with; see docs/reliability.md for what each is for. */
  private static final String SAFETY =
      """
      Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; \
      img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
      X-Content-Type-Options: nosniff
      Referrer-Policy: no-referrer
      Cross-Origin-Resource-Policy: same-origin
      Cross-Origin-Opener-Policy: same-origin
      X-Frame-Options: DENY
      Cache-Control: no-store
      Connection: close
      """
          .replace("\n", "\r\n");

  private final SocketChannel socket;
  private volatile long deadline;

  Connection(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    within(5);
  }

  /** Gives what comes next so many seconds. */
  void within(int seconds) {
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  boolean late() {
    return deadline - System.nanoTime() < 0;
  }

  InputStream in() throws IOException {
    return socket.socket().getInputStream();
  }

  OutputStream out() throws IOException {
    return socket.socket().getOutputStream();
  }

  /**
   * Sends status and headers.
   *
   * @param more further headers, each with its end of line
   */
  void head(int status, String type, String more) throws IOException {
    String head =
        "HTTP/1.1 " + status + " \r\n" + SAFETY + "Content-Type: " + type + "\r\n" + more + "\r\n";
    out().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a whole answer. */
  void answer(int status, String type, String more, byte[] body) throws IOException {
    within(20);
    head(status, type, "Content-Length: " + body.length + "\r\n" + more);
    out().write(body);
    out().flush();
  }

  /** Sends a sentence. */
  void say(int status, String sentence) throws IOException {
    answer(status, "text/plain; charset=utf-8", "", sentence.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on {@link #write} is used, and nothing else, to send or receive. */
  void stopWaiting() throws IOException {
    socket.configureBlocking(false);
  }

  /**
   * Sends what the connection takes without waiting.
   *
   * @return how many bytes that was
   */
  int write(ByteBuffer bytes) throws IOException {
    return socket.write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
