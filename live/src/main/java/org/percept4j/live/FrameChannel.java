package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of one run: the newest in memory, the older ones in a temporary file, the whole in
 * thinned form. If that file fails, older frames are lost to browsers that join later, and nothing
 * else.
 */
final class FrameChannel implements Channel, Closeable {

  /** So many frames a browser is sent one by one; what is older it sees thinned. */
  static final int MAX_RAW_FRAMES = 1 << 15;

  /** And so much, if there are very many layers. */
  private static final long MAX_RAW_BYTES = 1 << 25;

  private static final int MAX_ALARMS = 500;

  /** Of frames that a file holds too, memory holds at most so much. */
  private static final long MAX_BYTES = 1 << 24;

  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(FrameChannel.class);

  /** From which frame on the norms belong to what. */
  private record Since(long frame, List<GradientTrack> tracks) {}

  /** An alarm and the frame it came with. */
  private record Told(long frame, GradientAlarm.Event alarm) {}

  private final String name;
  private final Channels channels;
  private final Overview overview = new Overview();
  private final byte[][] newest;

  /** The oldest frame that memory holds. */
  private long inMemory;

  private long bytesInMemory;
  private long bytes;
  private final List<Since> tracks = new ArrayList<>();
  private final List<Told> alarms = new ArrayList<>();
  private final GradientAlarm alarm;
  private @Nullable FrameSpool spool;
  private @Nullable String trouble;
  private boolean scored;
  private long frames;

  /**
   * An empty run.
   *
   * @param alarm its thresholds; the channel watches with a copy
   * @param capacity how many frames memory holds
   * @param spool holds them all, or null; closed with this
   */
  FrameChannel(
      String name,
      Channels channels,
      GradientAlarm alarm,
      int capacity,
      @Nullable FrameSpool spool) {
    this.name = name;
    this.alarm = alarm.toBuilder().build();
    this.channels = channels;
    this.newest = new byte[capacity][];
    this.spool = spool;
  }

  synchronized void add(GradientFrame frame) {
    List<GradientAlarm.Event> events = alarm.observe(frame);
    for (GradientAlarm.Event event : events) {
      alarms.add(new Told(frames, event));
      if (alarms.size() > MAX_ALARMS) {
        alarms.remove(0);
      }
    }
    boolean changed =
        tracks.isEmpty() || !tracks.get(tracks.size() - 1).tracks().equals(frame.tracks());
    if (changed) {
      tracks.add(new Since(frames, frame.tracks()));
      if (tracks.size() > MAX_ALARMS) {
        tracks.remove(0);
      }
    }
    scored |= !Double.isNaN(frame.score());
    summarise(frame);
    byte[] json = FrameJson.encode(frame, scored, changed, events);
    store(json);
    hold(json);
    channels.changed();
  }

  /** Holds the newest frame in memory, and gives up as many of the oldest as bounds demand. */
  private void hold(byte[] json) {
    long allowed = (spool != null ? MAX_BYTES : MAX_RAW_BYTES) - json.length;
    while (frames - inMemory == newest.length || (inMemory < frames && bytesInMemory > allowed)) {
      int slot = (int) (inMemory++ % newest.length);
      bytesInMemory -= newest[slot].length;
      newest[slot] = NOTHING;
    }
    newest[(int) (frames++ % newest.length)] = json;
    bytesInMemory += json.length;
    bytes += json.length;
  }

  private void summarise(GradientFrame frame) {
    overview.next();
    if (scored) {
      overview.add("loss", frame.score());
    }
    if (!Double.isNaN(frame.learningRate())) {
      overview.add("rate", frame.learningRate());
    }
    for (int t = 0; t < frame.tracks().size(); t++) {
      GradientTrack track = frame.tracks().get(t);
      if (!track.frozen()) {
        overview.add("n:" + track.name(), frame.norm(t));
        if (frame.hasUpdateRatios()) {
          overview.add("u:" + track.name(), frame.updateRatio(t));
        }
      }
    }
  }

  private void store(byte[] json) {
    if (spool != null) {
      try {
        spool.add(json);
      } catch (IOException e) {
        LOG.error("Older frames of {} are lost to browsers that join; training goes on", name, e);
        closeSpool();
      }
    }
  }

  private void closeSpool() {
    try {
      if (spool != null) {
        spool.close();
      }
    } catch (IOException e) {
      LOG.debug("The temporary file did not close", e);
    }
    spool = null;
  }

  /** Says on the page that no more comes, and why. */
  synchronized void fail(String message) {
    trouble = message;
    channels.changed();
  }

  @Override
  public synchronized long end() {
    return frames;
  }

  @Override
  public synchronized long start() {
    long typical = Math.max(1, bytes / Math.max(1, frames));
    return Math.max(frames - Math.min(MAX_RAW_FRAMES, MAX_RAW_BYTES / typical), first());
  }

  private long first() {
    return spool != null ? 0 : inMemory;
  }

  @Override
  public synchronized Items items(long from, int most) throws IOException {
    long begin = Math.max(from, first());
    if (begin < inMemory && spool != null) {
      List<byte[]> read = spool.read(begin, most);
      return new Items(begin + read.size(), read);
    }
    List<byte[]> found = new ArrayList<>();
    long size = 0;
    for (long f = begin; f < Math.min(frames, begin + most) && size < MAX_ITEMS_BYTES; f++) {
      byte[] frame = newest[(int) (f % newest.length)];
      found.add(frame);
      size += frame.length;
    }
    return new Items(begin + found.size(), found);
  }

  @Override
  public synchronized int revision() {
    return trouble == null ? 0 : 1;
  }

  @Override
  public synchronized void describe(JsonGenerator json, long from) throws IOException {
    json.writeStringField("kind", "gradients");
    json.writeStringField("name", name);
    json.writeNumberField("from", from);
    json.writeNumberField("end", frames);
    if (trouble != null) {
      json.writeStringField("trouble", trouble);
    }
    for (int i = tracks.size() - 1; i >= 0; i--) {
      if (tracks.get(i).frame() <= from) {
        Json.tracks(json, tracks.get(i).tracks());
        break;
      }
    }
  }

  /** Writes the run before a frame in thinned form, with its alarms. */
  synchronized void writeOverview(JsonGenerator json, long before) throws IOException {
    overview.write(json, before);
    json.writeArrayFieldStart("alarms");
    for (Told told : alarms) {
      if (told.frame() < before) {
        json.writeStartObject();
        json.writeNumberField("frame", told.frame());
        FrameJson.writeAlarm(json, told.alarm());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  @Override
  public synchronized void close() {
    closeSpool();
  }
}
