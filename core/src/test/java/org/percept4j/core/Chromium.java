package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Chromium, driven by its own DevTools protocol over the JDK's WebSocket: this one file,
 * where Selenium brings 30 jars that disagree with DL4J's about Guava and Playwright a driver of
 * 180 MB.
 */
public final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long PATIENCE_SECONDS = 120; // a hang, not a speed

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, BlockingQueue<Map<String, String>>> answers =
      new ConcurrentHashMap<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  private Chromium(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Reader()).join();
  }

  /** Starts one, or skips the test where there is none and none is required. */
  public static Chromium start() throws IOException {
    Path binary = find();
    boolean required = Boolean.getBoolean("percept4j.browser.required");
    if (required) {
      assertThat(binary).as("Chromium, required by percept4j.browser.required").isNotNull();
    }
    assumeTrue(binary != null, "skipped: no Chromium on the path");
    Path profile = Files.createTempDirectory("percept4j-chromium");
    Process process =
        new ProcessBuilder(
                String.valueOf(binary),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String mark = "DevTools listening on ";
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(mark)) {
        Thread drain = new Thread(() -> said.lines().forEach(l -> {}), "chromium-stderr");
        drain.setDaemon(true);
        drain.start();
        return new Chromium(process, profile, URI.create(line.substring(mark.length()).strip()));
      }
    }
    throw new IOException("Chromium ended before it listened");
  }

  private static Path find() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Collects messages; their fields are kept flat, by path. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        Map<String, String> fields = flat(text.toString());
        text.setLength(0);
        String id = fields.get("id");
        String method = fields.getOrDefault("method", "");
        if (id != null) {
          answers.get(Integer.parseInt(id)).add(fields);
        } else if (method.equals("Runtime.exceptionThrown")
            || (method.equals("Log.entryAdded")
                && "error".equals(fields.get("params.entry.level")))) {
          troubles.add(fields.toString());
        }
      }
      from.request(1);
      return null;
    }
  }

  private static Map<String, String> flat(String json) {
    Map<String, String> fields = new TreeMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        JsonToken token = parser.currentToken();
        if (token.isScalarValue()) {
          String path =
              parser.getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.');
          fields.put(path, parser.getText());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(json, e);
    }
    return fields;
  }

  /** A page; all of them share cookies. */
  public Tab open(String address) throws Exception {
    String target = call(null, "Target.createTarget", "url", "about:blank").get("result.targetId");
    Map<String, String> attached =
        call(null, "Target.attachToTarget", "targetId", target, "flatten", true);
    Tab tab = new Tab(attached.get("result.sessionId"));
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(tab.session, domain + ".enable");
    }
    tab.go(address);
    return tab;
  }

  /** What went wrong in pages: exceptions, and errors that the browser logged. */
  public List<String> troubles() {
    return troubles;
  }

  private Map<String, String> call(String session, String method, Object... parameters)
      throws Exception {
    int id = numbers.incrementAndGet();
    BlockingQueue<Map<String, String>> answer = new LinkedBlockingQueue<>();
    answers.put(id, answer);
    StringWriter message = new StringWriter();
    try (var json = new JsonFactory().createGenerator(message)) {
      json.writeStartObject();
      json.writeNumberField("id", id);
      json.writeStringField("method", method);
      if (session != null) {
        json.writeStringField("sessionId", session);
      }
      json.writeObjectFieldStart("params");
      for (int i = 0; i < parameters.length; i += 2) {
        json.writeFieldName(String.valueOf(parameters[i]));
        if (parameters[i + 1] instanceof Raw raw) {
          json.writeRawValue(raw.json());
        } else if (parameters[i + 1] instanceof String s) {
          json.writeString(s);
        } else {
          json.writeRawValue(String.valueOf(parameters[i + 1]));
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    synchronized (this) {
      socket.sendText(message.toString(), true).join();
    }
    Map<String, String> fields = answer.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    answers.remove(id);
    assertThat(fields).as("an answer to " + method).isNotNull();
    assertThat(fields.get("error.message")).as(method).isNull();
    return fields;
  }

  /** JSON as it is. */
  record Raw(String json) {}

  /** One page. */
  public final class Tab {
    private final String session;

    private Tab(String session) {
      this.session = session;
    }

    public void go(String address) throws Exception {
      call(session, "Page.navigate", "url", address);
    }

    /** The value of an expression, awaited if it is a promise, as text. */
    public String value(String expression) throws Exception {
      Map<String, String> fields =
          call(
              session,
              "Runtime.evaluate",
              "expression",
              "(async () => String(await (" + expression + ")))()",
              "awaitPromise",
              true,
              "returnByValue",
              true,
              "userGesture",
              true);
      assertThat(fields).as(expression).doesNotContainKey("result.exceptionDetails.exceptionId");
      return fields.get("result.result.value");
    }

    public double number(String expression) throws Exception {
      return Double.parseDouble(value(expression));
    }

    /** Waits until an expression is true. */
    public void await(String expression) throws Exception {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      String last = "";
      while (System.nanoTime() < until) {
        last = value("(() => { try { return " + expression + "; } catch (e) { return e; } })()");
        if (last.equals("true")) {
          return;
        }
        Thread.sleep(50);
      }
      throw new AssertionError(
          "expected within " + PATIENCE_SECONDS + " s: " + expression + ", got " + last);
    }

    public void click(String id) throws Exception {
      drag("#" + id, 0.5, 0.5);
    }

    /** Presses the mouse button within an element, moves and releases it: x, y pairs, 0 to 1. */
    public void drag(String selector, double... places) throws Exception {
      String box =
          value(
              "(() => { const e = document.querySelector('"
                  + selector
                  + "'); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                  + " return [r.x, r.y, r.width, r.height].join(','); })()");
      String[] at = box.split(",", -1);
      for (int i = 0; i < places.length; i += 2) {
        double x = Double.parseDouble(at[0]) + places[i] * Double.parseDouble(at[2]);
        double y = Double.parseDouble(at[1]) + places[i + 1] * Double.parseDouble(at[3]);
        mouse("mouseMoved", x, y, i == 0 ? "none" : "left");
        if (i == 0) {
          mouse("mousePressed", x, y, "left");
        }
        if (i == places.length - 2) {
          mouse("mouseReleased", x, y, "left");
        }
      }
    }

    private void mouse(String type, double x, double y, String button) throws Exception {
      int buttons = button.equals("left") && !type.equals("mouseReleased") ? 1 : 0;
      call(
          session,
          "Input.dispatchMouseEvent",
          "type",
          type,
          "x",
          x,
          "y",
          y,
          "button",
          button,
          "buttons",
          buttons,
          "clickCount",
          1);
    }

    public void press(String key, String code, int number) throws Exception {
      String text = key.length() == 1 ? key : "";
      for (String type : List.of("keyDown", "keyUp")) {
        List<Object> parameters =
            new ArrayList<>(
                List.of("type", type, "key", key, "code", code, "windowsVirtualKeyCode", number));
        if (!text.isEmpty() && type.equals("keyDown")) {
          parameters.addAll(List.of("text", text));
        }
        call(session, "Input.dispatchKeyEvent", parameters.toArray());
      }
    }

    public void screen(int width, int height, double scale, boolean dark) throws Exception {
      call(
          session,
          "Emulation.setDeviceMetricsOverride",
          "width",
          width,
          "height",
          height,
          "deviceScaleFactor",
          scale,
          "mobile",
          width < 600);
      String scheme = dark ? "dark" : "light";
      call(
          session,
          "Emulation.setEmulatedMedia",
          "features",
          new Raw("[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]"));
    }

    /** Sets a media feature such as {@code prefers-reduced-motion}. */
    public void prefers(String feature, String value) throws Exception {
      call(
          session,
          "Emulation.setEmulatedMedia",
          "features",
          new Raw("[{\"name\":\"" + feature + "\",\"value\":\"" + value + "\"}]"));
    }

    /** Lays the page out as for paper; an empty text ends that. */
    public void media(String type) throws Exception {
      call(session, "Emulation.setEmulatedMedia", "media", type);
    }

    /** The names that the browser tells a screen reader, of all things of a role, in order. */
    public List<String> names(String role) throws Exception {
      Map<String, String> tree = call(session, "Accessibility.getFullAXTree");
      List<String> names = new ArrayList<>();
      for (int i = 0; tree.containsKey("result.nodes." + i + ".nodeId"); i++) {
        String node = "result.nodes." + i + ".";
        if (role.equals(tree.get(node + "role.value"))) {
          names.add(tree.getOrDefault(node + "name.value", ""));
        }
      }
      return names;
    }

    /** Seconds of CPU that the page's main thread has used. */
    public double cpuSeconds() throws Exception {
      call(session, "Performance.enable", "timeDomain", "threadTicks");
      Map<String, String> metrics = call(session, "Performance.getMetrics");
      for (int i = 0; metrics.containsKey("result.metrics." + i + ".name"); i++) {
        if (metrics.get("result.metrics." + i + ".name").equals("TaskDuration")) {
          return Double.parseDouble(metrics.get("result.metrics." + i + ".value"));
        }
      }
      throw new IllegalStateException("expected the browser to tell TaskDuration");
    }

    /** Prints the page. */
    public byte[] pdf() throws Exception {
      Map<String, String> fields = call(session, "Page.printToPDF", "printBackground", false);
      return Base64.getDecoder().decode(fields.get("result.data"));
    }

    public void offline(boolean offline) throws Exception {
      call(
          session,
          "Network.emulateNetworkConditions",
          "offline",
          offline,
          "latency",
          0,
          "downloadThroughput",
          -1,
          "uploadThroughput",
          -1);
    }

    public void screenshot(Path png, boolean whole) throws Exception {
      call(session, "Page.bringToFront");
      Thread.sleep(300);
      Map<String, String> fields =
          call(session, "Page.captureScreenshot", "format", "png", "captureBeyondViewport", whole);
      Files.write(png, Base64.getDecoder().decode(fields.get("result.data")));
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        file.toFile().delete();
      }
    } catch (IOException e) {
      // a file that Chromium's helpers remove meanwhile
    }
  }
}
