/**
 * Lets a person explore a network in a browser: what a unit looks at, what looks alike to the
 * network, and what a few painted labels are enough to tell.
 */
@NullMarked
package org.percept4j.examples.explore;

import org.jspecify.annotations.NullMarked;
