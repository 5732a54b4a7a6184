package org.percept4j.erf.measure;

/**
 * Squares that grow around the middle pixel (Ding et al. 2022, the analysis script of RepLKNet).
 */
final class AreaRatio {

  private AreaRatio() {}

  static double of(ErfMap map, double fraction) {
    double whole = map.mass();
    if (!(whole > 0 && Double.isFinite(whole))) {
      return Double.NaN;
    }
    int middleRow = map.rows() / 2;
    int middleColumn = map.columns() / 2;
    double[] v = map.toArray();
    int reach = 1;
    while (2 * reach + 1 < Math.max(map.rows(), map.columns())) {
      if (massWithin(map, v, middleRow, middleColumn, reach) / whole > fraction) {
        break;
      }
      reach++;
    }
    double side = 2.0 * reach + 1;
    return Math.min(1, side / map.rows() * side / map.columns());
  }

  private static double massWithin(ErfMap map, double[] v, int row, int column, int reach) {
    double mass = 0;
    for (int r = Math.max(0, row - reach); r <= Math.min(map.rows() - 1, row + reach); r++) {
      for (int c = Math.max(0, column - reach);
          c <= Math.min(map.columns() - 1, column + reach);
          c++) {
        mass += Math.abs(v[r * map.columns() + c]);
      }
    }
    return mass;
  }
}
