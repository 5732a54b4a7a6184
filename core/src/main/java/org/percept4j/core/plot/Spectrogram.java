package org.percept4j.core.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws what frequencies a sound has at what time: time to the right, frequency upwards on a
 * logarithmic axis in hertz, level as colour in decibels below the loudest. Immutable, but the
 * samples are not copied.
 */
public final class Spectrogram implements Figure {

  private static final double TOP = 52;
  private static final double LEFT = 74;
  private static final double RIGHT = 110;
  private static final double BOTTOM = 46;

  private final Builder s;

  private Spectrogram(Builder settings) {
    s = settings;
  }

  /**
   * Begins a spectrogram.
   *
   * @param samples one channel; not copied. Not modified
   * @param sampleRate samples a second
   * @return a builder
   */
  public static Builder builder(float[] samples, int sampleRate) {
    return new Builder(samples, sampleRate);
  }

  private double seconds() {
    return (double) s.samples.length / s.sampleRate;
  }

  /**
   * Computes levels over time and frequency.
   *
   * @param columns how many parts of equal length the sound is divided into, at least 1
   * @return decibels relative to the loudest bin, at least −60; [column][bin]
   */
  public double[][] decibels(int columns) {
    return spectrum().decibels(columns);
  }

  private ShortTimeSpectrum spectrum() {
    int window = Math.max(16, (int) Math.round(s.windowMillis * s.sampleRate / 1000));
    return new ShortTimeSpectrum(s.samples, s.sampleRate, window);
  }

  /**
   * Returns the frequency of a bin of {@link #decibels}.
   *
   * @param bin from 0
   * @return its middle in hertz
   */
  public double hertz(int bin) {
    return spectrum().hertz(bin);
  }

