package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.sonify.frame.GradientSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What strangers may try, byte by byte over sockets; logs the figures of docs/reliability.md. */
class AttackTest {

  private static final Logger LOG = LoggerFactory.getLogger(AttackTest.class);

  private Dashboard live;
  private GradientSink sink;
  private int port;
  private String token;

  @BeforeEach
  void open() throws IOException {
    live = Dashboard.builder().build();
    sink = live.gradients("run");
    sink.accept(Frames.frame(0));
    URI address = live.address();
    port = address.getPort();
    token = address.getQuery().substring("token=".length());
  }

  @AfterEach
  void close() throws IOException {
    live.close();
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000); // a hang, not a speed
    return socket;
  }

  private String ask(String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      host |= header.toLowerCase(Locale.ROOT).startsWith("host:");
    }
    request.append(host ? "" : "Host: 127.0.0.1:" + port + "\r\n").append("\r\n");
    return raw(request.toString());
  }

  private String raw(String bytes) throws IOException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String cookie() throws IOException {
    String answer = ask("/?token=" + token);
    int at = answer.indexOf("Set-Cookie: ") + "Set-Cookie: ".length();
    assertThat(answer).contains("HttpOnly; SameSite=Strict");
    return "Cookie: " + answer.substring(at, answer.indexOf(';', at));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", -1)[1]);
  }

  @Test
  void withTheCookieEverythingOfThePageIsSent() throws IOException {
    String cookie = cookie();
    for (String path : List.of("/", "/page.css", "/page.js", "/frames?channel=0&from=0&count=5")) {
      assertThat(status(ask(path, cookie))).as(path).isEqualTo(200);
    }
    assertThat(ask("/", cookie))
        .contains("script-src 'self'", "nosniff", "no-referrer", "no-store", "DENY")
        .doesNotContain("Access-Control", "unsafe-inline", token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/events", "/page.js", "/frames?channel=0&from=0&count=1", "/report.html"})
  void withoutOrWithAWrongSecretNothingIsSent(String path) throws IOException {
    String wrong = cookie().replaceAll("[0-9a-f]$", "x");
    assertThat(status(ask(path))).isEqualTo(403);
    assertThat(status(ask(path, wrong))).isEqualTo(403);
    assertThat(status(ask(path, "Cookie: percept4j-" + port + "=" + token))).isEqualTo(403);
    assertThat(status(ask("/?token=" + token.substring(1)))).isEqualTo(403);
    assertThat(status(ask("/?token="))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", ""})
  void aNameThatWasReboundToThisMachineIsRefused(String host) throws IOException {
    assertThat(status(ask("/", cookie(), "Host: " + host))).isEqualTo(421);
    assertThat(status(ask("/?token=" + token, "Host: " + host))).isEqualTo(421);
    assertThat(status(raw("GET / HTTP/1.0\r\n" + cookie() + "\r\n\r\n"))).isEqualTo(421);
  }

  @Test
  void aTunnelsOtherPortIsAllowed() throws IOException {
    assertThat(status(ask("/", cookie(), "Host: localhost:9999"))).isEqualTo(200);
  }

  @Test
  void anotherSitesPageGetsNothingEvenWithTheCookie() throws IOException {
    String cookie = cookie();
    assertThat(status(ask("/events", cookie, "Origin: http://evil.example"))).isEqualTo(403);
    assertThat(status(ask("/events", cookie, "Origin: null"))).isEqualTo(403);
    assertThat(status(ask("/page.js", cookie, "Sec-Fetch-Site: cross-site"))).isEqualTo(403);
    assertThat(status(ask("/page.js", cookie, "Sec-Fetch-Site: same-site"))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/page.js/../page.css",
        "//etc/passwd",
        "/Dashboard.class",
        "/frames/",
        "/page.js%00"
      })
  void noPathIsRead(String path) throws IOException {
    assertThat(status(ask(path, cookie()))).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/frames",
        "/frames?channel=7&from=0&count=1",
        "/frames?channel=-1&from=0&count=1",
        "/frames?channel=0&from=-1&count=1",
        "/frames?channel=0&from=0&count=9999999",
        "/frames?channel=0&from=99999999999999999999&count=1",
        "/frames?channel=%zz&from=0&count=1",
        "/overview?channel=x&before=1"
      })
  void numbersOutOfRangeAreRefused(String path) throws IOException {
    String answer = ask(path, cookie());
    assertThat(status(answer)).isEqualTo(400);
    assertThat(answer).contains(": expected").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void onlyGetIsAnswered(String request) throws IOException {
    assertThat(status(raw(request))).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET http://evil/ HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
        "\u0016\u0003\u0001\u0002 tls \r\n\r\n"
      })
  void malformedRequestsAreRefused(String request) throws IOException {
    assertThat(status(raw(request))).isEqualTo(400);
  }

  @Test
  void aHugeHeaderIsRefusedAfterSixteenKilobytes() throws IOException {
    long sent = 0;
    try (Socket socket = socket()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nA: ".getBytes(StandardCharsets.UTF_8));
      byte[] letters = "a".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      while (sent < 1L << 30) {
        socket.getOutputStream().write(letters);
        sent += letters.length;
      }
      throw new AssertionError("a gigabyte of header was taken");
    } catch (SocketException e) {
      LOG.warn("a gigabyte of header: refused when {} kB were on the way", sent >> 10);
    }
    assertThat(status(ask("/", cookie()))).isEqualTo(200);
  }

  /** Slow clients take every place; each is dropped in time, and then others are served again. */
  @Test
  void slowClientsAreDropped() throws Exception {
    List<Socket> slow = new ArrayList<>();
    int atOnce = 0;
    long began = System.nanoTime();
    for (int i = 0; i < 3 * PageServer.MAX_CONNECTIONS; i++) {
      Socket socket = socket();
      slow.add(socket);
      try {
        socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.UTF_8));
      } catch (SocketException e) {
        atOnce++; // one too many
      }
    }
    for (Socket socket : slow) {
      assertThat(endOf(socket)).isTrue(); // by the server, within the socket's minute
      socket.close();
    }
    LOG.warn(
        "{} slow clients: {} closed before their first bytes, all within {} s",
        slow.size(),
        atOnce,
        (System.nanoTime() - began) / 1_000_000_000);
    assertThat(status(ask("/", cookie()))).isEqualTo(200);
    sink.accept(Frames.frame(1)); // training's side never noticed
  }

  /** A reader that takes nothing while much is sent: the stream ends, memory stays. */
  @Test
  void aReaderThatTakesNothingIsDropped() throws Exception {
    try (Socket socket = socket()) {
      socket.setReceiveBufferSize(1024);
      String head = "GET /events HTTP/1.1\r\nHost: localhost\r\n" + cookie() + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      for (int i = 1; i < 50_000; i++) {
        sink.accept(Frames.frame(i));
      }
      LiveDashboard dashboard = (LiveDashboard) live;
      long began = System.nanoTime();
      long until = System.nanoTime() + 60_000_000_000L; // a hang, not a speed
      while (dashboard.connections() > 0 && System.nanoTime() < until) {
        Thread.sleep(100);
      }
      assertThat(dashboard.connections()).isZero();
      LOG.warn(
          "a reader that takes nothing of 50,000 frames: dropped after {} s",
          (System.nanoTime() - began) / 1_000_000_000);
    }
  }

  @Test
  void tenThousandConnectionsLeaveItBoundedAndServing() throws Exception {
    List<Socket> open = new ArrayList<>();
    int refused = 0;
    int most = 0;
    long began = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      try {
        Socket socket = socket();
        open.add(socket);
        if (open.size() > 500) {
          open.remove(0).close();
        }
      } catch (IOException e) {
        refused++;
      }
      most = Math.max(most, ((LiveDashboard) live).connections());
    }
    for (Socket socket : open) {
      socket.close();
    }
    assertThat(most).isLessThanOrEqualTo(PageServer.MAX_CONNECTIONS + 1);
    assertThat(refused).isLessThan(10_000);
    long until = System.nanoTime() + 60_000_000_000L; // a hang, not a speed
    String answer = "";
    while (!answer.contains("200") && System.nanoTime() < until) {
      try {
        answer = ask("/", cookie());
      } catch (IOException | RuntimeException e) {
        Thread.sleep(100);
      }
    }
    assertThat(status(answer)).isEqualTo(200);
    LOG.warn(
        "10,000 connections: {} refused, never more than {} open, the page served again {} s after"
            + " the first",
        refused,
        most,
        (System.nanoTime() - began) / 1_000_000_000);
  }

  private static boolean endOf(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      int read = in.read();
      while (read >= 0) {
        read = in.read();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
