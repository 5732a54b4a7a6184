package org.percept4j.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is new in all channels to a browser that has come so far, encoded once for all browsers that
 * have come as far.
 *
 * @param bytes the events, none if nothing is new
 * @param after where a browser is that has them
 * @param more whether more is waiting
 */
record Bundle(byte[] bytes, Progress after, boolean more) {

  private static final int MAX_ITEMS = 2000;

  /**
   * How far a browser has come.
   *
   * @param positions in each channel that it was told of
   * @param revisions of each channel as it was told
   */
  record Progress(List<Long> positions, List<Integer> revisions) {

    static final Progress NONE = new Progress(List.of(), List.of());

    /** At positions that an earlier connection had reached, to be told of all channels again. */
    static Progress at(List<Long> positions) {
      return new Progress(List.copyOf(positions), List.of());
    }
  }

  /**
   * Encodes what is new.
   *
   * @param instance which run of the program this is
   */
  static Bundle after(Progress progress, List<Channel> channels, String instance)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Long> positions = new ArrayList<>(progress.positions());
    List<Integer> revisions = new ArrayList<>(progress.revisions());
    boolean more = false;
    for (int c = 0; c < channels.size(); c++) {
      Channel channel = channels.get(c);
      if (positions.size() == c) {
        positions.add(channel.start());
      }
      long from = positions.get(c);
      int revision = channel.revision();
      if (c == revisions.size() || revision != revisions.get(c)) {
        byte[] told = Events.description(c, channel, from);
        Events.write(bytes, instance, positions, "channel", told);
        if (c == revisions.size()) {
          revisions.add(revision);
        } else {
          revisions.set(c, revision);
        }
      }
      Channel.Items items = channel.items(from, MAX_ITEMS);
      if (!items.json().isEmpty()) {
        positions.set(c, items.next());
        Events.write(bytes, instance, positions, "items", Events.items(c, items));
        more |= items.next() < channel.end();
      }
    }
    return new Bundle(
        bytes.toByteArray(), new Progress(List.copyOf(positions), List.copyOf(revisions)), more);
  }
}
