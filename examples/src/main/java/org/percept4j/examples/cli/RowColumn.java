package org.percept4j.examples.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A size or a place, rows first.
 *
 * @param row number of rows, or one from 0
 * @param column number of columns, or one from 0
 */
record RowColumn(int row, int column) {

  @Override
  public String toString() {
    return row + "x" + column;
  }

  /** Reads {@code 224x224}. */
  static final class Converter implements ITypeConverter<RowColumn> {
    @Override
    public RowColumn convert(String text) {
      if (!text.matches("\\d{1,6}x\\d{1,6}")) {
        throw new TypeConversionException("expected two numbers as in 224x224, got " + text);
      }
      String[] two = text.split("x", 2);
      return new RowColumn(Integer.parseInt(two[0]), Integer.parseInt(two[1]));
    }
  }
}
