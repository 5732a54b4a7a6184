package org.percept4j.examples.cli;

import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Model;
import org.percept4j.core.LayerRef;
import org.percept4j.core.NetworkLayers;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a layer's name, or its position as in {@code 3}, {@code #3} or {@code -1}. */
final class LayerConverter implements ITypeConverter<LayerRef> {

  static final String HELP = "name, or position as in 0 or -1 (#0 where a layer is called 0)";

  @Override
  public LayerRef convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("expected a layer's name or position, got nothing");
    }
    return text.matches("#-?\\d{1,6}")
        ? LayerRef.index(Integer.parseInt(text.substring(1)))
        : LayerRef.name(text);
  }

  /** Takes a number for a position, unless a layer has it for its name. */
  static LayerRef in(Model model, LayerRef given) {
    if (given instanceof LayerRef.ByName byName && byName.name().matches("-?\\d{1,6}")) {
      String name = byName.name();
      boolean called =
          StreamSupport.stream(NetworkLayers.of(model).spliterator(), false)
              .anyMatch(entry -> entry.name().equals(name));
      return called ? given : LayerRef.index(Integer.parseInt(name));
    }
    return given;
  }
}
