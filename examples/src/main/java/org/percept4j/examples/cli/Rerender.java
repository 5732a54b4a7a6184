package org.percept4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.percept4j.examples.Launcher;
import org.percept4j.sonify.sink.Replay;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.ToneMapping;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
  private double seconds = Double.POSITIVE_INFINITY;

  @Option(names = "--mapping", description = "One of: ${COMPLETION-CANDIDATES}")
  private Preset preset = Preset.PERCEPTUAL;

  @Option(names = "--scale", description = "Other scale for PERCEPTUAL: ${COMPLETION-CANDIDATES}")
  private PitchScale scale = PitchScale.LOG;

  @Option(names = "--tone-millis", description = "Other tone length for PERCEPTUAL.")
  private double toneMillis = 25;

  @Option(names = "--stereo", description = "Spread the layers from left to right.")
  private boolean stereo;

  @Option(names = "--epoch-marks", description = "Sound a bell before each epoch.")
  private boolean epochMarks;

  @Option(names = "--format", description = "Of WAV samples: ${COMPLETION-CANDIDATES}")
  private SampleFormat format = SampleFormat.PCM_16;

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

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
    Replay replay =
        Replay.builder(log, more)
            .from(from)
            .to(to)
            .every(every)
            .seconds(seconds)
            .overwrite(overwrite)
            .build();
    Replay.Result result = write(replay, mapping());
    PrintWriter said = spec.commandLine().getOut();
    said.println(result.frames() + " frames to " + out.toAbsolutePath());
    if (result.truncated()) {
      said.println("The log's last line is cut off and was left out.");
    }
    return CommandLine.ExitCode.OK;
  }

  private ToneMapping mapping() {
    ToneMapping base =
        switch (preset) {
          case PERCEPTUAL -> ToneMapping.builder().scale(scale).toneMillis(toneMillis).build();
          case BLOG -> ToneMapping.blog();
          case IN_TUNE -> ToneMapping.inTune();
        };
    return base.toBuilder().stereo(stereo).epochMarks(epochMarks).build();
  }

  private Replay.Result write(Replay replay, ToneMapping mapping) throws IOException {
    if (Files.isDirectory(out)) {
      return replay.tensorBoard(out);
    }
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "wav" -> replay.wav(out, mapping, format);
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
