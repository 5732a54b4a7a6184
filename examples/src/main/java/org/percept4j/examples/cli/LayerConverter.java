package org.percept4j.examples.cli;

import org.percept4j.core.LayerRef;
import picocli.CommandLine.ITypeConverter;

/** Reads a layer's name, or its position as in {@code #3} or {@code #-1}. */
final class LayerConverter implements ITypeConverter<LayerRef> {

  static final String HELP = "name, or position as in #0 or #-1";

  @Override
  public LayerRef convert(String text) {
    return text.matches("#-?\\d{1,6}")
        ? LayerRef.index(Integer.parseInt(text.substring(1)))
        : LayerRef.name(text);
  }
}
