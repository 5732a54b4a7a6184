package org.percept4j.erf.measure;

/**
 * Describes one ring of a radial profile: the pixels whose distance from the centre rounds to
 * {@code radius}.
 *
 * @param radius distance from the centre in pixels
 * @param pixels how many pixels the ring has; 0 where none has that distance
 * @param mean mean magnitude in the ring; 0 without pixels
 * @param cumulative fraction of the whole mass in this ring and those inside it; NaN for a zero map
 */
public record RadialRing(int radius, int pixels, double mean, double cumulative) {}
