package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server in this process, which behaves in all the ways servers do. */
@Timeout(60)
class WeightsDownloadTest {

  private static final byte[] CONTENT = new byte[500_000];

  static {
    new SplittableRandom(1).nextBytes(CONTENT);
  }

  @TempDir Path home;

  private Path target() {
    return home.resolve("cache/weights.h5");
  }

  private Path part() {
    return home.resolve("cache/weights.h5.part");
  }

  private WeightsDownload download(URI uri) throws Exception {
    return WeightsDownload.of("weights.h5", md5(), uri).into(home.resolve("cache"));
  }

  private static String md5() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(CONTENT));
  }

  private void begun(byte[] content) throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), content);
  }

  private void assertFetched(Path file) {
    assertThat(file).isEqualTo(target()).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
  }

  @Test
  void aFileIsFetchedOnceWithProgress() throws Exception {
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      List<Long> received = new ArrayList<>();
      Path file =
          download(server.uri())
              .progress(
                  (at, total) -> {
                    assertThat(total).isEqualTo(CONTENT.length);
                    received.add(at);
                  })
              .fetch();
      assertFetched(file);
      assertThat(received).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
      assertThat(download(server.uri()).fetch()).isEqualTo(file);
      assertThat(server.ranges).containsExactly("null");
    }
  }

  @Test
  void aBrokenOffDownloadIsResumed() throws Exception {
    begun(Arrays.copyOf(CONTENT, 123_456));
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      List<Long> received = new ArrayList<>();
      assertFetched(
          download(server.uri())
              .progress(
                  (at, total) -> {
                    assertThat(total).isEqualTo(CONTENT.length);
                    received.add(at);
                  })
              .fetch());
      assertThat(received.get(0)).isEqualTo(123_456);
      assertThat(server.ranges).containsExactly("bytes=123456-");
    }
  }

  @Test
  void wholeFilesAreNotFetchedAgain() throws Exception {
    begun(CONTENT);
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).isEmpty();
    }
  }

  @Test
  void aFolderInItsPlaceIsNamed() throws Exception {
    Files.createDirectories(target());
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(target() + ": expected MD5")
          .hasMessageContaining("got a folder");
    }
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws Exception {
    begun(Arrays.copyOf(CONTENT, 600_000));
    try (FileServer server = new FileServer(e -> FileServer.send(e, 200, CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500_000, 500_001})
  void filesThatAreTooLongAreFetchedAnew(int length) throws Exception {
    byte[] wrong = Arrays.copyOf(CONTENT, length);
    wrong[0]++;
    begun(wrong);
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).containsExactly("bytes=" + length + "-", "null");
    }
  }

  @Test
  void anotherRangeThanAskedForIsFetchedAnew() throws Exception {
    begun(Arrays.copyOf(CONTENT, 1000));
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT, 1))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).containsExactly("bytes=1000-", "null");
    }
  }

  @Test
  void aWrongBeginningIsFoundByTheChecksumAndFetchedAnew() throws Exception {
    begun(new byte[1000]);
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).containsExactly("bytes=1000-", "null");
    }
  }

  @Test
  void anotherFileIsRefusedByItsChecksum() throws Exception {
    try (FileServer server = new FileServer(FileServer.ranged(new byte[1000]))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected MD5 ")
          .hasMessageContaining("got ede3d3b685b4e137ba4cb2521329a75e");
      assertThat(target().getParent()).isEmptyDirectory();
    }
  }

  @Test
  void aWrongFileInItsPlaceIsRefusedAndKept() throws Exception {
    Files.createDirectories(target().getParent());
    Files.writeString(target(), "mine");
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(target() + ": expected MD5 ")
          .hasMessageContaining("move it away");
      assertThat(target()).hasContent("mine");
      assertThat(server.ranges).isEmpty();
    }
  }

  @Test
  void aConnectionThatBreaksLeavesWhatCame() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    HttpHandler breaking =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 200_000);
          exchange.getResponseBody().flush();
          await(arrived);
        };
    try (FileServer server = new FileServer(breaking)) {
      WeightsDownload download =
          download(server.uri())
              .progress(
                  (at, total) -> {
                    if (at >= 100_000) {
                      arrived.countDown();
                    }
                  });
      assertThatThrownBy(download::fetch)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot fetch " + server.uri());
    }
    assertThat(target()).doesNotExist();
    int came = (int) Files.size(part());
    assertThat(came).isBetween(100_000, 200_000);
    assertThat(part()).hasBinaryContent(Arrays.copyOf(CONTENT, came));
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).containsExactly("bytes=" + came + "-");
    }
  }

  @Test
  void aKilledProgramLeavesAPartThatTheNextRunGoesOnWith() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpHandler slow =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 200_000);
          exchange.getResponseBody().flush();
          await(end);
        };
    try (FileServer server = new FileServer(slow)) {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DownloadTool.class.getName(),
                  server.uri().toString(),
                  home.resolve("cache").toString(),
                  md5())
              .inheritIO()
              .start();
      while (program.isAlive() && (!Files.exists(part()) || Files.size(part()) < 100_000)) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(program.isAlive()).isTrue();
      program.destroyForcibly().waitFor(); // kill -9
      end.countDown();
    }
    assertThat(target()).doesNotExist();
    int came = (int) Files.size(part());
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertFetched(download(server.uri()).fetch());
      assertThat(server.ranges).containsExactly("bytes=" + came + "-");
    }
  }

  @Test
  void aServerThatFallsSilentIsNotWaitedForEndlessly() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpHandler silent =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          await(end);
        };
    try (FileServer server = new FileServer(silent)) {
      assertThatThrownBy(() -> download(server.uri()).patience(Duration.ofSeconds(3)).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing came for 3 s");
      end.countDown();
    }
    assertThat(part()).hasSize(1000);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void anInterruptedThreadStopsAndStaysInterrupted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpHandler slow =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          await(end);
        };
    try (FileServer server = new FileServer(slow)) {
      WeightsDownload download =
          download(server.uri())
              .progress(
                  (at, total) -> {
                    if (at > 0) {
                      Thread.currentThread().interrupt();
                    }
                  });
      assertThatThrownBy(download::fetch)
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining(server.uri().toString());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(target()).doesNotExist();
      assertThat(part()).hasSize(1000);
      Thread.currentThread().interrupt();
      assertThatThrownBy(download(server.uri())::fetch).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      end.countDown();
    }
  }

  @Test
  void twoDownloadsOfOneFileDoNotMix() throws Exception {
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      List<String> refused = new ArrayList<>();
      assertFetched(
          download(server.uri())
              .progress(
                  (at, total) -> {
                    if (at == 0) {
                      try {
                        download(server.uri()).fetch();
                      } catch (Exception e) {
                        refused.add(e.getMessage());
                      }
                    }
                  })
              .fetch());
      assertThat(refused)
          .singleElement()
          .asString()
          .contains("another download writes to that file");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 500, 503})
  void serversErrorsKeepWhatIsThere(int status) throws Exception {
    begun(new byte[10]);
    try (FileServer server = new FileServer(e -> e.sendResponseHeaders(status, -1))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected HTTP status 200, got " + status);
    }
    assertThat(part()).hasSize(10);
  }

  @Test
  void withoutAConnectionTheErrorSaysWhatToDo() throws Exception {
    URI gone;
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      gone = server.uri();
    }
    assertThatThrownBy(() -> download(gone).fetch())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot fetch " + gone + " to " + part() + ": ")
        .hasMessageContaining("fetch weights.h5 (MD5 ")
        .hasMessageEndingWith(" by other means and put it at " + target().toAbsolutePath());
    assertThat(target().getParent()).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsNamed() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full");
    Files.createDirectories(part().getParent());
    Files.createSymbolicLink(part(), full);
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(part() + ": No space left on device");
      assertThat(target()).doesNotExist();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(home.resolve("cache"), "a file");
    try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
      assertThatThrownBy(() -> download(server.uri()).fetch())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(home.resolve("cache").toString());
      assertThat(server.ranges).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void publishedWeightsAreFetchedByHttpsOnly(PublishedWeights weights) {
    assertThat(weights.uri()).hasScheme("https").hasHost("github.com");
    assertThat(weights.uri().getPath()).endsWith("/" + weights.fileName());
    assertThat(weights.md5()).matches("[0-9a-f]{32}");
    WeightsDownload download = WeightsDownload.of(weights);
    for (String other : new String[] {"http://localhost/a.h5", "file:///a.h5", "a.h5"}) {
      assertThatThrownBy(() -> download.from(URI.create(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("mirror: expected an HTTPS address, got " + other);
    }
    assertThat(download.from(URI.create("HTTPS://localhost/a.h5"))).isSameAs(download);
  }
}
