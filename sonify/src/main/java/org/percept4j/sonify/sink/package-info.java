/**
 * Where frames go: WAV and MIDI files, the loudspeaker, logs; each on a thread of its own behind a
 * bounded queue. None of it needs a network.
 */
@NullMarked
package org.percept4j.sonify.sink;

import org.jspecify.annotations.NullMarked;
