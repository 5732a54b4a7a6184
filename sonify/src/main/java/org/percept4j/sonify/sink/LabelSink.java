package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.Voicing;

/**
 * Frames to a label file as Audacity and other audio editors import it: begin and end in seconds
 * and a text, separated by tabs. Frames, epochs and alarms are labelled.
 */
final class LabelSink extends TextSink {

  private final ToneMapping mapping;
  private final Voicing voicing;
  private final GradientAlarm alarm = GradientAlarm.standard();
  private long samples;

  LabelSink(Path path, ToneMapping mapping, boolean overwrite) throws IOException {
    super(path, overwrite);
    this.mapping = mapping;
    this.voicing = new Voicing(mapping);
  }

  @Override
  void write(GradientFrame frame) throws IOException {
    voicing.next(frame);
    if (voicing.epochBegan()) {
      long mark = mapping.epochMarks() ? mapping.timing().toneSamples() : 0;
      label(samples, samples + mark, "epoch " + frame.epoch());
      samples += mark;
    }
    long end = samples + mapping.timing().frameSamples(frame.tracks().size());
    String score = Double.isNaN(frame.score()) ? "" : ", score " + frame.score();
    label(samples, end, "iteration " + frame.iteration() + score);
    for (GradientAlarm.Event event : alarm.observe(frame)) {
      label(samples, samples, event.toString());
    }
    samples = end;
  }

  private void label(long begin, long end, String text) throws IOException {
    double rate = mapping.sampleRate();
    line(
        String.format(
            Locale.ROOT,
            "%.6f\t%.6f\t%s",
            begin / rate,
            end / rate,
            text.replaceAll("[\\t\\r\\n]", " ")));
  }
}
