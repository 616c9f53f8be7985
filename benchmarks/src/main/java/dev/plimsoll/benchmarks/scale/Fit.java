package dev.plimsoll.benchmarks.scale;

import java.util.List;

/// Straight line through points, by least squares.
///
/// @param slope 0 where all points have the same x
record Fit(double intercept, double slope) {
  record Point(double x, double y) {}

  /// @throws IllegalArgumentException for no points
  static Fit through(List<Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("no points have no line");
    }
    double x = points.stream().mapToDouble(Point::x).average().orElseThrow();
    double y = points.stream().mapToDouble(Point::y).average().orElseThrow();
    double with = points.stream().mapToDouble(one -> (one.x() - x) * (one.y() - y)).sum();
    double spread = points.stream().mapToDouble(one -> (one.x() - x) * (one.x() - x)).sum();
    double slope = spread == 0 ? 0 : with / spread;
    return new Fit(y - slope * x, slope);
  }

  double at(double x) {
    return intercept + slope * x;
  }

  /// By how much the line is off a point, as a share of what was measured: 0.1 is 10 % too much.
  double residual(Point measured) {
    return at(measured.x()) / measured.y() - 1;
  }
}
