package org.percept4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.examples.Json;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.hypercolumn.Hypercolumns;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the hypercolumns of an image, or of a folder of them, through a saved network. */
@Command(
    name = "hypercolumns",
    description = {
      "Writes the mean map and clusters of an image's hypercolumns, and the volume.",
      "Of a folder, those of every picture in it, in files named after it. Stopped in between, the",
      "same command goes on where it was; pictures that fail are named at the end."
    },
    footer = {
      "",
      "Example: percept4j hypercolumns model.zip photo.jpg --layers conv1,conv3 --npy",
      "A folder: percept4j hypercolumns model.zip photos/ --size 224x224 --out columns/"
    },
    mixinStandardHelpOptions = true)
final class HypercolumnsCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "MODEL", description = ModelFile.HELP)
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, GIF, BMP or TIFF, or a folder of them.")
  private Path image = Path.of("");

  @Option(
      names = "--layers",
      split = ",",
      converter = LayerConverter.class,
      description =
          "Each a " + LayerConverter.HELP + "; default: the last convolution of each size.")
  private List<LayerRef> layers = List.of();

  @Option(
      names = "--size",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWSxCOLUMNS",
      description = "To bring the image to first; default: as it is.")
  private @Nullable RowColumn size;

  @Option(
      names = "--pixels",
      description =
          "What the network was trained on: ${COMPLETION-CANDIDATES}; default: by the normaliser"
              + " that was saved with it, VGG for its weights, UNIT (0 to 1) for others.")
  private InputImage.@Nullable Pixels pixels;

  @Option(names = "--clusters", description = "How many; default: ${DEFAULT-VALUE}")
  private int clusters = 5;

  @Option(names = "--seed", description = "Of the clustering; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--out", description = "Folder to write to; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("hypercolumns");

  @Option(names = "--npy", description = "Write the whole volume to hypercolumns.npy too.")
  private boolean npy;

  @Option(names = "--json", description = "Print one line of JSON instead of sentences.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Wrong.ifBelow(spec, "--clusters", clusters, 1);
    InputImage.check(spec, size);
    OutputFolder.check(out);
    ColumnsTask task = new ColumnsTask(file, layers, size, pixels, clusters, seed, npy);
    return Files.isDirectory(image) ? folder(task) : single(task);
  }

  private int single(ColumnsTask task) throws IOException {
    Hypercolumns columns;
    try (ProgressBar bar = Progress.bar("hypercolumns", 2)) {
      bar.setExtraMessage("reading");
      Model model = ModelFile.read(file);
      bar.step();
      bar.setExtraMessage("extracting");
      columns = task.write(model, image, out, "");
      bar.step();
    }
    List<String> names = columns.layers().stream().map(Hypercolumns.Layer::name).toList();
    PrintWriter text = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("channels", columns.depth());
      values.put("rows", columns.height());
      values.put("columns", columns.width());
      values.put("layers", names);
      values.put("out", written());
      text.println(Json.of(values));
    } else {
      text.printf(
          "%d channels at %d x %d pixels, of %s%nWritten to %s%n",
          columns.depth(), columns.height(), columns.width(), String.join(", ", names), written());
    }
    return CommandLine.ExitCode.OK;
  }

  private int folder(ColumnsTask task) throws IOException {
    ColumnsFolder.Report report = ColumnsFolder.write(task, image, out);
    PrintWriter text = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("written", report.written());
      values.put("skipped", report.skipped());
      values.put("failures", report.failures());
      values.put("out", written());
      text.println(Json.of(values));
    } else {
      text.printf(
          "%d pictures written to %s, %d were there already%n",
          report.written(), written(), report.skipped());
    }
    report
        .failures()
        .forEach((name, why) -> spec.commandLine().getErr().println(name + ": left out: " + why));
    return report.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private String written() {
    return out.toAbsolutePath().normalize().toString();
  }
}
