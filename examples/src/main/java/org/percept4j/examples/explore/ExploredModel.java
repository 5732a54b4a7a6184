package org.percept4j.examples.explore;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.plot.Palette;
import org.percept4j.erf.theory.Interval;
import org.percept4j.examples.experiments.hypercolumn.LayerBalance;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.LogisticRegression;
import org.percept4j.hypercolumn.learn.PixelClassifier;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.hypercolumn.learn.PixelSimilarity;

/**
 * One network with what it makes of one or two photos, ready to be asked. Thread-safe: questions to
 * the network are asked one after another.
 */
public final class ExploredModel {

  /**
   * A photo as the network takes it.
   *
   * @param photo as large as the columns
   * @param input the network's input, as high and wide as the photo. Not modified
   * @param columns hypercolumns of its pixels
   */
  public record View(BufferedImage photo, INDArray input, Hypercolumns columns) {}

  /**
   * The field of one unit, and what it could see at most.
   *
   * @param map magnitudes of the gradient over the photo, row by row, 0 to 1 of their largest
   * @param top first row of the theoretical field; may lie outside the photo
   * @param left first column
   * @param height rows of the theoretical field
   * @param width columns of the theoretical field
   * @param size side of a square as large as the smallest area with 95.45 % of the mass, in pixels
   */
  public record Field(float[] map, int top, int left, int height, int width, double size) {}

  private static final int MAX_LABELS = 8;

  private final String name;
  private final List<View> views;
  private final List<PixelSimilarity> similarities;
  private final UnitFields fields;

  /**
   * Prepares a network.
   *
   * @param name for people
   * @param model the network
   * @param views one or two photos with columns of the same layers. Columns are centred and
   *     balanced by those of the first
   */
  public ExploredModel(String name, Model model, List<View> views) {
    this.name = name;
    this.fields =
        new UnitFields(
            model,
            views.stream().map(View::input).toList(),
            views.get(0).columns().layers().stream().map(Hypercolumns.Layer::name).toList());
    double[] factors = LayerBalance.factors(views.get(0).columns());
    double[] shift = views.get(0).columns().mean();
    Arrays.setAll(shift, c -> -shift[c] * factors[c]);
    this.views =
        views.stream()
            .map(v -> new View(v.photo(), v.input(), v.columns().affine(factors, shift)))
            .toList();
    this.similarities = this.views.stream().map(v -> PixelSimilarity.of(v.columns())).toList();
  }

  /**
   * Returns the network's name.
   *
   * @return for people
   */
  public String name() {
    return name;
  }

  /**
   * Returns the photos as the network takes them.
   *
   * @return one or two
   */
  public List<BufferedImage> photos() {
    return views.stream().map(View::photo).toList();
  }

  /**
   * Returns the layers whose units can be asked.
   *
   * @return names
   */
  public List<String> layers() {
    return views.get(0).columns().layers().stream().map(Hypercolumns.Layer::name).toList();
  }

  private void requirePixel(int view, int y, int x) {
    if (view < 0 || view >= views.size()) {
      throw new IllegalArgumentException("photo: expected 0 to " + (views.size() - 1));
    }
    BufferedImage photo = views.get(view).photo();
    if (y < 0 || x < 0 || y >= photo.getHeight() || x >= photo.getWidth()) {
      throw new IllegalArgumentException(
          String.format(
              "pixel: expected within %d x %d, got %d, %d",
              photo.getHeight(), photo.getWidth(), y, x));
    }
  }

  /**
   * Measures the field of the unit that lies at a pixel: all channels together.
   *
   * @param view which photo
   * @param layer one of {@link #layers}
   * @param y row of the photo
   * @param x column of the photo
   * @return the field
   * @throws IllegalArgumentException if there is no such photo, layer or pixel
   */
  public Field field(int view, String layer, int y, int x) {
    requirePixel(view, y, x);
    if (!layers().contains(layer)) {
      throw new IllegalArgumentException("layer: expected one of " + layers());
    }
    View at = views.get(view);
    var maps = at.columns().maps(layer);
    int row = y * maps.height() / at.photo().getHeight();
    int column = x * maps.width() / at.photo().getWidth();
    UnitFields.Seen seen = fields.at(view, layer, row, column);
    UnitFields.Theory theory = fields.theory(view, layer);
    Interval rows = theory.rows().get(row);
    Interval columns = theory.columns().get(column);
    return new Field(
        seen.map(), rows.first(), columns.first(), rows.length(), columns.length(), seen.size());
  }

  /** What the units of a layer could see at most, without looking. */
  UnitFields.Theory theory(int view, String layer) {
    return fields.theory(view, layer);
  }

  /**
   * Compares a pixel with every pixel of every photo.
   *
   * @param view the pixel's photo
   * @param y its row
   * @param x its column
   * @param distance whether by Euclidean distance, not by the cosine of the angle
   * @return for each photo values from 0 to 1, 1 for what is most alike, row by row
   * @throws IllegalArgumentException if there is no such photo or pixel
   */
  public List<float[]> similar(int view, int y, int x, boolean distance) {
    requirePixel(view, y, x);
    float[] column = views.get(view).columns().at(y, x);
    List<float[]> maps = new ArrayList<>();
    for (PixelSimilarity similarity : similarities) {
      float[] map = distance ? similarity.distance(column) : similarity.cosine(column);
      maps.add(map);
    }
    if (distance) {
      float farthest = 0;
      for (float[] map : maps) {
        for (float v : map) {
          farthest = Math.max(farthest, v);
        }
      }
      for (float[] map : maps) {
        for (int i = 0; i < map.length; i++) {
          map[i] = farthest > 0 ? 1 - map[i] / farthest : 1;
        }
      }
    } else {
      maps.forEach(
          map -> IntStream.range(0, map.length).forEach(i -> map[i] = Math.max(0, map[i])));
    }
    return maps;
  }

  /**
   * Tells every pixel of every photo from a few that are labelled.
   *
   * @param labels one for each pixel of the first photo, row by row; negative where there is none.
   *     At least two different ones. Not modified
   * @return for each photo the labels of all pixels
   * @throws IllegalArgumentException if there are fewer than two labels, or more than eight
   */
  public List<int[]> segment(int[] labels) {
    int classes = 1 + Arrays.stream(labels).max().orElse(-1);
    long different = Arrays.stream(labels).filter(l -> l >= 0).distinct().count();
    if (different < 2 || classes > MAX_LABELS) {
      throw new IllegalArgumentException(
          "labels: expected 2 to " + MAX_LABELS + " different ones, got " + different);
    }
    int[] known = Arrays.stream(labels).map(l -> l < 0 ? PixelClassifier.UNLABELLED : l).toArray();
    PixelClassifier classifier =
        LogisticRegression.builder(classes).seed(1).build().fit(views.get(0).columns(), known);
    return views.stream().map(v -> classifier.predict(v.columns())).toList();
  }

  /**
   * Draws the first three principal components of the first photo's columns as red, green and blue.
   *
   * @return a picture for each photo
   */
  public List<BufferedImage> components() {
    PixelPca pca = PixelPca.fit(views.get(0).columns(), 3);
    return views.stream().map(v -> pca.rgb(v.columns())).toList();
  }

  /**
   * Returns the colour of a label.
   *
   * @param label from 0
   * @return as 0xRRGGBB
   */
  static int colour(int label) {
    return Palette.category(label);
  }

  @Override
  public String toString() {
    return name + ", layers " + layers();
  }
}
