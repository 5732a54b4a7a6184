package org.percept4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.percept4j.examples.Launcher;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.sink.GradientSinks;
import org.percept4j.sonify.sink.SampleFormat;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.ToneMapping;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes sound from a gradient log, without training again. */
@Command(
    name = "rerender",
    description = "Makes a WAV or MIDI file from a gradient log, without training again.",
    footer = {"", "Example: percept4j rerender training.jsonl training.mid --mapping blog"},
    mixinStandardHelpOptions = true)
public final class Rerender implements Callable<Integer> {

  enum Preset {
    PERCEPTUAL,
    BLOG
  }

  @Parameters(index = "0", description = "The log, as GradientSonifier wrote it.")
  private Path log = Path.of("");

  @Parameters(index = "1", description = "The file to write: .wav or .mid")
  private Path out = Path.of("");

  @Option(names = "--mapping", description = "One of: ${COMPLETION-CANDIDATES}")
  private Preset preset = Preset.PERCEPTUAL;

  @Option(names = "--scale", description = "Other scale for PERCEPTUAL: ${COMPLETION-CANDIDATES}")
  private PitchScale scale = PitchScale.LOG;

  @Option(names = "--tone-millis", description = "Other tone length for PERCEPTUAL.")
  private double toneMillis = 25;

  @Option(names = "--stereo", description = "Spread the layers from left to right (PERCEPTUAL).")
  private boolean stereo;

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
    ToneMapping mapping =
        preset == Preset.BLOG
            ? ToneMapping.blog()
            : ToneMapping.builder().scale(scale).toneMillis(toneMillis).stereo(stereo).build();
    String name = out.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean midi = name.endsWith(".mid") || name.endsWith(".midi");
    if (!midi && !name.endsWith(".wav")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "expected a file to write that ends in .wav or .mid, got " + out);
    }
    try (GradientLog frames = GradientLog.open(log);
        GradientSink sink =
            midi
                ? GradientSinks.midi(out, mapping, overwrite)
                : GradientSinks.wav(out, mapping, format, overwrite)) {
      long count = frames.replay(sink);
      PrintWriter said = spec.commandLine().getOut();
      said.println(count + " frames to " + out.toAbsolutePath());
      if (frames.truncated()) {
        said.println("The log's last line is cut off and was left out.");
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
