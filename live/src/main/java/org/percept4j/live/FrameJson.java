package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;

/**
 * One frame as the page reads it: the log's fields, with what its norms belong to if that changed,
 * and the alarms that it raised or cleared.
 */
final class FrameJson {

  private FrameJson() {}

  /**
   * Encodes a frame.
   *
   * @param scored whether the run has told a score, so that one that is NaN was told too
   * @param withTracks whether what the norms belong to is to be told
   */
  static byte[] encode(
      GradientFrame frame, boolean scored, boolean withTracks, List<GradientAlarm.Event> alarms) {
    return Json.object(
        json -> {
          json.writeNumberField("i", frame.iteration());
          json.writeNumberField("e", frame.epoch());
          if (!Double.isNaN(frame.time())) {
            json.writeNumberField("t", frame.time());
          }
          if (scored) {
            json.writeFieldName("s");
            Json.number(json, frame.score());
          }
          if (!Double.isNaN(frame.learningRate())) {
            json.writeFieldName("lr");
            Json.number(json, frame.learningRate());
          }
          json.writeArrayFieldStart("n");
          for (int t = 0; t < frame.tracks().size(); t++) {
            Json.number(json, frame.norm(t));
          }
          json.writeEndArray();
          if (frame.hasUpdateRatios()) {
            json.writeArrayFieldStart("u");
            for (int t = 0; t < frame.tracks().size(); t++) {
              Json.number(json, frame.updateRatio(t));
            }
            json.writeEndArray();
          }
          if (withTracks) {
            Json.tracks(json, frame.tracks());
          }
          if (!alarms.isEmpty()) {
            json.writeArrayFieldStart("alarms");
            for (GradientAlarm.Event alarm : alarms) {
              json.writeStartObject();
              writeAlarm(json, alarm);
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  static void writeAlarm(JsonGenerator json, GradientAlarm.Event alarm) throws IOException {
    json.writeStringField("kind", alarm.kind().name());
    json.writeBooleanField("raised", alarm.raised());
    json.writeNumberField("i", alarm.iteration());
    json.writeStringField("track", alarm.track().name());
    json.writeFieldName("value");
    Json.number(json, alarm.value());
  }
}
