package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything new, to one browser, as Server-Sent Events. Each event's id is the position in every
 * channel, so a browser whose connection was cut goes on where it was: each frame once, in order.
 */
final class EventStream {

  private static final int MAX_ITEMS = 500;

  /** At most so many bundles a second, which is as often as a screen changes. */
  private static final int MILLIS_BETWEEN = 16;

  private final Channels channels;
  private final String instance;
  private final byte[] hello;
  private final Connection connection;
  private final List<Long> positions = new ArrayList<>();
  private final Map<Channel, Integer> described = new HashMap<>();

  /**
   * A stream that is not begun.
   *
   * @param instance which run of the program this is; positions of another mean nothing
   * @param hello what a browser is told first, as JSON
   */
  EventStream(Channels channels, String instance, byte[] hello, Connection connection) {
    this.channels = channels;
    this.instance = instance;
    this.hello = hello;
    this.connection = connection;
  }

  /** Sends until the browser leaves or the dashboard is closed. */
  void run(String lastId) throws IOException {
    resume(lastId);
    connection.head(200, "text/event-stream; charset=utf-8", "");
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes("retry: 500\n".getBytes(StandardCharsets.UTF_8));
    event(first, "hello", hello);
    send(first);
    try {
      long seen = -1;
      while (!channels.isClosed()) {
        channels.await(seen, 1000);
        long version = channels.version();
        if (version == seen) {
          ByteArrayOutputStream comment = new ByteArrayOutputStream();
          comment.writeBytes(": still here\n\n".getBytes(StandardCharsets.UTF_8));
          send(comment);
        } else {
          seen = version;
          sendAll();
        }
      }
      sendAll();
      ByteArrayOutputStream last = new ByteArrayOutputStream();
      event(last, "end", "{}".getBytes(StandardCharsets.UTF_8));
      send(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void resume(String lastId) {
    String[] parts = lastId.split("[.]", -1);
    if (parts[0].equals(instance) && parts.length <= Channels.MAX_CHANNELS + 1) {
      try {
        for (int i = 1; i < parts.length; i++) {
          positions.add(Math.max(0, Long.parseLong(parts[i])));
        }
      } catch (NumberFormatException e) {
        positions.clear();
      }
    }
  }

  private void sendAll() throws IOException, InterruptedException {
    boolean more = true;
    while (more) {
      more = sendNew();
      Thread.sleep(MILLIS_BETWEEN);
    }
  }

  /** Sends one bundle; tells whether more is waiting. */
  private boolean sendNew() throws IOException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    List<Channel> list = channels.list();
    boolean more = false;
    for (int c = 0; c < list.size(); c++) {
      Channel channel = list.get(c);
      if (positions.size() == c) {
        positions.add(channel.start());
      }
      long from = positions.get(c);
      Integer revision = channel.revision();
      if (!revision.equals(described.put(channel, revision))) {
        event(bundle, "channel", description(c, channel, from));
      }
      Channel.Items items = channel.items(from, MAX_ITEMS);
      if (!items.json().isEmpty()) {
        positions.set(c, items.next());
        event(bundle, "items", items(c, items));
        more |= items.next() < channel.end();
      }
    }
    if (bundle.size() > 0) {
      send(bundle);
    }
    return more;
  }

  static byte[] description(int number, Channel channel, long from) {
    return Json.object(
        json -> {
          json.writeNumberField("channel", number);
          channel.describe(json, from);
        });
  }

  static byte[] items(int number, Channel.Items items) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    long from = items.next() - items.json().size();
    String head = "{\"channel\":" + number + ",\"from\":" + from + ",\"items\":[";
    json.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < items.json().size(); i++) {
      json.writeBytes(items.json().get(i));
      if (i < items.json().size() - 1) {
        json.write(',');
      }
    }
    json.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return json.toByteArray();
  }

  private void event(ByteArrayOutputStream out, String name, byte[] json) {
    StringBuilder id = new StringBuilder(instance);
    positions.forEach(p -> id.append('.').append(p));
    String head = "id: " + id + "\nevent: " + name + "\ndata: ";
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(json);
    out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
  }

  /** A browser that takes nothing for so long is dropped; it may come back and go on. */
  private void send(ByteArrayOutputStream bundle) throws IOException {
    connection.within(10);
    bundle.writeTo(connection.out());
    connection.out().flush();
    connection.within(10);
  }
}
