package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;
import org.percept4j.examples.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the effective receptive field of a unit of a saved network. */
@Command(
    name = "erf",
    description = "Measures what a unit of a saved network looks at, with noise for input.",
    mixinStandardHelpOptions = true)
final class ErfCommand implements Callable<Integer> {

  /** The conventions of {@link Aggregation}. */
  enum Convention {
    LUO,
    RMS,
    MAGNITUDE,
    REPLKNET,
    OPENERF;

    Aggregation aggregation() {
      return switch (this) {
        case LUO -> Aggregation.LUO;
        case RMS -> Aggregation.RMS;
        case MAGNITUDE -> Aggregation.MEAN_MAGNITUDE;
        case REPLKNET -> Aggregation.REPLKNET;
        case OPENERF -> Aggregation.OPENERF;
      };
    }
  }

  private static final int SMALLEST = 32;
  private static final int LARGEST = 512;

  @Parameters(index = "0", paramLabel = "MODEL", description = ModelFile.HELP)
  private Path file = Path.of("");

  @Option(
      names = "--layer",
      converter = LayerConverter.class,
      description = "Its layer: " + LayerConverter.HELP + "; default: the last with a picture.")
  private @Nullable LayerRef layer;

  @Option(
      names = "--unit",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWxCOLUMN",
      description = "Its place; default: the centre.")
  private @Nullable RowColumn unit;

  @Option(names = "--channel", description = "Its channel; default: the sum of all.")
  private @Nullable Integer channel;

  @Option(
      names = "--size",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWSxCOLUMNS",
      description = "Of the input; default: large enough for what the centre unit can see.")
  private @Nullable RowColumn size;

  @Option(names = "--samples", description = "Inputs to average; default: ${DEFAULT-VALUE}")
  private int samples = 20;

  @Option(names = "--seed", description = "Of the noise; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--convention",
      description = "One of: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Convention convention = Convention.LUO;

  @Option(names = "--out", description = "Folder for erf.png, erf.csv and erf.npy; default: none")
  private @Nullable Path out;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    EffectiveReceptiveField field;
    try (ProgressBar bar = Progress.bar("erf", 2)) {
      bar.setExtraMessage("reading");
      ErfAnalyzer analyzer = analyzer(ModelFile.read(file));
      bar.step();
      bar.setExtraMessage("probing");
      field = analyzer.analyze();
      bar.step();
    }
    spec.commandLine().getOut().println(field);
    if (out != null) {
      Files.createDirectories(out);
      ErfFiles.writePng(field, out.resolve("erf.png"));
      ErfFiles.writeCsv(field.map(), out.resolve("erf.csv"));
      ErfFiles.writeNpy(field.map(), out.resolve("erf.npy"));
    }
    return CommandLine.ExitCode.OK;
  }

  private ErfAnalyzer analyzer(Model model) {
    ErfAnalyzer.Builder builder =
        ErfAnalyzer.builder(model)
            .samples(samples)
            .seed(seed)
            .aggregation(convention.aggregation());
    if (layer != null) {
      builder.layer(LayerConverter.in(model, layer));
    }
    if (unit != null) {
      builder.unit(unit.row(), unit.column());
    }
    if (channel != null) {
      builder.channel(channel);
    }
    InputSize input =
        size == null
            ? enough(model, layer == null ? null : LayerConverter.in(model, layer))
            : new InputSize(size.row(), size.column());
    if (input != null) {
      builder.inputSize(input.rows(), input.columns());
    }
    return builder.build();
  }

  /** A square whose centre unit sees no padding; null if the network takes none of those tried. */
  private static @Nullable InputSize enough(Model model, @Nullable LayerRef wanted) {
    InputSize taken = null;
    for (int side = SMALLEST; side <= LARGEST; side *= 2) {
      ReceptiveFields fields;
      try {
        fields = ReceptiveFields.of(model, InputSize.square(side));
      } catch (IllegalArgumentException otherSize) {
        continue;
      }
      taken = InputSize.square(side);
      LayerRef layer = wanted == null ? fields.lastSpatialLayer() : wanted;
      TheoreticalReceptiveField field = fields.of(layer);
      boolean seesAll = !fields.isSpatial(layer);
      if (seesAll || field.isInterior(field.rows().units() / 2, field.columns().units() / 2)) {
        break;
      }
    }
    return taken;
  }
}
