/**
 * Hypercolumns: the activations of chosen layers at every pixel, as a virtual volume. Learning on
 * pixels is in {@code learn}; networks are run in {@code core}; VGG-16's weights are read in {@code
 * vgg16}.
 *
 * <ul>
 *   <li>From a network to maps: {@code HypercolumnExtractor}, {@code Layout}, {@code LayerScaling}.
 *   <li>The volume: {@code Hypercolumns} over {@code FeatureMaps}, each in its place a {@code
 *       Block}. Asked for points it becomes {@code PointSamples} by {@code PointTaps}; for
 *       everything a {@code DenseVolume} or a {@code ColumnStream}; for regions {@code Pooling}.
 *   <li>Arithmetic on the small maps instead of the volume: {@code Factorised}, {@code Projection},
 *       {@code SquaredNorms}, {@code Covariance}, {@code Overlap}.
 *   <li>Memory: {@code LargeArrays}, {@code SampleMatrix}.
 * </ul>
 */
@NullMarked
package org.percept4j.hypercolumn;

import org.jspecify.annotations.NullMarked;
