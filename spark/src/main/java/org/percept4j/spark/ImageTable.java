package org.percept4j.spark;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelPoints;
import org.percept4j.hypercolumn.learn.PixelClassifier;
import scala.collection.immutable.ArraySeq;

/** Rows of images: from a table of bytes, and to a table of columns. */
final class ImageTable implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final PixelChoice choice;
  private final @Nullable PixelLabels labels;

  ImageTable(PixelChoice choice, @Nullable PixelLabels labels) {
    this.choice = choice;
    this.labels = labels;
  }

  /** The two columns that are read. */
  static Dataset<Row> columns(Dataset<Row> images) {
    List<String> there = Arrays.asList(images.columns());
    if (!there.contains("image")
        || !there.contains("content")
        || !images.schema().apply("image").dataType().equals(DataTypes.StringType)
        || !images.schema().apply("content").dataType().equals(DataTypes.BinaryType)) {
      throw new IllegalArgumentException(
          "images: expected columns image (string) and content (binary), got "
              + images.schema().simpleString());
    }
    return images.select("image", "content");
  }

  static NamedFile file(Row row) {
    if (row.isNullAt(0)) {
      throw new IllegalArgumentException("images: expected a name in each row, got null");
    }
    byte[] content = row.isNullAt(1) ? new byte[0] : row.getAs(1);
    return new NamedFile(row.getString(0), content);
  }

  List<Row> of(KeptImage image) {
    String error = image.error();
    if (error == null) {
      try {
        return rows(image.name(), image.columns());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        error = String.valueOf(e.getMessage());
      }
    }
    return List.of(RowFactory.create(image.name(), null, null, null, null, error));
  }

  private List<Row> rows(String name, Hypercolumns columns) {
    PixelPoints points = choice.of(name, columns);
    if (points.size() == 0) {
      return List.of();
    }
    int[] classes = labels == null ? null : labels.of(name, columns);
    if (classes != null && classes.length != columns.pixels()) {
      throw new IllegalArgumentException(
          "labels: expected " + columns.pixels() + ", one per pixel, got " + classes.length);
    }
    float[] values = columns.columnsAt(points);
    int depth = columns.depth();
    List<Row> rows = new ArrayList<>(points.size());
    for (int i = 0; i < points.size(); i++) {
      Integer label = null;
      if (classes != null) {
        int nearest =
            (int) Math.round(points.y(i)) * columns.width() + (int) Math.round(points.x(i));
        label = classes[nearest] == PixelClassifier.UNLABELLED ? null : classes[nearest];
      }
      Object vector =
          ArraySeq.unsafeWrapArray(Arrays.copyOfRange(values, i * depth, (i + 1) * depth));
      rows.add(RowFactory.create(name, points.y(i), points.x(i), label, vector, null));
    }
    return rows;
  }
}
