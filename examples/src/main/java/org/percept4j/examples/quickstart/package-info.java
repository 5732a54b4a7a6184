/**
 * Short programs to read first and to copy from; they use nothing but the library and DL4J. {@code
 * HearTraining}, {@code SeeReceptiveField}, {@code ReadHypercolumns}, {@code WatchLive} and {@code
 * TrainFaster}, on the small network of {@code Bars}.
 */
@NullMarked
package org.percept4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
