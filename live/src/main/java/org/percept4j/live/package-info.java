/**
 * Shows and sounds training in any browser, fed by the program that trains, and writes the same
 * page as one file: {@link org.percept4j.live.Dashboard} and {@link org.percept4j.live.Report}.
 */
@NullMarked
package org.percept4j.live;

import org.jspecify.annotations.NullMarked;
