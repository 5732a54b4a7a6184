package org.percept4j.hypercolumn;

import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Announces to ND4J that an array's memory on this machine is written to directly, so that a device
 * that holds a copy of it brings its own up to date.
 */
final class HostWrites {

  private HostWrites() {}

  /** Before the first write: what is on the device only comes here, and does not later. */
  static void begin(INDArray target) {
    begin(target, Nd4j.getAffinityManager());
  }

  static void begin(INDArray target, AffinityManager devices) {
    devices.ensureLocation(target, Location.HOST);
  }

  /** After the last write: what is here is the newest. */
  static void end(INDArray target) {
    end(target, Nd4j.getAffinityManager());
  }

  static void end(INDArray target, AffinityManager devices) {
    devices.tagLocation(target, Location.HOST);
  }
}
