package org.percept4j.live;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
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

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    long began = System.nanoTime();
    if (failed || began - nextNanos < 0) {
      return;
    }
    try {
      show(iteration + 1);
    } catch (RuntimeException e) {
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
