package org.percept4j.live;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET requests, one a connection, within fixed bounds of size, number and time.
 *
 * <p>Why not {@code jdk.httpserver}: it bounds neither how long a request may take nor how many
 * connections there are except by properties of the whole JVM, which belongs to the user's
 * training. Eighty clients that send their headers slowly kept it from answering anybody else.
 */
final class PageServer implements Closeable {

  /** Connections at a time; further ones are closed as they come. */
  static final int MAX_CONNECTIONS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  /** Answers one request. */
  @FunctionalInterface
  interface Handler {
    void answer(HttpRequest request, Connection connection) throws IOException;
  }

  private final ServerSocketChannel socket;
  private final int port;
  private final Handler handler;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger names = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MAX_CONNECTIONS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), this::daemon);
  private final Thread acceptor = daemon(this::accept);
  private volatile boolean closed;

  /**
   * Begins to listen.
   *
   * @param port 0 for any free one
   * @throws BindException naming the address if it is taken
   */
  PageServer(InetAddress address, int port, Handler handler) throws IOException {
    this.handler = handler;
    this.socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.bind(new InetSocketAddress(address, port), 64);
      this.port = socket.socket().getLocalPort();
    } catch (IOException e) {
      socket.close();
      BindException named =
          new BindException(
              String.format(
                  "port: expected a free one at %s, got %d (%s)",
                  address.getHostAddress(), port, e.getMessage()));
      named.initCause(e);
      throw named;
    }
    acceptor.start();
    daemon(this::watch).start();
  }

  private Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "percept4j-live-" + names.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return port;
  }

  private void accept() {
    while (!closed) {
      try {
        take(socket.accept());
      } catch (IOException e) {
        if (!closed) {
          LOG.debug("A browser's connection could not be taken", e);
          pause(50); // no file handles left, say: not a reason to give up
        }
      }
    }
  }

  private void take(SocketChannel accepted) throws IOException {
    Connection connection = new Connection(accepted);
    open.add(connection);
    try {
      threads.execute(() -> serve(connection));
    } catch (RejectedExecutionException e) {
      drop(connection);
    }
  }

  private void serve(Connection connection) {
    try {
      HttpRequest request = HttpRequest.read(connection.in());
      handler.answer(request, connection);
    } catch (HttpRequest.Refused e) {
      refuse(connection, e);
    } catch (IOException e) {
      LOG.debug("A browser left", e);
    } catch (RuntimeException e) {
      LOG.error("A request could not be answered; training goes on", e);
    } finally {
      drop(connection);
    }
  }

  private static void refuse(Connection connection, HttpRequest.Refused refused) {
    try {
      connection.say(refused.status, refused.getMessage());
    } catch (IOException e) {
      LOG.debug("A refused browser left", e);
    }
  }

  private void drop(Connection connection) {
    open.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("A connection did not close", e);
    }
  }

  private void watch() {
    while (!closed) {
      open.stream().filter(Connection::late).forEach(this::drop);
      pause(1000);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets open connections come to their end by themselves, for at most a second. */
  void drain() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (!open.isEmpty() && System.nanoTime() - until < 0) {
      pause(10);
    }
  }

  /** Connections that are open now. */
  int connections() {
    return open.size();
  }

  /** The system listens on, whatever was closed, while a thread still waits for connections. */
  private void awaitAcceptor() {
    try {
      acceptor.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
    awaitAcceptor();
    threads.shutdown();
    open.forEach(this::drop);
  }
}
