package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of one thing over time. When there are {@value #MAX_PICTURES}, every other one is given
 * up, so memory does not grow with training.
 */
final class PictureChannel implements Channel {

  static final int MAX_PICTURES = 64;

  /** A picture and its position, which it keeps. */
  private record Numbered(long position, byte[] json) {}

  private final String kind;
  private final String name;
  private final @Nullable String photo;
  private final Channels channels;
  private final List<Numbered> kept = new ArrayList<>();
  private long end;

  /**
   * A panel without pictures.
   *
   * @param photo what all its pictures are of, a PNG file in base 64, or null
   */
  PictureChannel(String kind, String name, @Nullable String photo, Channels channels) {
    this.kind = kind;
    this.name = name;
    this.photo = photo;
    this.channels = channels;
  }

  synchronized void add(byte[] json) {
    kept.add(new Numbered(end++, json));
    if (kept.size() > MAX_PICTURES) {
      for (int i = kept.size() - 2; i > 0; i -= 2) { // the first and the newest stay
        kept.remove(i);
      }
    }
    channels.changed();
  }

  @Override
  public synchronized long end() {
    return end;
  }

  @Override
  public long start() {
    return 0;
  }

  @Override
  public synchronized Items items(long from, int most) {
    List<Numbered> found =
        kept.stream().filter(p -> p.position() >= from).limit(Math.min(most, 4)).toList();
    long next = found.isEmpty() ? end : found.get(found.size() - 1).position() + 1;
    return new Items(next, found.stream().map(Numbered::json).toList());
  }

  @Override
  public int revision() {
    return 0;
  }

  @Override
  public synchronized void describe(JsonGenerator json, long from) throws IOException {
    json.writeStringField("kind", kind);
    json.writeStringField("name", name);
    json.writeNumberField("from", from);
    json.writeNumberField("end", end);
    if (photo != null) {
      json.writeStringField("photo", photo);
    }
  }
}
