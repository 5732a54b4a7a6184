package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;

/** Sinks that fail, hang or close the sonifier while a real network trains. */
@Timeout(50)
class SinkTroubleTest {

  private final List<Exception> told = Collections.synchronizedList(new ArrayList<>());
  private final Collected good = new Collected();

  private interface Taking {
    void take(GradientFrame frame) throws IOException;
  }

  private static GradientSink sink(Taking taking) {
    return new GradientSink() {
      @Override
      public void accept(GradientFrame frame) throws IOException {
        taking.take(frame);
      }

      @Override
      public void close() {}
    };
  }

  private static void train(GradientSonifier sonifier, int iterations) {
    MultiLayerNetwork net = Networks.sequential();
    net.setListeners(sonifier);
    for (int i = 0; i < iterations; i++) {
      net.fit(Networks.data(6, i));
    }
    assertThat(net.getIterationCount()).isEqualTo(iterations);
  }

  private static void fail(int how) throws IOException {
    switch (how) {
      case 0 -> throw new IOException("No space left on device");
      case 1 -> throw new IllegalStateException("No space left on device");
      default -> throw new NoClassDefFoundError("No space left on device");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFailingSinkIsToldOnceAndTheOthersAndTrainingGoOn(int how) throws IOException {
    GradientSonifier sonifier =
        GradientSonifier.builder()
            .onError(told::add)
            .sink(
                sink(
                    frame -> {
                      if (frame.iteration() >= 2) {
                        fail(how);
                      }
                    }))
            .sink(good)
            .build();
    try (sonifier) {
      train(sonifier, 6);
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).hasStackTraceContaining("No space left on device");
    assertThat(good.frames).hasSize(6);
    assertThat(sonifier.counts().frames()).isEqualTo(6);
    assertThat(sonifier.counts().dropped()).isEqualTo(4);
  }

  @Test
  void trainingNeverWaitsForASinkThatHangs() throws IOException {
    CountDownLatch trained = new CountDownLatch(1);
    List<GradientFrame> late = Collections.synchronizedList(new ArrayList<>());
    GradientSonifier sonifier =
        GradientSonifier.builder()
            .onError(told::add)
            .queueCapacity(3)
            .sink(
                sink(
                    frame -> {
                      await(trained);
                      late.add(frame);
                    }))
            .build();
    try (sonifier) {
      train(sonifier, 12);
      trained.countDown();
    }
    assertThat(late).hasSizeBetween(3, 4);
    assertThat(late.size() + sonifier.counts().dropped()).isGreaterThanOrEqualTo(12);
    assertThat(told).isNotEmpty();
    assertThat(told.get(0)).hasMessageContaining("at most 3 frames waiting");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closesFromTwoSinksAtOnceDoNotWaitForEachOther() throws IOException {
    AtomicReference<GradientSonifier> self = new AtomicReference<>();
    CountDownLatch both = new CountDownLatch(2);
    Taking closing =
        frame -> {
          both.countDown();
          await(both);
          self.get().close();
        };
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .onError(told::add)
            .sink(sink(closing))
            .sink(sink(closing))
            .build()) {
      self.set(sonifier);
      train(sonifier, 5);
      both.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void closeFinishesWhenInterruptedAndIsIdempotent() throws IOException {
    GradientSonifier sonifier = GradientSonifier.builder().onError(told::add).sink(good).build();
    train(sonifier, 3);
    Thread.currentThread().interrupt();
    sonifier.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(good.closed).hasValue(1);
    sonifier.close();
    train(sonifier, 2);
    assertThat(good.frames).hasSize(3);
    assertThat(good.closed).hasValue(1);
    assertThat(sonifier.counts().frames()).isEqualTo(3);
    assertThat(told).isEmpty();
  }
}
