package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.percept4j.hypercolumn.vgg16.WeightsDownload.Progress;

/** Brings the content of an address into a file, from where the file ends. */
final class Transfer {

  private static final int CHUNK = 1 << 16;

  private final URI from;
  private final Duration patience;
  private final Progress progress;
  // Redirects are followed, but never from HTTPS to HTTP.
  private final HttpClient client;

  Transfer(URI from, Duration patience, Progress progress) {
    this.from = from;
    this.patience = patience;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
  }

  /** Which redirects are followed. */
  HttpClient.Redirect redirects() {
    return client.followRedirects();
  }

  /**
   * Completes the file.
   *
   * @return whether what was in the file before was kept
   */
  boolean into(FileChannel file) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = request(file.size());
    if (file.size() > 0 && mustRestart(response, file.size())) {
      response.body().close();
      file.truncate(0);
      response = request(0);
    }
    try (InputStream body = response.body()) {
      boolean resumed = response.statusCode() == 206 && file.size() > 0;
      if (!resumed && response.statusCode() != 200) {
        throw new IOException("expected HTTP status 200, got " + response.statusCode());
      }
      if (!resumed) {
        file.truncate(0);
      }
      copy(body, file, response.headers().firstValueAsLong("Content-Length").orElse(-1));
      return resumed;
    }
  }

  private HttpResponse<InputStream> request(long start) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(patience);
    if (start > 0) {
      request.header("Range", "bytes=" + start + "-");
    }
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  /** Whether the server cannot go on where the file ends, though it could begin anew. */
  private static boolean mustRestart(HttpResponse<?> response, long start) {
    String range = response.headers().firstValue("Content-Range").orElse("");
    return response.statusCode() == 416
        || (response.statusCode() == 206 && !range.startsWith("bytes " + start + "-"));
  }

  /** Reads on a thread of its own, so that silence and interruption end the wait. */
  private void copy(InputStream body, FileChannel file, long length)
      throws IOException, InterruptedException {
    long total = length < 0 ? -1 : file.size() + length;
    file.position(file.size());
    ExecutorService reader = Executors.newSingleThreadExecutor(Transfer::daemon);
    try {
      byte[] chunk = new byte[CHUNK];
      progress.at(file.position(), total);
      while (true) {
        int read =
            reader.submit(() -> body.read(chunk)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (read < 0) {
          break;
        }
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        progress.at(file.position(), total);
      }
      file.force(true);
    } catch (TimeoutException e) {
      throw new IOException("nothing came for " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      reader.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "percept4j-download");
    thread.setDaemon(true);
    return thread;
  }
}
