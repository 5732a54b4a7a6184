package org.percept4j.benchmarks.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/** Adds up what Spark itself says of tasks and blocks, between two readings. */
final class Meter extends SparkListener {

  /**
   * What came since the last reading.
   *
   * @param tasks how many ended
   * @param results bytes that tasks sent to the driver
   * @param broadcast bytes of broadcasts, the tasks' programs among them, that executors fetched
   * @param busy seconds of processor time of the busiest executor's tasks
   * @param all seconds of processor time of all tasks
   */
  record Reading(long tasks, long results, long broadcast, double busy, double all) {}

  private final SparkContext context;
  private final Map<String, Long> busy = new HashMap<>();
  private long tasks;
  private long results;
  private long broadcast;

  Meter(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    tasks++;
    results += end.taskMetrics().resultSize();
    long nanos =
        end.taskMetrics().executorCpuTime() + end.taskMetrics().executorDeserializeCpuTime();
    busy.merge(end.taskInfo().executorId(), nanos, Long::sum);
  }

  @Override
  public synchronized void onBlockUpdated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo block = event.blockUpdatedInfo();
    // A broadcast travels in pieces; the whole of it is put together from these.
    if (block.blockId().isBroadcast()
        && block.blockId().name().contains("piece")
        && !block.blockManagerId().isDriver()
        && block.storageLevel().isValid()) {
      broadcast += block.memSize() + block.diskSize();
    }
  }

  /** Waits for all that was sent so far, and starts anew. */
  Reading read() throws Exception {
    context.listenerBus().waitUntilEmpty();
    synchronized (this) {
      long most = busy.values().stream().mapToLong(Long::longValue).max().orElse(0);
      long all = busy.values().stream().mapToLong(Long::longValue).sum();
      Reading reading = new Reading(tasks, results, broadcast, most / 1e9, all / 1e9);
      tasks = 0;
      results = 0;
      broadcast = 0;
      busy.clear();
      return reading;
    }
  }
}
