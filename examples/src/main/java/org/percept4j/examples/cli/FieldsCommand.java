package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.percept4j.erf.theory.AxisField;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;
import org.percept4j.examples.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the theoretical receptive field of every layer of a saved network. */
@Command(
    name = "fields",
    description = "Prints what the units of every layer of a saved network can see at most.",
    footer = {"", "Example: percept4j fields model.zip --size 224x224"},
    mixinStandardHelpOptions = true)
final class FieldsCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "MODEL", description = ModelFile.HELP)
  private Path file = Path.of("");

  @Option(
      names = "--size",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWSxCOLUMNS",
      description = "Of the input; default: ${DEFAULT-VALUE}")
  private RowColumn size = new RowColumn(224, 224);

  @Option(names = "--json", description = "Print one line of JSON instead of a table.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    InputSize input = new InputSize(size.row(), size.column());
    ReceptiveFields fields = ReceptiveFields.of(ModelFile.read(file), input);
    spec.commandLine().getOut().println(json ? asJson(fields) : fields.toString().stripTrailing());
    return CommandLine.ExitCode.OK;
  }

  private String asJson(ReceptiveFields fields) throws IOException {
    List<Map<String, ?>> layers = new ArrayList<>();
    for (TheoreticalReceptiveField field : fields.all()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("layer", field.layer());
      layer.put("rows", axis(field.rows()));
      layer.put("columns", axis(field.columns()));
      layer.put("aligned", field.isAligned());
      layers.add(layer);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", file);
    all.put("input", List.of(size.row(), size.column()));
    all.put("layers", layers);
    return Json.of(all);
  }

  private static Map<String, Object> axis(AxisField axis) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("size", axis.size());
    values.put("stride", axis.stride());
    values.put("padding", axis.padding());
    values.put("units", axis.units());
    return values;
  }
}
