package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.sonify.frame.GradientSink;

/** Settings, their errors, and the end. */
class DashboardTest {

  @Test
  void listensOnThisMachineOnlyWithARandomToken() throws Exception {
    try (Dashboard a = Dashboard.builder().build();
        Dashboard b = Dashboard.builder().build()) {
      assertThat(InetAddress.getByName(a.address().getHost()).isLoopbackAddress()).isTrue();
      assertThat(a.address().getQuery()).matches("token=[0-9a-f]{32}");
      assertThat(a.address().getQuery()).isNotEqualTo(b.address().getQuery());
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (Dashboard first = Dashboard.builder().build()) {
      int port = first.address().getPort();
      assertThatThrownBy(() -> Dashboard.builder().port(port).build())
          .isInstanceOf(BindException.class)
          .hasMessageContaining("port: expected a free one at 127.0.0.1, got " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void portsOutOfRangeAreRefused(int port) {
    assertThatThrownBy(() -> Dashboard.builder().port(port).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port: expected 0 to 65535, got " + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "0123456789abcdef;Path=/", "0123456789 abcdef"})
  void tokensThatCanBeGuessedOrBreakHeadersAreRefused(String token) {
    assertThatThrownBy(() -> Dashboard.builder().token(token).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("token: expected 16 to 100 letters and digits");
  }

  @Test
  void mayBeClosedTwiceAndIsThenRefused() throws Exception {
    Dashboard live = Dashboard.builder().build();
    GradientSink sink = live.gradients("run");
    sink.close(); // attached to nothing: no frame ever came
    live.close();
    live.close();
    assertThatThrownBy(() -> live.gradients("more"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dashboard: expected one that is open");
    sink.accept(Frames.frame(0)); // late frames are no error for training
  }

  @Test
  void namesThatAreMissingAreNamed() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      assertThatThrownBy(() -> live.gradients(null)).hasMessage("run");
      assertThatThrownBy(() -> live.field(null)).hasMessage("tracker");
      assertThatThrownBy(() -> live.hypercolumns(null, null)).hasMessage("extractor");
      assertThatThrownBy(() -> live.follow(null, null)).hasMessage("run");
      assertThat(((LiveDashboard) live).channels().list()).isEmpty();
    }
  }

  @RepeatedTest(200)
  void aPageThatIsOpenedAfterTheEndFindsNobody() throws Exception {
    Dashboard live = Dashboard.builder().build();
    int port = live.address().getPort();
    live.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void tooManyRunsAreRefused() throws Exception {
    try (Dashboard live = Dashboard.builder().build()) {
      for (int i = 0; i < Channels.MAX_CHANNELS; i++) {
        live.gradients("run " + i);
      }
      assertThatThrownBy(() -> live.gradients("one more"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("at most 64");
    }
  }
}
