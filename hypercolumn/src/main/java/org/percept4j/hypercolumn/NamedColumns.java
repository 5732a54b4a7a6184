package org.percept4j.hypercolumn;

/**
 * The hypercolumns of an image of a set.
 *
 * @param name the image's name
 * @param columns its columns
 */
public record NamedColumns(String name, Hypercolumns columns) {}
