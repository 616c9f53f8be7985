package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.Fit.Point;
import dev.plimsoll.benchmarks.scale.LinePlot.Axes;
import dev.plimsoll.benchmarks.scale.LinePlot.Series;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Plots of the report.
final class ScalePlots {
  private ScalePlots() {}

  /// SVG by file name.
  static Map<String, String> of(ScaleFindings findings) {
    Map<String, String> plots = new LinkedHashMap<>();
    plots.put("scale-rates.svg", rates(findings));
    plots.put("scale-log.svg", log(findings));
    plots.put("scale-pods.svg", pods(findings));
    return plots;
  }

  private static String rates(ScaleFindings findings) {
    Map<String, List<Point>> works = new LinkedHashMap<>();
    for (Scaled one : findings.scaled()) {
      works
          .computeIfAbsent(
              "%s, %s: %s".formatted(one.service(), one.limit(), shortened(one.work())),
              _ -> new ArrayList<>())
          .add(
              new Point(
                  one.processes(),
                  ScaleModel.rate(one) / ScaleModel.rate(ScaleChecks.single(findings, one))));
    }
    List<Series> series = new ArrayList<>();
    works.forEach((name, points) -> series.add(new Series(name, true, true, points)));
    return LinePlot.of(
        new Axes("Measured: rate beside one process", "processes", "x one process", false), series);
  }

  private static String shortened(String work) {
    return work.length() <= 18 ? work : work.substring(0, 17) + "…";
  }

  private static String log(ScaleFindings findings) {
    ScaleModel model = new ScaleModel(findings);
    List<Point> measured =
        model.byPartitions().stream()
            .map(one -> new Point(one.partitions(), one.micros()))
            .toList();
    List<Point> modelled =
        IntStream.rangeClosed(4, 20)
            .mapToObj(i -> Math.pow(10, i / 4.0))
            .map(partitions -> new Point(partitions, model.microsAtPartitions(partitions)))
            .filter(point -> point.y() > 0)
            .toList();
    List<Series> series = new ArrayList<>();
    series.add(new Series("measured", true, false, measured));
    if (!modelled.isEmpty()) {
      series.add(new Series("modelled", false, true, modelled));
    }
    return LinePlot.of(
        new Axes("Giving a batch its offset, one worker", "partitions", "µs", true), series);
  }

  private static String pods(ScaleFindings findings) {
    ScaleModel model = new ScaleModel(findings);
    List<Series> series = new ArrayList<>();
    model.ofPods().stream()
        .filter(one -> one.quantity().startsWith("connections"))
        .filter(one -> !Double.isNaN(one.values().getFirst()))
        .forEach(
            one ->
                series.add(
                    new Series(
                        one.quantity(),
                        false,
                        true,
                        IntStream.range(0, one.values().size())
                            .mapToObj(i -> new Point(ScaleModel.PODS.get(i), one.values().get(i)))
                            .toList())));
    series.add(
        new Series(
            "max_connections",
            false,
            true,
            List.of(
                new Point(0, ServiceConstants.CLUSTER_CONNECTIONS),
                new Point(100, ServiceConstants.CLUSTER_CONNECTIONS))));
    return LinePlot.of(
        new Axes("Modelled: connections", "pods of each service", "connections", false), series);
  }
}
