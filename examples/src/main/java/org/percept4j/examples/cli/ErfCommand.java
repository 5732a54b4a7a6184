package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.image.PictureReader;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the effective receptive field of a unit of a saved network. */
@Command(
    name = "erf",
    description =
        "Measures what a unit of a saved network looks at, with noise or images for input.",
    footer = {"", "Example: percept4j erf model.zip --layer conv5 --out erf/"},
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

  private static final int MIN_SIDE = 32;
  private static final int MAX_SIDE = 512;

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

  @Option(
      names = "--image",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Images to average over instead of noise, brought to one size by --size.")
  private List<Path> images = List.of();

  @Option(
      names = "--pixels",
      description =
          "What the network was trained on, for images: ${COMPLETION-CANDIDATES}; default: by the"
              + " normaliser that was saved with it, VGG for its weights, UNIT (0 to 1) for"
              + " others.")
  private InputImage.@Nullable Pixels pixels;

  @Option(names = "--samples", description = "Inputs of noise to average; default: 20")
  private @Nullable Integer samples;

  @Option(names = "--seed", description = "Of the noise; default: 0")
  private @Nullable Long seed;

  @Option(
      names = "--convention",
      description = "One of: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Convention convention = Convention.LUO;

  @Option(names = "--out", description = "Folder for erf.png, erf.csv and erf.npy; default: none")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one line of JSON instead of a report.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    InputImage.check(spec, size);
    if (images.isEmpty() && pixels != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--pixels: expected with --image only, got noise for input");
    }
    if (out != null) {
      OutputFolder.check(out);
      List<Path> read = new ArrayList<>(images);
      read.add(file);
      OutputFolder.keep(out, List.of("erf.png", "erf.csv", "erf.npy"), read);
    }
    EffectiveReceptiveField field;
    try (ProgressBar bar = Progress.bar("erf", 2)) {
      bar.setExtraMessage("reading");
      ErfAnalyzer analyzer = analyzer(ModelFile.read(file));
      bar.step();
      bar.setExtraMessage("probing");
      field = analyzer.analyze();
      bar.step();
    }
    spec.commandLine().getOut().println(json ? ErfJson.of(field) : field);
    if (out != null) {
      Files.createDirectories(out);
      ErfFiles.writePng(field, out.resolve("erf.png"));
      ErfFiles.writeCsv(field.map(), out.resolve("erf.csv"));
      ErfFiles.writeNpy(field.map(), out.resolve("erf.npy"));
    }
    return CommandLine.ExitCode.OK;
  }

  private ErfAnalyzer analyzer(Model model) throws IOException {
    ErfAnalyzer.Builder builder = ErfAnalyzer.builder(model).aggregation(convention.aggregation());
    if (images.isEmpty()) {
      makeNoise(builder, model);
    } else {
      builder.inputs(photographs(model));
    }
    if (layer != null) {
      builder.layer(LayerConverter.in(model, layer));
    }
    if (unit != null) {
      builder.unit(unit.row(), unit.column());
    }
    if (channel != null) {
      builder.channel(channel);
    }
    return builder.build();
  }

  private void makeNoise(ErfAnalyzer.Builder builder, Model model) {
    builder.samples(samples == null ? 20 : samples).seed(seed == null ? 0 : seed);
    InputSize input =
        size == null
            ? enough(model, layer == null ? null : LayerConverter.in(model, layer))
            : new InputSize(size.row(), size.column());
    if (input != null) {
      builder.inputSize(input.rows(), input.columns());
    }
  }

  private INDArray photographs(Model model) throws IOException {
    if (samples != null || seed != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "expected --samples and --seed for noise only, got --image too");
    }
    INDArray[] inputs = new INDArray[images.size()];
    for (int i = 0; i < inputs.length; i++) {
      BufferedImage image = PictureReader.read(images.get(i));
      inputs[i] = FileColumns.input(model, file, image, size, pixels);
      if (!inputs[i].equalShapes(inputs[0])) {
        throw new IllegalArgumentException(
            images.get(i) + ": expected the size of " + images.get(0) + ", or --size for all");
      }
    }
    return Nd4j.concat(0, inputs);
  }

  /** A square whose centre unit sees no padding; null if the network takes none of those tried. */
  private static @Nullable InputSize enough(Model model, @Nullable LayerRef wanted) {
    InputSize taken = null;
    for (int side = MIN_SIDE; side <= MAX_SIDE; side *= 2) {
      ReceptiveFields fields;
      try {
        fields = ReceptiveFields.of(model, InputSize.square(side));
      } catch (IllegalArgumentException otherSize) {
        continue;
      }
      taken = InputSize.square(side);
      LayerRef layer = wanted == null ? fields.lastSpatialLayer() : wanted;
      TheoreticalReceptiveField field = fields.field(layer);
      boolean seesAll = !fields.isSpatial(layer);
      if (seesAll || field.isInterior(field.rows().units() / 2, field.columns().units() / 2)) {
        break;
      }
    }
    return taken;
  }
}
