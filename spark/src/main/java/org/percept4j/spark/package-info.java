/**
 * Runs the three tools over Apache Spark, for sets that outgrow one machine: {@code
 * SparkHypercolumns} over images, {@code SparkErf} over draws of a network or images, {@code
 * SparkLogs} over the logs of many trainings.
 *
 * <p>What a partition computes is a mergeable sum of the tool's own; the driver collects the sums
 * and merges them in the order of partitions. So results are the same bits as in one process, also
 * when executors die on the way. Never {@code reduce} or {@code treeAggregate}, whose order changes
 * from run to run.
 */
@NullMarked
package org.percept4j.spark;

import org.jspecify.annotations.NullMarked;
