package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** What is answered to whom. */
final class Routes implements PageServer.Handler {

  /** Pages that listen at a time; each holds a connection. */
  static final int MAX_STREAMS = 64;

  private static final String ENTER =
      """
      <!doctype html><html lang="en"><meta charset="utf-8">
      <meta http-equiv="refresh" content="0;url=/"><link rel="icon" href="data:,"><title>Percept4J</title>
      <p><a href="/">Open the page</a></p></html>
      """;

  private final Channels channels;
  private final Access access;
  private final String instance = Access.randomToken();
  private final Broadcast broadcast;
  private final Semaphore streams = new Semaphore(MAX_STREAMS);
  private volatile int port;

  Routes(Channels channels, Access access) {
    this.channels = channels;
    this.access = access;
    this.broadcast = new Broadcast(channels, instance);
  }

  void listensAt(int known) {
    port = known;
  }

  @Override
  public void answer(HttpRequest request, Connection connection) throws IOException {
    if (!access.isForThisHost(request)) {
      connection.say(421, "host: expected a name this dashboard was told of. See Builder.host.");
    } else if (request.path().equals("/") && access.hasToken(request)) {
      enter(connection);
    } else if (!access.hasCookie(request, port)) {
      connection.say(403, "Open the whole address that the program printed, with its token.");
    } else if (request.path().equals("/")) {
      send("/", connection);
    } else if (!access.isFromThisSite(request)) {
      connection.say(403, "origin: expected this page, got another site");
    } else {
      serve(request, connection);
    }
  }

  /**
   * Hands over the cookie and leads to the address without the token. By a page and not by a
   * redirect: browsers leave a SameSite=Strict cookie out of redirects that begin on another site,
   * such as a click in a notebook's terminal.
   */
  private void enter(Connection connection) throws IOException {
    connection.answer(
        200,
        "text/html; charset=utf-8",
        access.cookieHeader(port),
        ENTER.getBytes(StandardCharsets.UTF_8));
  }

  private void serve(HttpRequest request, Connection connection) throws IOException {
    switch (request.path()) {
      case "/events" -> stream(request, connection);
      case "/frames" -> frames(request, connection);
      case "/overview" -> overview(request, connection);
      case "/report.html" -> report(connection);
      default -> send(request.path(), connection);
    }
  }

  private static void send(String path, Connection connection) throws IOException {
    PageFiles.PageFile file = PageFiles.at(path);
    if (file == null) {
      connection.say(404, "path: expected one that the page asks for");
    } else {
      connection.answer(200, file.type(), "", file.bytes());
    }
  }

  private void stream(HttpRequest request, Connection connection) throws IOException {
    if (!streams.tryAcquire()) {
      connection.say(503, "pages: expected at most " + MAX_STREAMS + " open at a time");
      return;
    }
    try {
      connection.head(200, "text/event-stream; charset=utf-8", "");
      connection.stopWaiting();
      Bundle.Progress reached = reached(request);
      Listener listener = new Listener(connection, reached, greeting(reached));
      broadcast.add(listener);
      listener.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.release();
    }
  }

  private byte[] greeting(Bundle.Progress reached) {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(Events.utf8("retry: 500\n"));
    Events.write(first, instance, reached.positions(), "hello", PageData.hello(instance));
    return first.toByteArray();
  }

  /** How far a browser had come whose connection was cut; not at all in an earlier program. */
  private Bundle.Progress reached(HttpRequest request) {
    String[] parts = request.header("last-event-id").orElse("").split("[.]", -1);
    if (!parts[0].equals(instance) || parts.length > Channels.MAX_CHANNELS + 1) {
      return Bundle.Progress.NONE;
    }
    List<Long> positions = new ArrayList<>();
    try {
      for (int i = 1; i < parts.length; i++) {
        positions.add(Math.max(0, Long.parseLong(parts[i])));
      }
    } catch (NumberFormatException e) {
      return Bundle.Progress.NONE;
    }
    return Bundle.Progress.at(positions);
  }

  private FrameChannel run(HttpRequest request) throws IOException {
    List<Channel> list = channels.list();
    int number = (int) request.number("channel", 0, list.size() - 1L);
    if (list.get(number) instanceof FrameChannel run) {
      return run;
    }
    throw new HttpRequest.Refused(400, "channel: expected a run, got a panel of pictures");
  }

  private void frames(HttpRequest request, Connection connection) throws IOException {
    FrameChannel run = run(request);
    long from = request.number("from", 0, Long.MAX_VALUE / 2);
    int count = (int) request.number("count", 1, 8192);
    json(connection, Events.items(0, run.items(from, count)));
  }

  private void overview(HttpRequest request, Connection connection) throws IOException {
    FrameChannel run = run(request);
    long before = request.number("before", 0, Long.MAX_VALUE / 2);
    json(connection, Json.object(json -> run.writeOverview(json, before)));
  }

  private static void json(Connection connection, byte[] body) throws IOException {
    connection.answer(200, "application/json; charset=utf-8", "", body);
  }

  private void report(Connection connection) throws IOException {
    byte[] page = PageData.selfContained("Percept4J", channels.list());
    connection.answer(
        200,
        "text/html; charset=utf-8",
        "Content-Disposition: attachment; filename=\"percept4j-report.html\"\r\n",
        page);
  }
}
