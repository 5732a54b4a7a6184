package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is sent as Server-Sent Events, as bytes. */
final class Events {

  /** Sent to a browser for which there is nothing, so that either side notices the other's end. */
  static final byte[] STILL_HERE = utf8(": still here\n\n");

  private Events() {}

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
    json.writeBytes(utf8("{\"channel\":" + number + ",\"from\":" + from + ",\"items\":["));
    for (int i = 0; i < items.json().size(); i++) {
      json.writeBytes(items.json().get(i));
      if (i < items.json().size() - 1) {
        json.write(',');
      }
    }
    json.writeBytes(utf8("]}"));
    return json.toByteArray();
  }

  /**
   * Writes one event.
   *
   * @param id of the run of this program, and the position in every channel after this event
   */
  static void write(
      ByteArrayOutputStream out, String id, List<Long> positions, String name, byte[] json) {
    StringBuilder head = new StringBuilder("id: ").append(id);
    positions.forEach(p -> head.append('.').append(p));
    head.append("\nevent: ").append(name).append("\ndata: ");
    out.writeBytes(utf8(head.toString()));
    out.writeBytes(json);
    out.writeBytes(utf8("\n\n"));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
