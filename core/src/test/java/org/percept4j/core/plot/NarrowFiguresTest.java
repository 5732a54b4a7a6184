package org.percept4j.core.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Chromium;

/** Every kind of figure in a real browser: no text leaves the drawing or covers another. */
class NarrowFiguresTest {

  private static final int WIDTH = 356;

  @TempDir private Path folder;

  private static double[] values(int count, double step) {
    return IntStream.range(0, count).mapToDouble(i -> 1 + step * i).toArray();
  }

  private static LinePlot lines() {
    double[] x = values(30, 1);
    return LinePlot.builder("The size of fields while networks learn digits", "batches", "pixels")
        .logY()
        .rails()
        .add("12 convolutions, outer weights", x, values(30, 0.5))
        .add("residual, 13 convolutions", x, values(30, 0.2))
        .event(28, "a layer is dead from batch 28")
        .build();
  }

  private static MapFigure maps() {
    MapFigure.Builder figure =
        MapFigure.builder("Effective receptive fields by depth, all at one scale").perRow(4);
    for (int i = 0; i < 5; i++) {
      figure.add(
          MapPanel.of(
              values(21 * 15, 0.1),
              21,
              15,
              "20 layers, random ReLU\nsize 23.2 ± 0.3 px, 56 % of 41"));
    }
    return figure.build();
  }

  private static PictureFigure pictures() {
    PictureFigure.Builder figure =
        PictureFigure.builder("Pixels that the network sees alike, by their hypercolumns")
            .row("a row of photos with a label that is much too long for a telephone's screen");
    for (int i = 0; i < 3; i++) {
      figure.add(
          new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB),
          "position and lightness alone\n28.6 ± 0.1 dB, ΔE 12.3");
    }
    return figure.row().add(new BufferedImage(40, 200, BufferedImage.TYPE_INT_RGB), "tall").build();
  }

  private static List<Figure> figures() {
    Spectrogram sound =
        Spectrogram.builder(new float[44100], 44100)
            .title("SGD 1.0, batches of 256, as it sounds")
            .secondAxis("norm", Map.of(300.0, "1e-3", 3000.0, "1"))
            .event(0.45, "no number from batch 11 on")
            .event(0.5, "a layer is dead from batch 12")
            .build();
    BarPlot bars =
        BarPlot.builder("What is in the photo", "%.2f")
            .add("a class of a long name", 0.5, 0.1)
            .add("other", 0.01)
            .build();
    return List.of(lines(), maps(), pictures(), sound, bars);
  }

  private static final String OUTSIDE =
      "[...document.querySelectorAll('svg')].flatMap(s => [...s.querySelectorAll('text')].filter(t"
          + " => { const a = s.getBoundingClientRect(), b = t.getBoundingClientRect(); return"
          + " b.left < a.left - 1 || b.right > a.right + 1 || b.top < a.top - 1 || b.bottom >"
          + " a.bottom + 2; })).map(t => t.textContent).join('|')";

  private static final String COVERED =
      "[...document.querySelectorAll('svg')].flatMap(s => { const all ="
          + " [...s.querySelectorAll('text')], r = all.map(t => t.getBoundingClientRect());"
          + " return all.flatMap((t, i) => all.slice(i + 1).filter((u, k) => { const a = r[i], b ="
          + " r[i + 1 + k]; return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&"
          + " Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4; }).map(u => t.textContent"
          + " + ' / ' + u.textContent)); }).join('|')";

  @Test
  void textsStayInsideAndApart() throws Exception {
    List<Figure> figures = figures();
    List<Figure> narrow = new ArrayList<>(figures.stream().map(f -> f.narrowed(WIDTH)).toList());
    for (Figure figure : narrow) {
      assertThat(figure.narrowed(WIDTH).toSvg()).isEqualTo(figure.toSvg());
      assertThat(figure.description()).isEqualTo(figures.get(narrow.indexOf(figure)).description());
    }
    try (Chromium browser = Chromium.start()) {
      for (List<Figure> shown : List.of(figures, narrow)) {
        Path html = folder.resolve(shown == narrow ? "narrow.html" : "wide.html");
        String body = shown.stream().map(Figure::toSvg).collect(Collectors.joining("<br>"));
        Files.writeString(html, "<meta charset=\"utf-8\"><body style=\"margin:0\">" + body);
        Chromium.Tab page = browser.open(html.toUri().toString());
        page.screen(shown == narrow ? WIDTH : 1280, 900, 1, false);
        assertThat(page.value(OUTSIDE)).as("outside").isEmpty();
        assertThat(page.value(COVERED)).as("covered").isEmpty();
        assertThat(page.number("document.documentElement.scrollWidth - innerWidth")).isZero();
        if (System.getProperty("percept4j.look") != null) {
          page.screenshot(
              Path.of(System.getProperty("percept4j.look"), html.getFileName() + ".png"), true);
        }
      }
    }
  }

  @Test
  void refusesWhatIsTooNarrow() {
    for (Figure figure : figures()) {
      assertThatThrownBy(() -> figure.narrowed(299))
          .hasMessage("narrowed: expected at least 300 pixels, got 299");
    }
  }
}
