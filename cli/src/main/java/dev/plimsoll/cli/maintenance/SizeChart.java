package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.maintenance.RelationSizes.SizePoint;
import java.util.List;

/// Sizes over time as a table, with a line of blocks for each relation.
final class SizeChart {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int STEPS = 24;

  private SizeChart() {}

  static List<String> lines(List<RelationSizes> sizes, int width) {
    TextTable table =
        new TextTable()
            .left("relation")
            .right("bytes", "before")
            .leftIfRoom("over time")
            .leftIfRoom("since");
    for (RelationSizes relation : sizes) {
      List<SizePoint> points = relation.points();
      table.row(
          relation.relation(),
          Amounts.bytes(points.getLast().bytes()),
          Amounts.bytes(points.getFirst().bytes()),
          blocks(points),
          Amounts.moment(points.getFirst().at()));
    }
    return table.lines(width);
  }

  /// The largest of each step, as a share of the largest of all.
  private static String blocks(List<SizePoint> points) {
    long most = Math.max(1, points.stream().mapToLong(SizePoint::bytes).max().orElse(1));
    int steps = Math.min(STEPS, points.size());
    StringBuilder line = new StringBuilder();
    for (int step = 0; step < steps; step++) {
      long bytes =
          points.subList(step * points.size() / steps, (step + 1) * points.size() / steps).stream()
              .mapToLong(SizePoint::bytes)
              .max()
              .orElse(0);
      line.append(BLOCKS.charAt((int) ((BLOCKS.length() - 1) * bytes / most)));
    }
    return line.toString();
  }
}
