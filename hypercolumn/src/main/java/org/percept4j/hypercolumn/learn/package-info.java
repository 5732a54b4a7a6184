/**
 * Learning on pixels by their hypercolumns, by the volume's public products alone ({@link
 * org.percept4j.hypercolumn.PixelProducts}): nothing here builds a volume.
 *
 * <ul>
 *   <li>Sums over images: a {@code PixelSource} goes through images, in memory, from a stream or on
 *       other machines, and merges ({@code Mergeable}) what {@code ImageSums} makes of each, in a
 *       fixed order. {@code PixelMoments}, {@code ClusterSums} and {@code RegressionSums} are such
 *       sums.
 *   <li>Clusters: {@code KMeans} runs {@code Lloyd} with {@code Seeding} and {@code EmptyClusters}
 *       and gives {@code PixelClusters}.
 *   <li>Others that are fitted: {@code PixelScaler}, {@code PixelPca}, {@code PixelClassifier} by
 *       {@code LogisticRegression}, {@code PixelRegression} by {@code Cholesky}.
 *   <li>Without fitting: {@code PixelSimilarity}.
 *   <li>On disk: {@code ModelFile}.
 * </ul>
 */
@NullMarked
package org.percept4j.hypercolumn.learn;

import org.jspecify.annotations.NullMarked;
