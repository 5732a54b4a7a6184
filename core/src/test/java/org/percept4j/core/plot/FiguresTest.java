package org.percept4j.core.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FiguresTest {

  private static final double[] X = {1, 2, 3, 4, 5};

  @TempDir private Path folder;

  private static Document parsed(Figure figure) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(figure.toSvg())));
  }

  private static List<Element> all(Document svg, String tag) {
    NodeList nodes = svg.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<String> texts(Document svg) {
    return all(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static double number(Element e, String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  @Test
  void zerosAndWhatIsNotFiniteHaveRailsAndNothingVanishes() throws Exception {
    double[] y = {1, 10, Double.NaN, 1000, 0};
    Document svg = parsed(LinePlot.builder("t", "x", "y").add("a", X, y).logY().build());
    List<Element> rails =
        all(svg, "rect").stream().filter(r -> r.getAttribute("class").equals("rail")).toList();
    assertThat(texts(svg)).contains("zero", "NaN, ∞", "a");
    assertThat(rails).hasSize(2);
    // two marks, one within each rail
    String marks =
        all(svg, "path").stream()
            .map(p -> p.getAttribute("d"))
            .filter(d -> d.matches("(M[\\d.]+ [\\d.]+h3)+"))
            .findFirst()
            .orElseThrow();
    List<Double> heights = new ArrayList<>();
    for (String mark : marks.substring(1).split("M", -1)) {
      heights.add(Double.parseDouble(mark.split(" ", -1)[1].replace("h3", "")));
    }
    assertThat(heights).hasSize(2);
    for (int i = 0; i < 2; i++) { // NaN comes first in the curve; the zero rail first in the SVG
      double top = number(rails.get(1 - i), "y");
      assertThat(heights.get(i)).isBetween(top, top + number(rails.get(1 - i), "height"));
    }
    assertThat(number(rails.get(0), "y")).isGreaterThan(number(rails.get(1), "y"));
  }

  @Test
  void nothingButZerosIsAllOnTheRail() throws Exception {
    LinePlot plot = LinePlot.builder("t", "x", "y").add("dead", X, new double[5]).logY().build();
    assertThat(texts(parsed(plot))).contains("zero", "dead").doesNotContain("NaN, ∞");
    assertThat(plot.description()).contains("zero or less at 5 of 5 points");
  }

  @Test
  void powerLawsAreFittedAndNamed() throws Exception {
    double[] y = {3, 3 * Math.sqrt(2), 3 * Math.sqrt(3), 6, 3 * Math.sqrt(5)};
    Document svg =
        parsed(LinePlot.builder("t", "n", "y").add("a", X, y).logX().logY().powerFit("n").build());
    assertThat(texts(svg)).contains("a, ∝ n^0.50");
    assertThatThrownBy(() -> LinePlot.builder("t", "n", "y").powerFit("n").build())
        .hasMessageContaining("expected logX and logY");
  }

  @Test
  void namesOfCurvesThatEndTogetherDoNotCoverEachOther() throws Exception {
    LinePlot.Builder plot = LinePlot.builder("t", "x", "y");
    for (int i = 0; i < 8; i++) {
      plot.add("curve " + i, X, new double[] {i, 1, 1, 1, 1 + 1e-4 * i});
    }
    double[] heights =
        all(parsed(plot.build()), "text").stream()
            .filter(t -> t.getTextContent().startsWith("curve"))
            .mapToDouble(t -> number(t, "y"))
            .sorted()
            .toArray();
    assertThat(heights).hasSize(8);
    for (int i = 1; i < 8; i++) {
      assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(12);
    }
    assertThat(heights[7]).isLessThan(380);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 200, false",
    "0.001, 0.0031, false",
    "1e-9, 1e9, true",
    "11, 81, true",
    "3,4,true"
  })
  void ticksAreRoundAndDoNotCollide(double min, double max, boolean log) {
    for (double length : new double[] {60, 200, 800}) {
      Axis axis = new Axis(min, max, log, 0, length);
      List<Double> ticks = axis.ticks(true);
      assertThat(ticks).isNotEmpty();
      for (int i = 0; i < ticks.size(); i++) {
        assertThat(axis.pixel(ticks.get(i))).isBetween(-1e-6, length + 1e-6);
        if (i > 0 && length > 100) {
          double gap = axis.pixel(ticks.get(i)) - axis.pixel(ticks.get(i - 1));
          assertThat(gap).isGreaterThan(Svg.widthOf(Axis.label(ticks.get(i))));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1e-7,10⁻⁷", "2e6,2·10⁶", "-0.5,−0.5", "0.25,0.25", "100,100"})
  void labelsAreShort(double value, String expected) {
    assertThat(Axis.label(value)).isEqualTo(expected);
  }

  @Test
  void errorBarsReachFromBelowToAbove() throws Exception {
    Document svg =
        parsed(
            LinePlot.builder("t", "x", "y")
                .addWithErrors("a", X, new double[] {5, 5, 5, 5, 5}, new double[] {5, 1, 1, 1, 0})
                .build());
    String bars =
        all(svg, "path").stream()
            .map(p -> p.getAttribute("d"))
            .filter(d -> d.contains("h8"))
            .findFirst()
            .orElseThrow();
    assertThat(bars.split("M", -1)).hasSize(1 + 2 * 5);
    assertThatThrownBy(
            () -> LinePlot.builder("t", "x", "y").addWithErrors("a", X, X, new double[1]))
        .hasMessageContaining("got 5 and 1");
  }

  @Test
  void hostileNamesAreTextAndControlCharactersGo() throws Exception {
    String name = "<script>&\"\u0000\u0007";
    Document svg = parsed(LinePlot.builder(name, name, name).add(name, X, X).build());
    assertThat(texts(svg)).contains("<script>&\"  ");
    assertThat(all(svg, "script")).isEmpty();
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Figure plot =
        LinePlot.builder("t", "x", "y").add("a", X, new double[] {.1, .2, 0, 1, 1}).build();
    Figure bars = BarPlot.builder("t", "%.2f").add("a", 0.5, 0.1).build();
    String expected = plot.toSvg() + bars.toSvg() + plot.description();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(plot.toSvg() + bars.toSvg() + plot.description()).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void badPlotsAreRefused() {
    LinePlot.Builder plot = LinePlot.builder("t", "x", "y").add("a", X, X);
    assertThatThrownBy(() -> plot.add("a", X, X)).hasMessageContaining("got a again");
    assertThatThrownBy(() -> plot.add("b", X, new double[1])).hasMessageContaining("got 1 for 5");
    assertThatThrownBy(() -> plot.size(10, 10).build()).hasMessageContaining("at least 300 x 200");
    assertThatThrownBy(() -> BarPlot.builder("t", "%.1f").build()).hasMessageContaining("got none");
    assertThatThrownBy(() -> BarPlot.builder("t", "%.1f").add("a", Double.NaN))
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> MapFigure.builder("t").build()).hasMessageContaining("got 0");
    assertThatThrownBy(() -> MapPanel.of(new double[5], 2, 3, ""))
        .hasMessageContaining("got 5 for 2·3");
  }

  @Test
  void mapsShareOnePixelSizeAndEachHasPeakOne() throws Exception {
    Document svg =
        parsed(
            MapFigure.builder("fields")
                .side(200)
                .add(MapPanel.of(new double[] {0, -4, 2, 0}, 2, 2, "small\nsecond line"))
                .add(
                    MapPanel.of(new double[100], 10, 10, "large")
                        .outline(2, 2, 4, 4)
                        .ellipse(4, 4, 1, 2))
                .build());
    List<Element> images = all(svg, "image");
    assertThat(number(images.get(0), "width")).isCloseTo(40, within(1e-9));
    assertThat(number(images.get(1), "width")).isCloseTo(200, within(1e-9));
    String uri = images.get(0).getAttribute("href").replaceFirst("^[^,]*,", "");
    var map = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(uri)));
    assertThat(map.getRGB(1, 0) & 0xFFFFFF).isEqualTo(Colormap.MAGMA.rgb(1));
    assertThat(map.getRGB(0, 1) & 0xFFFFFF).isEqualTo(Colormap.MAGMA.rgb(0.5));
    Element ellipse = all(svg, "ellipse").get(0);
    assertThat(number(ellipse, "rx")).isCloseTo(40, within(1e-9));
    assertThat(number(ellipse, "ry")).isCloseTo(20, within(1e-9));
    Element outline =
        all(svg, "rect").stream()
            .filter(r -> r.getAttribute("style").contains("dasharray"))
            .findFirst()
            .orElseThrow();
    assertThat(number(outline, "width")).isCloseTo(80, within(1e-9));
    assertThat(number(outline, "x") - number(images.get(1), "x")).isCloseTo(40, within(1e-9));
    assertThat(texts(svg)).contains("small", "second line", "large", "pixels");
  }

  @Test
  void figuresAreWrittenWholeAndDescribeThemselves() throws Exception {
    Path file = folder.resolve("f.svg");
    BarPlot.builder("Classes", "%.2f").add("cat", 0.75).add("dog", 0.5, 0.1).build().writeSvg(file);
    assertThat(file).content().contains("<desc>Classes: cat 0.75, dog 0.50 ± 0.10.</desc>");
  }

  /** Two pictures of 10 x 20 pixels, 100 high: 50 wide, but their captions need more room. */
  @Test
  void picturesInARowAreEquallyHighAndCaptionsDoNotCollide() throws Exception {
    BufferedImage tall = new BufferedImage(10, 20, BufferedImage.TYPE_INT_RGB);
    Document svg =
        parsed(
            PictureFigure.builder("p")
                .height(100)
                .row("first")
                .add(tall, "a caption that is long")
                .addPhoto(tall, "two\nlines")
                .build());
    List<Element> images = all(svg, "image");
    assertThat(number(images.get(0), "width")).isEqualTo(50);
    assertThat(number(images.get(1), "x") - number(images.get(0), "x"))
        .isGreaterThan(Svg.widthOf("a caption that is long"));
    assertThat(texts(svg)).contains("first", "two", "lines");
    assertThat(images.get(1).getAttribute("href")).startsWith("data:image/jpeg");
    assertThatThrownBy(() -> PictureFigure.builder("p").row().build())
        .hasMessageContaining("expected a picture");
  }

  @Test
  void labelsHaveOneColourEach() {
    var picture = Palette.picture(new int[] {0, 1, -1, 16}, 2);
    assertThat(picture.getRGB(0, 0)).isEqualTo(picture.getRGB(1, 1));
    assertThat(picture.getRGB(0, 1) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    assertThat(Palette.css(Palette.line(0))).isEqualTo("#0072b2");
    assertThatThrownBy(() -> Palette.picture(new int[3], 2))
        .hasMessageContaining("whole rows of 2");
  }

  @Test
  void spectrogramsPeakAtTonesAndKeepShortOnesApart() throws Exception {
    int rate = 44_100;
    int tone = rate / 100;
    float[] samples = new float[100 * tone];
    for (int i = 0; i < samples.length; i++) {
      double hertz = i / tone % 2 == 0 ? 1000 : 3000;
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    Spectrogram spectrogram =
        Spectrogram.builder(samples, rate)
            .title("two tones")
            .event(0.5, "half")
            .secondAxis("norm", Map.of(1000.0, "one"))
            .build();
    double[][] decibels = spectrogram.decibels(100);
    for (int c = 0; c < 100; c++) {
      int peak = 0;
      for (int k = 0; k < decibels[c].length; k++) {
        peak = decibels[c][k] > decibels[c][peak] ? k : peak;
      }
      // the main lobe of a Hann window of 8 ms reaches 250 Hz to either side
      assertThat(spectrogram.hertz(peak)).isCloseTo(c % 2 == 0 ? 1000 : 3000, within(125.0));
    }
    Document svg = parsed(spectrogram);
    assertThat(texts(svg)).contains("half", "one", "0 dB", "frequency in hertz");
    assertThatThrownBy(() -> Spectrogram.builder(new float[0], rate).build())
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Spectrogram.builder(samples, rate).windowMillis(0).build())
        .hasMessageContaining("windowMillis");
    assertThatThrownBy(() -> Spectrogram.builder(samples, rate).hertz(100, 30_000).build())
        .hasMessageContaining("hertz: expected");
  }
}
