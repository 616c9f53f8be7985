package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.ArrayList;
import java.util.List;

/// The schedule as bars in text.
public final class Gantt {
  private static final int LONGEST_NAME = 32;

  private Gantt() {}

  /// @param startMillis after the schedule's start
  /// @param endMillis after the schedule's start
  public record Bar(String name, long startMillis, long endMillis) {}

  /// A line for each build, in the order given.
  ///
  /// @param width of the bars in characters, 1 or more
  static List<String> lines(List<PlannedBuild> builds, long makespanMillis, int width) {
    return bars(
        builds.stream()
            .map(
                build ->
                    new Bar(
                        build.indexName(),
                        build.startMillis(),
                        build.startMillis() + build.predictedMillis()))
            .toList(),
        makespanMillis,
        width);
  }

  /// A line for each bar, in the order given.
  ///
  /// @param width of the bars in characters, 1 or more
  public static List<String> bars(List<Bar> bars, long makespanMillis, int width) {
    int names =
        bars.stream().mapToInt(bar -> Math.min(LONGEST_NAME, bar.name().length())).max().orElse(0);
    double perCharacter = Math.max(1, makespanMillis) / (double) width;
    List<String> lines = new ArrayList<>();
    for (Bar bar : bars) {
      int from = (int) Math.clamp(Math.round(bar.startMillis() / perCharacter), 0, width - 1);
      int to = (int) Math.clamp(Math.round(bar.endMillis() / perCharacter), from + 1, width);
      String name = TextTable.middleCut(bar.name(), LONGEST_NAME);
      lines.add(
          name
              + " ".repeat(names - name.length())
              + " |"
              + " ".repeat(from)
              + "=".repeat(to - from)
              + " ".repeat(width - to)
              + "|");
    }
    return lines;
  }
}
