package org.percept4j.core.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over a common axis, drawn with XChart. Not thread-safe. */
public final class LinePlot {

  private static final double TWO_DECADES = 100;

  private record Series(String name, double[] x, double[] y) {}

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Series> series = new ArrayList<>();
  private boolean logX;
  private boolean logY;
  private boolean markers;
  private int width = 900;
  private int height = 420;

  /**
   * An empty plot.
   *
   * @param title shown above
   * @param xLabel what the horizontal axis shows, with its unit
   * @param yLabel what the vertical axis shows, with its unit
   */
  public LinePlot(String title, String xLabel, String yLabel) {
    this.title = Objects.requireNonNull(title, "title");
    this.xLabel = Objects.requireNonNull(xLabel, "xLabel");
    this.yLabel = Objects.requireNonNull(yLabel, "yLabel");
  }

  /**
   * Adds a curve. What is not finite, or not positive on a logarithmic axis, is a gap.
   *
   * @param name for the legend, not used before
   * @param x positions; copied. Not modified
   * @param y values, as many; copied. Not modified
   * @return this plot
   * @throws IllegalArgumentException if the lengths differ or are 0, or the name is taken
   */
  public LinePlot add(String name, double[] x, double[] y) {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          "y: expected as many values as x, at least 1, got " + y.length + " for " + x.length);
    }
    if (series.stream().anyMatch(s -> s.name().equals(name))) {
      throw new IllegalArgumentException("name: expected a new one, got " + name + " again");
    }
    series.add(new Series(name, x.clone(), y.clone()));
    return this;
  }

  /**
   * Makes the vertical axis logarithmic.
   *
   * @return this plot
   */
  public LinePlot logY() {
    logY = true;
    return this;
  }

  /**
   * Makes the horizontal axis logarithmic.
   *
   * @return this plot
   */
  public LinePlot logX() {
    logX = true;
    return this;
  }

  /**
   * Marks each point.
   *
   * @return this plot
   */
  public LinePlot markers() {
    markers = true;
    return this;
  }

  /**
   * The picture's size.
   *
   * @param pixelsWide at least 200
   * @param pixelsHigh at least 150
   * @return this plot
   * @throws IllegalArgumentException if it is smaller
   */
  public LinePlot size(int pixelsWide, int pixelsHigh) {
    if (pixelsWide < 200 || pixelsHigh < 150) {
      throw new IllegalArgumentException(
          "size: expected at least 200 x 150, got " + pixelsWide + " x " + pixelsHigh);
    }
    width = pixelsWide;
    height = pixelsHigh;
    return this;
  }

  /**
   * Draws it.
   *
   * @return a new image
   */
  public BufferedImage toImage() {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setXAxisLogarithmic(logX);
    chart.getStyler().setYAxisLogarithmic(logY);
    List<Series> drawable =
        series.stream().map(this::withoutGaps).filter(s -> s.x().length > 0).toList();
    chart.getStyler().setXAxisLogarithmicDecadeOnly(spansDecades(drawable, Series::x));
    chart.getStyler().setYAxisLogarithmicDecadeOnly(spansDecades(drawable, Series::y));
    chart.getStyler().setLegendVisible(!drawable.isEmpty());
    int i = 0;
    for (Series s : drawable) {
      XYSeries line = chart.addSeries(s.name(), s.x(), s.y());
      line.setMarker(markers ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      line.setLineStyle(new BasicStroke(1.6f));
      double t = drawable.size() == 1 ? 0.35 : 0.05 + 0.8 * i++ / (drawable.size() - 1);
      line.setLineColor(new Color(Colormap.VIRIDIS.rgb(t)));
      line.setMarkerColor(new Color(Colormap.VIRIDIS.rgb(t)));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** Whether powers of ten alone are enough to read an axis by. */
  private static boolean spansDecades(List<Series> drawn, Function<Series, double[]> axis) {
    DoubleSummaryStatistics range =
        drawn.stream()
            .flatMapToDouble(s -> Arrays.stream(axis.apply(s)))
            .filter(v -> v > 0)
            .summaryStatistics();
    return range.getMax() > TWO_DECADES * range.getMin();
  }

  /**
   * Points that cannot be drawn become NaN, which XChart draws as a gap; none at all, no points.
   */
  private Series withoutGaps(Series s) {
    double[] y = s.y().clone();
    boolean any = false;
    for (int i = 0; i < y.length; i++) {
      boolean drawable =
          Double.isFinite(y[i])
              && (!logY || y[i] > 0)
              && Double.isFinite(s.x()[i])
              && (!logX || s.x()[i] > 0);
      any |= drawable;
      if (!drawable) {
        y[i] = Double.NaN;
      }
    }
    return any
        ? new Series(s.name(), s.x(), y)
        : new Series(s.name(), new double[0], new double[0]);
  }

  /**
   * Writes it as a PNG file, replacing one that is there.
   *
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public void writePng(Path path) throws IOException {
    Pictures.writePng(toImage(), path);
  }
}
