package org.percept4j.examples.experiments.hypercolumn;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.percept4j.core.plot.Colormap;

/** The most probable classes as bars. */
final class ClassPlot {

  private static final int MOST = 11;

  private ClassPlot() {}

  /** Bars of probabilities of classes with names, the largest first. */
  static BufferedImage of(String title, float[] probabilities, List<String> names) {
    List<Integer> top =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -probabilities[i]))
            .limit(MOST)
            .toList();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(320)
            .title(title)
            .xAxisTitle("class")
            .yAxisTitle("probability")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    chart
        .addSeries(
            "probability",
            top.stream().map(names::get).toList(),
            top.stream().map(i -> probabilities[i]).toList())
        .setFillColor(new Color(Colormap.VIRIDIS.rgb(0.35)));
    return BitmapEncoder.getBufferedImage(chart);
  }
}
