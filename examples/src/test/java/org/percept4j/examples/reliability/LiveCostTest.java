package org.percept4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.networks.LeNet;
import org.percept4j.examples.networks.MomentumSgd;
import org.percept4j.live.Dashboard;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * Measures what a dashboard with three readers costs a LeNet step, and asserts nothing about time:
 * CPU time by thread, which other work on the machine does not change.
 */
@EnabledIfSystemProperty(named = "percept4j.cost", matches = ".+")
class LiveCostTest {

  private static final ThreadMXBean MXBEAN = ManagementFactory.getThreadMXBean();

  private final AtomicLong received = new AtomicLong();

  private void read(URI address) throws IOException {
    String cookie;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      String answer = ask(socket, "/?" + address.getQuery(), "");
      int at = answer.indexOf("Set-Cookie: ") + 12;
      cookie = "Cookie: " + answer.substring(at, answer.indexOf(';', at)) + "\r\n";
    }
    Thread reader =
        new Thread(
            () -> {
              try (Socket socket =
                  new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
                received.addAndGet(ask(socket, "/events", cookie).length());
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  private static String ask(Socket socket, String path, String header) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** As many frames as in a few minutes of training, so that the compiler has seen its code. */
  private static void warmUp(GradientSink sink) throws Exception {
    List<GradientTrack> tracks =
        IntStream.range(0, 4).mapToObj(t -> new GradientTrack(t, "layer" + t, false)).toList();
    for (int i = 0; i < 20_000; i++) {
      sink.accept(GradientFrame.of(i, tracks, 0.1 + i / 7.0, 1.0 / (i + 1), 3, Math.sqrt(i)));
      if (i % 100 == 0) {
        Thread.sleep(50);
      }
    }
  }

  @Test
  void measure() throws Exception {
    List<DataSet> batches = Digits.bundled(true).batches(10, 10, 1);
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(0.01, 0.5), 1);
    try (Dashboard live = Dashboard.builder().build();
        GradientSonifier sonifier =
            GradientSonifier.builder().sink(live.gradients("lenet")).build()) {
      net.addListeners(sonifier);
      for (int browser = 0; browser < 3; browser++) {
        read(live.address());
      }
      warmUp(live.gradients("another run"));
      long training = 0;
      Map<String, Long> page = new TreeMap<>();
      for (int turn = -20; turn < 60; turn++) {
        Map<String, Long> before = cpu("percept4j-");
        long began = MXBEAN.getCurrentThreadCpuTime();
        for (DataSet batch : batches) {
          net.fit(batch);
        }
        if (turn >= 0) { // the turns before it let the compiler settle
          training += MXBEAN.getCurrentThreadCpuTime() - began;
          cpu("percept4j-")
              .forEach((n, now) -> page.merge(n, now - before.getOrDefault(n, 0L), Long::sum));
        }
      }
      assertThat(sonifier.counts().dropped()).isZero();
      long sum = page.values().stream().mapToLong(n -> n).sum();
      System.out.printf(
          Locale.ROOT,
          "a LeNet step takes %.2f ms of CPU; the sonifier's and dashboard's threads, with three"
              + " readers, %.3f ms, %.2f %%%n",
          training / 600e6,
          sum / 600e6,
          100.0 * sum / training);
      page.forEach((n, nanos) -> System.out.printf(Locale.ROOT, "%s: %.3f ms%n", n, nanos / 600e6));
    }
  }

  /** Nanoseconds of CPU that threads of such names have used, by name. */
  private static Map<String, Long> cpu(String prefix) {
    Map<String, Long> used = new TreeMap<>();
    for (ThreadInfo thread : MXBEAN.getThreadInfo(MXBEAN.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(prefix)) {
        long nanos = Math.max(0, MXBEAN.getThreadCpuTime(thread.getThreadId()));
        used.merge(thread.getThreadName(), nanos, Long::sum);
      }
    }
    return used;
  }
}
