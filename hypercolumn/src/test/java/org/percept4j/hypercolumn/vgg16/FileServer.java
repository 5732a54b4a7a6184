package org.percept4j.hypercolumn.vgg16;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one file over HTTP, on this machine only, and notes what ranges are asked for. */
final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final List<String> ranges = new CopyOnWriteArrayList<>();

  FileServer(HttpHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
  }

  /** Answers ranges, as a file server should. */
  static HttpHandler ranged(byte[] content) {
    return ranged(content, 0);
  }

  /** Answers with ranges that begin so many bytes before what was asked for. */
  static HttpHandler ranged(byte[] content, int earlier) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      if (range == null) {
        send(exchange, 200, content);
        return;
      }
      int start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) - earlier;
      if (start >= content.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
      send(exchange, 206, Arrays.copyOfRange(content, start, content.length));
    };
  }

  static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content);
    }
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/weights.h5");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
