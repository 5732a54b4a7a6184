package org.percept4j.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.percept4j.core.Chromium;

/** The page in a real browser: two networks side by side, two photos, by mouse and by keys. */
class ExplorerPageTest {

  private static final int WIDTH = 20;

  /** The map that a view shows, at a pixel. */
  private static String shown(int model, int photo, int y, int x) {
    return "state.models[%d].views[%d].map[%d]".formatted(model, photo, y * WIDTH + x);
  }

  private static void awaitMaps(Chromium.Tab page, String kind) throws Exception {
    page.await("state.models.every(m => m.views.every(v => v.kind === '" + kind + "' && v.map))");
  }

  @Test
  void twoNetworksAndTwoPhotosAnswerEveryQuestion() throws Exception {
    ExploredModel left = ExplorerTest.model(3, 2);
    ExploredModel right = ExplorerTest.model(4, 2);
    try (Chromium browser = Chromium.start();
        Explorer explorer = Explorer.start(List.of(left, right))) {
      Chromium.Tab page = browser.open(explorer.address().toString());
      page.await("document.body.dataset.ready === 'yes'");
      assertThat(page.value("location.search")).isEmpty();
      assertThat(page.value("document.querySelectorAll('canvas').length")).isEqualTo("4");

      page.drag("canvas", 0.225, 0.54); // pixel 4, 6: in the dark half
      awaitMaps(page, "heat");
      assertThat(page.value("state.models.map(m => m.views[0].at.x + ' ' + m.views[0].at.y)"))
          .isEqualTo("4 6,4 6");
      for (int model = 0; model < 2; model++) {
        for (int photo = 0; photo < 2; photo++) {
          float[] told = List.of(left, right).get(model).similar(0, 6, 4, false).get(photo);
          for (int x : new int[] {0, 4, 12, 19}) {
            assertThat(page.value(shown(model, photo, 6, x)))
                .isEqualTo(String.valueOf(Math.round(255 * told[6 * WIDTH + x])));
          }
        }
      }

      page.value("document.querySelector('[value=field]').click()");
      page.value("document.querySelector('canvas').focus()");
      page.press("ArrowRight", "ArrowRight", 39);
      // The theoretical field is there before the effective one.
      assertThat(page.value("state.models[0].views[0].box.left")).isEqualTo("6");
      page.await("state.models[0].views[0].kind === 'field' && !!state.models[0].views[0].map");
      assertThat(page.value("state.models[0].views[0].at.x")).isEqualTo("8");
      assertThat(page.value("state.models[0].views[0].box.width")).isEqualTo("5");
      assertThat(page.value(shown(0, 0, 6, 0))).isEqualTo("0");

      page.value("document.querySelector('[value=paint]').click()");
      page.drag("canvas", 0.05, 0.3, 0.05, 0.7);
      page.await(
          "document.getElementById('help').textContent === 'Paint with a second label too.'");
      // The stroke between two places of the mouse has no gap.
      assertThat(page.value("state.painted.has((1 / 20).toFixed(5) + ' ' + (6 / 12).toFixed(5))"))
          .isEqualTo("true");
      page.value("document.querySelectorAll('#labels input')[1].click()");
      page.drag("canvas", 0.95, 0.3, 0.95, 0.7);
      awaitMaps(page, "labels");
      for (int model = 0; model < 2; model++) {
        for (int photo = 0; photo < 2; photo++) {
          assertThat(page.value(shown(model, photo, 6, 2))).isEqualTo("0");
          assertThat(page.value(shown(model, photo, 6, 17))).isEqualTo("1");
        }
      }
      page.click("clear");
      page.await("state.painted.size === 0 && !state.models[1].views[1].map");
      page.click("components");
      page.await("state.models.every(m => m.views.every(v => v.components))");
      assertThat(browser.troubles()).isEmpty();
    }
  }
}
