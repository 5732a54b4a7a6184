package org.percept4j.erf.measure;

/**
 * A maximum of a map.
 *
 * @param row its row
 * @param column its column
 * @param value its magnitude
 * @param prominence how far one must descend from it to reach a higher peak; its full value for the
 *     highest
 */
public record Peak(int row, int column, double value, double prominence) {}
