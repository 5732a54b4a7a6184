package org.percept4j.examples.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.plot.BarPlot;

class PageTest {

  @TempDir private Path dir;

  @Test
  void thePageHoldsEverythingItShows() throws IOException {
    Path png = Files.write(dir.resolve("a.png"), new byte[] {1, 2, 3});
    Page page = new Page(dir);
    page.heading(2, "A < B");
    page.paragraph("\"quoted\" & more");
    page.picture(png, "a picture");
    page.sound(png, "a sound");
    page.table(List.of("x"), List.of(List.of("<1>"), List.of("2 ± 1 %")));
    Files.delete(png);
    String html = Files.readString(page.write());
    String data = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
    assertThat(html)
        .contains(
            "<h2>A &lt; B</h2>",
            "&quot;quoted&quot; &amp; more",
            "<td>&lt;1&gt;</td>",
            "<td>2\u00a0±\u00a01\u00a0%</td>")
        .contains("data:image/png;base64," + data, "data:audio/wav;base64," + data)
        .doesNotContain("${body}", "src=\"http", "href=");
    try (var files = Files.list(dir)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("index.html");
    }
  }

  /** An interrupted run leaves a page that says so. */
  @Test
  void thePageSaysThatItIsUnfinishedUntilItIsNot() throws IOException {
    Page page = new Page(dir);
    page.conclusion("it works & ends");
    page.figure(BarPlot.builder("bars", "%.1f").add("a", 1).build(), "a drawing");
    page.embedded(dir.resolve("other.html"), "another <page>");
    assertThat(Files.readString(page.write())).contains("This page is not finished");
    page.unfinished(false);
    assertThat(Files.readString(page.write()))
        .doesNotContain("not finished")
        .contains("So what?</strong> it works &amp; ends", "<svg", "<figcaption>a drawing")
        .contains("<iframe loading=\"lazy\" src=\"other.html\" title=\"another &lt;page&gt;\">");
  }
}
