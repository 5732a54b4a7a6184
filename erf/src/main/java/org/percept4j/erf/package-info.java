/** Effective receptive fields: theory, measurement and pictures. */
@NullMarked
package org.percept4j.erf;

import org.jspecify.annotations.NullMarked;
