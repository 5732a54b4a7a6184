package org.percept4j.examples.explore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@link Explorer} by the JDK's own server: loopback only, a token that becomes a cookie,
 * names checked against rebinding, no script but its own, bounded requests and threads.
 */
final class ExploreServer implements Explorer {

  private static final int THREADS = 4;
  private static final int MAX_WAITING = 64;
  private static final int MAX_BODY_BYTES = 4 << 20;
  private static final Map<String, String> FILES =
      Map.of(
          "/", "text/html; charset=utf-8",
          "/explore.js", "text/javascript; charset=utf-8",
          "/explore.css", "text/css; charset=utf-8");

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final String token;
  private final ExploreQuestions questions;

  private ExploreServer(HttpServer server, List<ExploredModel> models) {
    this.server = server;
    this.questions = new ExploreQuestions(models);
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "percept4j-explore");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.AbortPolicy());
  }

  static ExploreServer start(List<ExploredModel> models) throws IOException {
    if (models.isEmpty() || models.size() > 2) {
      throw new IllegalArgumentException("models: expected 1 or 2, got " + models.size());
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MAX_WAITING);
    ExploreServer explorer = new ExploreServer(server, models);
    server.createContext("/", explorer::handle);
    server.setExecutor(explorer.threads);
    server.start();
    return explorer;
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/?token=" + token);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      respond(exchange);
    } catch (RuntimeException e) {
      send(exchange, 500, "text/plain", "failed: " + e.getClass().getSimpleName());
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    int port = server.getAddress().getPort();
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (!("127.0.0.1:" + port).equals(host) && !("localhost:" + port).equals(host)) {
      send(exchange, 421, "text/plain", "unknown host");
    } else if (path.equals("/") && same(query.get("token"))) {
      exchange
          .getResponseHeaders()
          .add("Set-Cookie", cookieName() + "=" + token + "; HttpOnly; SameSite=Strict; Path=/");
      exchange.getResponseHeaders().add("Location", "/");
      send(exchange, 303, "text/plain", "");
    } else if (!allowed(exchange)) {
      send(exchange, 403, "text/plain", "open the address with its token");
    } else if (FILES.containsKey(path)) {
      String file = path.equals("/") ? "explore.html" : path.substring(1);
      send(exchange, 200, Objects.requireNonNull(FILES.get(path)), resource(file));
    } else if (path.startsWith("/ask/")) {
      ask(exchange, path.substring(5), query);
    } else {
      send(exchange, 404, "text/plain", "nothing here");
    }
  }

  private void ask(HttpExchange exchange, String what, Map<String, String> query)
      throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      send(exchange, 413, "text/plain", "too large");
      return;
    }
    try {
      String answer = questions.answer(what, query, new String(body, StandardCharsets.US_ASCII));
      send(exchange, 200, "application/json", answer);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      send(exchange, 400, "text/plain", String.valueOf(e.getMessage()));
    }
  }

  private String cookieName() {
    return "percept4j-" + server.getAddress().getPort(); // cookies do not tell ports apart
  }

  private boolean allowed(HttpExchange exchange) {
    List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    for (String header : headers) {
      for (String cookie : header.split(";", -1)) {
        String[] parts = cookie.trim().split("=", 2);
        if (parts[0].equals(cookieName()) && parts.length == 2 && same(parts[1])) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean same(@org.jspecify.annotations.Nullable String other) {
    return other != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
    Map<String, String> values = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        try {
          values.put(
              parts[0],
              parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          values.put(parts[0], ""); // not a percent code: as if it were empty
        }
      }
    }
    return values;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ExploreServer.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
