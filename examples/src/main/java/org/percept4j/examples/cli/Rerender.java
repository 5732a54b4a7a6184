package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Results;
import org.percept4j.sonify.sink.Replay;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.ToneMapping;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes sound or tables from a gradient log, without training again. */
@Command(
    name = "rerender",
    description = "Makes sound or tables from a gradient log, without training again.",
    footer = {
      "",
      "Example: percept4j rerender training.jsonl training.mid --mapping blog",
      "A long training in a minute: percept4j rerender training.jsonl minute.wav --seconds 60"
    },
    mixinStandardHelpOptions = true)
public final class Rerender implements Callable<Integer> {

  enum Preset {
    PERCEPTUAL,
    BLOG,
    IN_TUNE
  }

  @Parameters(index = "0", description = "The log, as GradientSonifier wrote it.")
  private Path log = Path.of("");

  @Parameters(
      index = "1",
      description =
          "What to write: .wav, .mid, .csv, .txt (labels for audio editors), or an existing folder "
              + "(an event file for TensorBoard)")
  private Path out = Path.of("");

  @Option(names = "--then", description = "A later log of the same training; may be repeated.")
  private Path[] more = {};

  @Option(names = "--from", description = "The first iteration.")
  private long from;

  @Option(names = "--to", description = "The last iteration.")
  private long to = Long.MAX_VALUE;

  @Option(names = "--every", description = "Take every k-th frame only.")
  private int every = 1;

  @Option(
      names = "--seconds",
      description = "Last no longer; frames are merged and sound the worst of their norms.")
  private @Nullable Double seconds;

  @Option(
      names = "--mapping",
      description = "One of: ${COMPLETION-CANDIDATES}; default: PERCEPTUAL")
  private @Nullable Preset preset;

  @Option(
      names = "--scale",
      description = "Scale of PERCEPTUAL: ${COMPLETION-CANDIDATES}; default: LOG")
  private @Nullable PitchScale scale;

  @Option(names = "--tone-millis", description = "Tone length of PERCEPTUAL; default: 25")
  private @Nullable Double toneMillis;

  @Option(names = "--stereo", description = "Spread the layers from left to right.")
  private boolean stereo;

  @Option(names = "--epoch-marks", description = "Sound a bell before each epoch.")
  private boolean epochMarks;

  @Option(
      names = "--format",
      description = "Of WAV samples: ${COMPLETION-CANDIDATES}; default: PCM_16")
  private @Nullable SampleFormat format;

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Rerender() {}

  /**
   * Runs it.
   *
   * @param args a log, a file to write, and options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new Rerender(), args));
  }

  @Override
  public Integer call() throws IOException {
    Wrong.ifBelow(spec, "--from", from, 0);
    checkOptions();
    Replay replay =
        Replay.builder(log, more)
            .from(from)
            .to(to)
            .every(every)
            .seconds(seconds == null ? Double.POSITIVE_INFINITY : seconds)
            .overwrite(overwrite)
            .build();
    Replay.Result result = write(replay, mapping());
    results.say("frames", result.frames(), result.frames() + " frames to " + out.toAbsolutePath());
    results.value("truncated", result.truncated());
    results.value("out", out.toAbsolutePath());
    if (result.truncated()) {
      results.line("The log's last line is truncated and was left out.");
    }
    results.end();
    return CommandLine.ExitCode.OK;
  }

  /** An option that does nothing is a mistake, not to be passed over. */
  private void checkOptions() {
    boolean table = Files.isDirectory(out) || suffix().equals("csv");
    boolean other = preset != null && preset != Preset.PERCEPTUAL;
    require(!(table && preset != null), "--mapping", "for sounds and labels only");
    require(!(table || other) || scale == null, "--scale", "with PERCEPTUAL only");
    require(!(table || other) || toneMillis == null, "--tone-millis", "with PERCEPTUAL only");
    require(!(table && stereo), "--stereo", "for sounds only");
    require(!(table && epochMarks), "--epoch-marks", "for sounds and labels only");
    require(!(table && seconds != null), "--seconds", "for sounds and labels only");
    require(format == null || suffix().equals("wav"), "--format", "for .wav only");
  }

  private void require(boolean fits, String option, String expected) {
    if (!fits) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          String.format(
              "%s: expected %s, got %s",
              option, expected, preset == null ? out : out + " by " + preset));
    }
  }

  private ToneMapping mapping() {
    ToneMapping base =
        switch (preset == null ? Preset.PERCEPTUAL : preset) {
          case PERCEPTUAL ->
              ToneMapping.builder()
                  .scale(scale == null ? PitchScale.LOG : scale)
                  .toneMillis(toneMillis == null ? 25 : toneMillis)
                  .build();
          case BLOG -> ToneMapping.blog();
          case IN_TUNE -> ToneMapping.inTune();
        };
    return base.toBuilder().stereo(stereo).epochMarks(epochMarks).build();
  }

  private String suffix() {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private Replay.Result write(Replay replay, ToneMapping mapping) throws IOException {
    if (Files.isDirectory(out)) {
      return replay.tensorBoard(out);
    }
    return switch (suffix()) {
      case "wav" -> replay.wav(out, mapping, format == null ? SampleFormat.PCM_16 : format);
      case "mid", "midi" -> replay.midi(out, mapping);
      case "csv" -> replay.csv(out);
      case "txt" -> replay.labels(out, mapping);
      default ->
          throw new CommandLine.ParameterException(
              spec.commandLine(),
              "expected a file to write that ends in .wav or .mid, .csv or .txt, or a folder, got "
                  + out);
    };
  }
}
