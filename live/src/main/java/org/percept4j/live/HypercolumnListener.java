package org.percept4j.live;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Now and then shows what a network's hypercolumns make of one photograph. */
final class HypercolumnListener extends BaseTrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final int CLUSTERS = 5;

  /** So many times a picture's own time passes before the next. */
  private static final int PAUSE_RATIO = 20;

  private final HypercolumnExtractor extractor;
  private final INDArray photo;
  private final PictureChannel panel;
  private final SteadyColours colours = new SteadyColours(CLUSTERS);
  private long nextNanos = System.nanoTime();
  private boolean failed;

  HypercolumnListener(HypercolumnExtractor extractor, INDArray photo, PictureChannel panel) {
    this.extractor = extractor;
    this.photo = photo.dup();
    this.panel = panel;
  }

  /**
   * The photo as the page shows it beside what the network makes of it, from its darkest to its
   * brightest value: grey, since nothing tells which channel of the input is which colour.
   *
   * @param photo [1, channels, height, width]
   * @return a PNG file in base 64
   * @throws IllegalArgumentException if it has another shape
   */
  static String grey(INDArray photo) {
    if (photo.rank() != 4 || photo.size(0) != 1 || photo.isEmpty()) {
      throw new IllegalArgumentException(
          "photo: expected [1, channels, height, width], got " + Arrays.toString(photo.shape()));
    }
    double[][] mean = photo.castTo(DataType.DOUBLE).mean(0, 1).toDoubleMatrix();
    DoubleSummaryStatistics range =
        Arrays.stream(mean).flatMapToDouble(Arrays::stream).summaryStatistics();
    double span = Math.max(Double.MIN_NORMAL, range.getMax() - range.getMin());
    BufferedImage image =
        new BufferedImage(mean[0].length, mean.length, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < mean.length; y++) {
      for (int x = 0; x < mean[0].length; x++) {
        int grey = (int) Math.round(255 * (mean[y][x] - range.getMin()) / span);
        image.setRGB(x, y, Math.min(255, Math.max(0, grey)) * 0x010101);
      }
    }
    return png(image);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    long began = System.nanoTime();
    if (failed || began - nextNanos < 0) {
      return;
    }
    try {
      show(iteration + 1);
    } catch (RuntimeException | Error e) {
      failed = true;
      LOG.error("The photograph's pixels are shown no further; training goes on", e);
    }
    long took = System.nanoTime() - began;
    nextNanos = began + (PAUSE_RATIO + 1) * took;
  }

  private void show(int updates) {
    Hypercolumns columns = extractor.extract(photo);
    PixelClusters clusters = PixelClusters.fit(columns, CLUSTERS, 1);
    int[] labels = colours.relabel(clusters.predict(columns));
    String clustered = png(colours.picture(labels, columns.width()));
    String components = png(colours.steady(PixelPca.fit(columns, 3).rgb(columns)));
    panel.add(
        Json.object(
            json -> {
              json.writeNumberField("updates", updates);
              json.writeNumberField("depth", columns.depth());
              json.writeNumberField("rows", columns.height());
              json.writeNumberField("columns", columns.width());
              json.writeStringField("clusters", clustered);
              json.writeStringField("components", components);
            }));
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
