package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.resample.Bilinear.Convention;

/**
 * Whoever writes to an array's memory on this machine tells ND4J's affinity manager before and
 * after, so that a device takes the new values over. A recording manager stands in for a GPU's.
 */
@Isolated("replaces ND4J's affinity manager")
class HostWritesTest {

  private record Event(String call, INDArray array, Location location) {}

  private final List<Event> events = new ArrayList<>();
  private AffinityManager original;

  private static Field field() throws ReflectiveOperationException {
    Field field = Nd4j.class.getDeclaredField("affinityManager");
    field.setAccessible(true);
    return field;
  }

  @BeforeEach
  void record() throws ReflectiveOperationException {
    AffinityManager real = Nd4j.getAffinityManager();
    original = real;
    Object recording =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AffinityManager.class},
            (proxy, method, arguments) -> {
              boolean location = method.getName().endsWith("Location") && arguments.length == 2;
              if (location && arguments[0] instanceof INDArray array) {
                events.add(new Event(method.getName(), array, (Location) arguments[1]));
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    field().set(null, recording);
  }

  @AfterEach
  void restore() throws ReflectiveOperationException {
    field().set(null, original);
  }

  private void assertAnnounced(Supplier<INDArray> writes) {
    events.clear();
    INDArray written = writes.get();
    List<Event> own = events.stream().filter(e -> e.array() == written).toList();
    assertThat(own).isNotEmpty();
    assertThat(own.get(0).call()).isEqualTo("ensureLocation");
    assertThat(own.get(own.size() - 1).call()).isEqualTo("tagLocation");
    assertThat(own).extracting(Event::location).containsOnly(Location.HOST);
  }

  @Test
  void everyWriteIsAnnounced() {
    Hypercolumns columns = Trunk.convolutional();
    assertAnnounced(columns::dense);
    assertAnnounced(() -> DenseVolume.rows(columns, 2, 5));
    assertAnnounced(() -> DenseVolume.channels(columns, 2, 5));
    assertAnnounced(() -> columns.sample(PixelPoints.random(9, Trunk.HEIGHT, Trunk.WIDTH, 1)));
    INDArray target = Nd4j.create(72, Trunk.HEIGHT, Trunk.WIDTH);
    assertAnnounced(
        () -> {
          DenseVolume.into(columns, target);
          return target;
        });
    PixelPoints one = PixelPoints.of(new int[] {1}, new int[] {2});
    assertAnnounced(() -> DesignMatrix.of(columns, one, new int[] {0}, 2).getFeatures());
    assertThat(Dense.random(3, 4, Convention.HALF_PIXEL, 1).dense().sumNumber().doubleValue())
        .isNotZero();
  }
}
