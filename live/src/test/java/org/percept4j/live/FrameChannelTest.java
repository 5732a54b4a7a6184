package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/** What a run keeps: each frame in its place, and of all of them no extreme lost. */
class FrameChannelTest {

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void everyFrameIsReadBackFromMemoryAndFromTheFile() throws Exception {
    try (FrameChannel run =
        new FrameChannel("run", new Channels(), GradientAlarm.standard(), 100, new FrameSpool())) {
      int frames = 1000;
      for (int i = 0; i < frames; i++) {
        run.add(Frames.frame(i));
      }
      SplittableRandom random = new SplittableRandom(1);
      for (int trial = 0; trial < 200; trial++) {
        long from = random.nextInt(frames);
        int most = 1 + random.nextInt(300);
        Channel.Items items = run.items(from, most);
        assertThat(items.json()).isNotEmpty().hasSizeLessThanOrEqualTo(most);
        assertThat(items.next()).isEqualTo(from + items.json().size());
        for (int k = 0; k < items.json().size(); k++) {
          assertThat(text(items.json().get(k))).startsWith("{\"i\":" + (from + k) + ",");
        }
      }
      assertThat(run.items(frames, 10).json()).isEmpty();
    }
  }

  /** A thousand layers: bounds by bytes and ranges, every frame in its place all the same. */
  @Test
  void memoryIsBoundedHoweverManyLayersThereAre() throws Exception {
    List<GradientTrack> tracks = new ArrayList<>();
    for (int t = 0; t < 3000; t++) {
      tracks.add(new GradientTrack(t, "layer" + t, false));
    }
    int frames = 64 * 180;
    try (FrameChannel run =
        new FrameChannel("run", new Channels(), GradientAlarm.standard(), 4096, new FrameSpool())) {
      double[] norms = new double[tracks.size()];
      norms[0] = 0.123456789;
      for (int i = 0; i < frames; i++) {
        run.add(GradientFrame.of(i, tracks, norms));
      }
      for (long from : new long[] {0, 1, 77, frames / 2, frames - 500, frames - 1}) {
        Channel.Items items = run.items(from, 3);
        assertThat(text(items.json().get(0))).startsWith("{\"i\":" + from + ",");
        assertThat(items.next()).isEqualTo(Math.min(frames, from + 3));
      }
      String overview = text(Json.object(j -> run.writeOverview(j, frames)));
      int size = Integer.parseInt(overview.replaceFirst(".*?\"size\":(\\d+).*", "$1"));
      int blocks = overview.split("\"n:layer0\"", -1).length - 1;
      assertThat(blocks).isLessThanOrEqualTo((1 << 19) / tracks.size());
      assertThat(blocks).isEqualTo((frames + size - 1) / size);
    }
  }

  @Test
  void withoutAFileTheNewestFramesStay() throws Exception {
    FrameChannel run = new FrameChannel("run", new Channels(), GradientAlarm.standard(), 100, null);
    for (int i = 0; i < 250; i++) {
      run.add(Frames.frame(i));
    }
    assertThat(run.start()).isEqualTo(150);
    Channel.Items items = run.items(0, 1000);
    assertThat(items.json()).hasSize(100);
    assertThat(text(items.json().get(0))).startsWith("{\"i\":150,");
    assertThat(items.next()).isEqualTo(250);
  }

  /** The blocks of a long run against all of its values. */
  @Test
  void theOverviewLosesNoExtremeNoZeroAndNoNaN() throws Exception {
    int frames = 64 * Overview.MAX_BLOCKS + 5000;
    FrameChannel run = new FrameChannel("run", new Channels(), GradientAlarm.standard(), 10, null);
    SplittableRandom random = new SplittableRandom(2);
    double[] norms = new double[frames];
    for (int i = 0; i < frames; i++) {
      norms[i] =
          switch (random.nextInt(50)) {
            case 0 -> 0;
            case 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            default -> Math.pow(10, random.nextDouble() * 20 - 10);
          };
      run.add(GradientFrame.of(i, Frames.TRACKS.subList(0, 1), norms[i]));
    }
    byte[] json = Json.object(j -> run.writeOverview(j, frames));
    List<double[]> blocks = new ArrayList<>();
    int size = 0;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        if (t == JsonToken.FIELD_NAME && parser.currentName().equals("size")) {
          parser.nextToken();
          size = parser.getIntValue();
        } else if (t == JsonToken.FIELD_NAME && parser.currentName().equals("n:conv1")) {
          parser.nextToken();
          double[] block = new double[4];
          for (int k = 0; k < 4; k++) {
            block[k] =
                parser.nextToken() == JsonToken.VALUE_NULL ? Double.NaN : parser.getDoubleValue();
          }
          blocks.add(block);
        }
      }
    }
    assertThat(size).isEqualTo(128);
    assertThat(blocks)
        .hasSize((frames + size - 1) / size)
        .hasSizeLessThanOrEqualTo(Overview.MAX_BLOCKS);
    for (int b = 0; b < blocks.size(); b++) {
      double min = Double.POSITIVE_INFINITY;
      double max = 0;
      int zeros = 0;
      int bad = 0;
      for (int i = b * size; i < Math.min(frames, (b + 1) * size); i++) {
        if (norms[i] == 0) {
          zeros++;
        } else if (Double.isFinite(norms[i])) {
          min = Math.min(min, norms[i]);
          max = Math.max(max, norms[i]);
        } else {
          bad++;
        }
      }
      assertThat(blocks.get(b)).containsExactly(min, max, zeros, bad);
    }
  }
}
