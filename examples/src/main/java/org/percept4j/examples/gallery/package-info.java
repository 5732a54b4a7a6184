/** The main job: trains, records and measures, and puts everything on one page. */
@NullMarked
package org.percept4j.examples.gallery;

import org.jspecify.annotations.NullMarked;
