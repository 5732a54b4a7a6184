/**
 * Computes what a unit can see at all: receptive field arithmetic over a graph of operations on
 * each axis, read from DL4J configurations without any weights, and the exact effective field of
 * linear networks. Nothing here runs a network.
 */
@NullMarked
package org.percept4j.erf.theory;

import org.jspecify.annotations.NullMarked;
