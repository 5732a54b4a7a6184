package org.percept4j.hypercolumn.vgg16;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without the checksum that would hide it, a file is never put together of pieces that differ. */
class TransferTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path dir;

  private static Transfer transfer(URI from) {
    return new Transfer(from, PATIENCE, (received, total) -> {});
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"bytes 399-999/1000", "bytes 4000-999/1000", "bytes */1000", "400-999"})
  void rangesThatWereNotAskedForAreNotAppended(String range) throws Exception {
    byte[] content = new byte[1000];
    new SplittableRandom(1).nextBytes(content);
    Path file = Files.write(dir.resolve("part"), Arrays.copyOf(content, 400));
    HttpHandler handler =
        exchange -> {
          boolean part = exchange.getRequestHeaders().getFirst("Range") != null;
          if (part && range != null) {
            exchange.getResponseHeaders().set("Content-Range", range);
          }
          byte[] body = part ? Arrays.copyOfRange(content, 399, 1000) : content;
          FileServer.send(exchange, part ? 206 : 200, body);
        };
    try (FileServer server = new FileServer(handler);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(transfer(server.uri()).into(channel)).isFalse();
    }
    assertThat(file).hasBinaryContent(content);
  }

  /** As the JDK defines it: from HTTPS to HTTP none is followed. */
  @Test
  void redirectsToPlainHttpAreNotFollowed() {
    assertThat(transfer(URI.create("https://localhost/a")).redirects()).isEqualTo(Redirect.NORMAL);
  }
}
