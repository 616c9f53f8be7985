package dev.plimsoll.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Plot of lines and points as SVG, the same bytes for the same figures. White ground, so that it
/// can be read on dark pages.
final class LinePlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 250;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  // Distinguishable for colour-blind readers.
  private static final List<String> COLOURS =
      List.of("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999");

  /// @param drawn as marks for what was measured, or a line for what is modelled or joined
  record Series(String name, boolean marks, boolean line, List<Fit.Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /// @param logarithmic both axes
  record Axes(String title, String x, String y, boolean logarithmic) {}

  private final Axes axes;
  private final List<Series> all;
  private final double leastX;
  private final double mostX;
  private final double leastY;
  private final double mostY;

  private LinePlot(Axes axes, List<Series> all) {
    this.axes = axes;
    this.all = all;
    List<Fit.Point> points = all.stream().flatMap(one -> one.points().stream()).toList();
    double least = points.stream().mapToDouble(Fit.Point::y).min().orElse(1);
    double most = points.stream().mapToDouble(Fit.Point::y).max().orElse(1);
    leastX = axes.logarithmic() ? points.stream().mapToDouble(Fit.Point::x).min().orElse(1) : 0;
    mostX = points.stream().mapToDouble(Fit.Point::x).max().orElse(1);
    leastY = axes.logarithmic() ? Math.pow(10, Math.floor(Math.log10(least))) : 0;
    mostY = axes.logarithmic() ? Math.pow(10, Math.ceil(Math.log10(most))) : most * 1.05;
  }

  static String of(Axes axes, List<Series> all) {
    return new LinePlot(axes, all).draw();
  }

  private String draw() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">"
            .formatted(WIDTH, HEIGHT));
    lines.add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>".formatted(WIDTH, HEIGHT));
    text(lines, LEFT, 22, "start", axes.title());
    text(lines, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", axes.x());
    lines.add(
        "<text x=\"16\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 16 %d)\">%s</text>"
            .formatted((TOP + HEIGHT - BOTTOM) / 2, (TOP + HEIGHT - BOTTOM) / 2, escape(axes.y())));
    ticks(lines);
    for (int i = 0; i < all.size(); i++) {
      series(lines, all.get(i), COLOURS.get(i % COLOURS.size()), TOP + 16 + 20 * i);
    }
    lines.add("</svg>");
    return String.join("\n", lines) + "\n";
  }

  private void ticks(List<String> lines) {
    for (double x : values(leastX, mostX)) {
      line(lines, x(x), TOP, x(x), HEIGHT - BOTTOM, "#ddd");
      text(lines, x(x), HEIGHT - BOTTOM + 16, "middle", number(x));
    }
    for (double y : values(leastY, mostY)) {
      line(lines, LEFT, y(y), WIDTH - RIGHT, y(y), "#ddd");
      text(lines, LEFT - 6, y(y) + 4, "end", number(y));
    }
  }

  private List<Double> values(double least, double most) {
    List<Double> values = new ArrayList<>();
    if (axes.logarithmic()) {
      for (double value = Math.pow(10, Math.ceil(Math.log10(least) - 1e-9));
          value <= most * 1.000001;
          value *= 10) {
        values.add(value);
      }
      return values;
    }
    double rough = most / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = rough / power < 2 ? power : rough / power < 5 ? 2 * power : 5 * power;
    for (int i = 0; i * step <= most * 1.000001; i++) {
      values.add(i * step);
    }
    return values;
  }

  private void series(List<String> lines, Series series, String colour, int legend) {
    if (series.line()) {
      StringBuilder path = new StringBuilder();
      series
          .points()
          .forEach(point -> path.append("%s%s".formatted(path.isEmpty() ? "" : " ", at(point))));
      lines.add(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>"
              .formatted(colour, path));
      line(lines, WIDTH - RIGHT + 12, legend - 4, WIDTH - RIGHT + 32, legend - 4, colour);
    }
    if (series.marks()) {
      series.points().forEach(point -> mark(lines, x(point.x()), y(point.y()), colour));
      mark(lines, WIDTH - RIGHT + 22, legend - 4, colour);
    }
    text(lines, WIDTH - RIGHT + 38, legend, "start", series.name());
  }

  private String at(Fit.Point point) {
    return decimal(x(point.x())) + "," + decimal(y(point.y()));
  }

  private double x(double value) {
    return LEFT + share(value, leastX, mostX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - share(value, leastY, mostY) * (HEIGHT - TOP - BOTTOM);
  }

  private double share(double value, double least, double most) {
    return axes.logarithmic()
        ? Math.log(value / least) / Math.log(most / least)
        : (value - least) / (most - least);
  }

  private static void mark(List<String> lines, double x, double y, String colour) {
    lines.add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"/>"
            .formatted(decimal(x), decimal(y), colour));
  }

  private static void line(
      List<String> lines, double x1, double y1, double x2, double y2, String colour) {
    lines.add(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>"
            .formatted(decimal(x1), decimal(y1), decimal(x2), decimal(y2), colour));
  }

  private static void text(List<String> lines, double x, double y, String anchor, String text) {
    lines.add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(decimal(x), decimal(y), anchor, escape(text)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return value >= 1_000 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