  @Override
  public String description() {
    return s.description != null
        ? s.description
        : Svg.format(
            "Spectrogram, %s: %.1f seconds, %.0f to %.0f Hz.%s",
            s.title,
            seconds(),
            s.minHertz,
            s.maxHertz,
            s.events.stream()
                .map(e -> Svg.format(" At %.1f s: %s.", e.x(), e.name()))
                .collect(Collectors.joining()));
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public Spectrogram narrowed(int pixels) {
    Svg.requireWidth(pixels);
    return new Spectrogram(new Builder(s).size(Math.min(s.width, pixels), s.height));
  }

  @Override
  public String toSvg() {
    double right = s.width - RIGHT;
    double base = s.height - BOTTOM;
    Axis time = new Axis(0, seconds(), false, LEFT, right);
    Axis pitch = new Axis(s.minHertz, s.maxHertz, true, base, TOP);
    Svg svg = new Svg(s.width, s.height, s.title, description());
    svg.image(
        raster((int) (right - LEFT), (int) (base - TOP)), LEFT, TOP, right - LEFT, base - TOP);
    for (double tick : time.ticks(true)) {
      svg.line("axis", time.pixel(tick), base, time.pixel(tick), base + 4);
      svg.text("", "middle", time.pixel(tick), base + 18, Axis.label(tick));
    }
    svg.text("soft", "middle", (LEFT + right) / 2, s.height - 10.0, "time in seconds");
    for (double tick : pitch.ticks(false)) {
      svg.line("axis", LEFT - 4, pitch.pixel(tick), LEFT, pitch.pixel(tick));
      svg.text("", "end", LEFT - 8, pitch.pixel(tick) + 4, Axis.label(tick));
    }
    svg.upward(16, (TOP + base) / 2, "frequency in hertz");
    second(svg, pitch, right);
    events(svg, time, base);
    bar(svg, s.width - 46.0, TOP, base - TOP);
    return svg.toString();
  }

  private void second(Svg svg, Axis pitch, double right) {
    double last = Double.POSITIVE_INFINITY;
    for (Map.Entry<Double, String> tick : s.ticks.entrySet()) {
      double y = pitch.pixel(tick.getKey());
      if (y <= pitch.from() + 1 && y >= pitch.to() - 1 && Math.abs(last - y) >= 13) {
        svg.line("axis", right, y, right + 4, y);
        svg.text("soft", "start", right + 7, y + 4, tick.getValue());
        last = y;
      }
    }
    if (!s.ticks.isEmpty()) {
      svg.text("soft", "start", right + 10, pitch.from() + 18, s.tickLabel);
    }
  }

  private void events(Svg svg, Axis time, double base) {
    for (int i = 0; i < s.events.size(); i++) {
      double x = time.pixel(s.events.get(i).x());
      svg.raw(
          Svg.format(
              "<path d=\"M%s %sV%s\" style=\"stroke:#fff;stroke-dasharray:3 3;opacity:.8\"/>",
              Svg.number(x), Svg.number(TOP), Svg.number(base)));
      double y = TOP - 4 - i % 2 * 13;
      svg.line("axis", x, y, x, TOP);
      String name = s.events.get(i).name();
      double room = Svg.widthOf(name) + 4;
      svg.text("", "start", x + 4 + room <= s.width ? x + 4 : Math.max(2, x - room), y, name);
    }
  }

  private static void bar(Svg svg, double x, double y, double height) {
    double[] ramp = new double[64];
    java.util.Arrays.setAll(ramp, i -> 1 - i / 63.0);
    svg.image(
        Heatmap.of(ramp, 64, 1).colormap(Colormap.MAGMA).range(0, 1).toImage(), x, y, 8, height);
    svg.text("soft", "start", x + 11, y + 9, "0 dB");
    svg.text("soft", "start", x + 11, y + height, "−60");
  }

  private BufferedImage raster(int width, int height) {
    ShortTimeSpectrum spectrum = spectrum();
    double[][] decibels = spectrum.decibels(width);
    Axis pitch = new Axis(s.minHertz, s.maxHertz, true, height, 0);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double binHertz = spectrum.hertz(1);
    for (int y = 0; y < height; y++) {
      double t = (height - y - 0.5) / height;
      double hertz = pitch.min() * Math.pow(pitch.max() / pitch.min(), t);
      int k = (int) Math.max(0, Math.min(spectrum.bins() - 1.0, Math.rint(hertz / binHertz)));
      for (int x = 0; x < width; x++) {
        double level = 1 - decibels[x][k] / ShortTimeSpectrum.FLOOR_DECIBELS;
        image.setRGB(x, y, Colormap.MAGMA.rgb(level));
      }
    }
    return image;
  }

  /** Settings of a spectrogram. Not thread-safe. */
  public static final class Builder {

    final float[] samples;
    final int sampleRate;
    final List<LinePlot.Event> events = new ArrayList<>();
    final Map<Double, String> ticks = new LinkedHashMap<>();
    String title = "Spectrogram";
    String tickLabel = "";
    @Nullable String description;
    double minHertz = 150;
    double maxHertz = 6000;
    double windowMillis = 8;
    int width = 860;
    int height = 320;

    private Builder(float[] samples, int sampleRate) {
      this.samples = Objects.requireNonNull(samples, "samples");
      this.sampleRate = sampleRate;
    }

    private Builder(Builder other) {
      this(other.samples, other.sampleRate);
      events.addAll(other.events);
      ticks.putAll(other.ticks);
      title = other.title;
      tickLabel = other.tickLabel;
      description = other.description;
      minHertz = other.minHertz;
      maxHertz = other.maxHertz;
      windowMillis = other.windowMillis;
      width = other.width;
      height = other.height;
    }

    /**
     * Sets the title.
     *
     * @param text shown above
     * @return this builder
     */
    public Builder title(String text) {
      title = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the frequencies shown.
     *
     * @param low in hertz, positive
     * @param high in hertz, above {@code low}, at most half the sample rate
     * @return this builder
     */
    public Builder hertz(double low, double high) {
      minHertz = low;
      maxHertz = high;
      return this;
    }

    /**
     * Sets how long a window is: the shorter, the sharper in time and the less so in frequency.
     *
     * @param millis default: 8, which keeps tones of 10 ms apart
     * @return this builder
     */
    public Builder windowMillis(double millis) {
      windowMillis = millis;
      return this;
    }

    /**
     * Adds a second axis to the right: what a frequency stands for.
     *
     * @param label what it is
     * @param texts what is written at which frequency, in hertz. Not modified
     * @return this builder
     */
    public Builder secondAxis(String label, Map<Double, String> texts) {
      tickLabel = Objects.requireNonNull(label, "label");
      ticks.clear();
      ticks.putAll(texts);
      return this;
    }

    /**
     * Names a moment by a vertical line.
     *
     * @param seconds from the beginning
     * @param name a few words
     * @return this builder
     */
    public Builder event(double seconds, String name) {
      events.add(new LinePlot.Event(seconds, Objects.requireNonNull(name, "name")));
      return this;
    }

    /**
     * Replaces the description that is made of title and events.
     *
     * @param text says what is seen
     * @return this builder
     */
    public Builder description(String text) {
      description = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the size of the drawing.
     *
     * @param pixelsWide at least 300
     * @param pixelsHigh at least 200
     * @return this builder
     */
    public Builder size(int pixelsWide, int pixelsHigh) {
      width = pixelsWide;
      height = pixelsHigh;
      return this;
    }

    /**
     * Builds the spectrogram.
     *
     * @return the spectrogram
     * @throws IllegalArgumentException if there are no samples or a number is out of range
     */
    public Spectrogram build() {
      if (samples.length == 0 || sampleRate < 1) {
        throw new IllegalArgumentException(
            "samples: expected at least 1 at a positive rate, got "
                + samples.length
                + " at "
                + sampleRate);
      }
      if (!(minHertz > 0 && minHertz < maxHertz && maxHertz <= sampleRate / 2.0)) {
        throw new IllegalArgumentException(
            Svg.format(
                "hertz: expected 0 < low < high <= %s, got %s and %s",
                sampleRate / 2.0, minHertz, maxHertz));
      }
      if (!(windowMillis >= 1 && windowMillis <= 1000)) {
        throw new IllegalArgumentException("windowMillis: expected 1 to 1000, got " + windowMillis);
      }
      if (width < 300 || height < 200) {
        throw new IllegalArgumentException(
            "size: expected at least 300 x 200, got " + width + " x " + height);
      }
      return new Spectrogram(new Builder(this));
    }

    @Override
    public String toString() {
      return "Spectrogram.Builder[" + title + ", " + samples.length + " samples]";
    }
  }
}
