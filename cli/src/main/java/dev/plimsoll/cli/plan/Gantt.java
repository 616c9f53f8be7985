package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.ArrayList;
import java.util.List;

/// The schedule as bars in text.
final class Gantt {
  private static final int LONGEST_NAME = 32;

  private Gantt() {}

  /// A line for each build, in the order given.
  ///
  /// @param width of the bars in characters, 1 or more
  static List<String> lines(List<PlannedBuild> builds, long makespanMillis, int width) {
    int names =
        builds.stream()
            .mapToInt(build -> Math.min(LONGEST_NAME, name(build).length()))
            .max()
            .orElse(0);
    double perCharacter = Math.max(1, makespanMillis) / (double) width;
    List<String> lines = new ArrayList<>();
    for (PlannedBuild build : builds) {
      int from = (int) Math.clamp(Math.round(build.startMillis() / perCharacter), 0, width - 1);
      long end = build.startMillis() + build.predictedMillis();
      int to = (int) Math.clamp(Math.round(end / perCharacter), from + 1, width);
      String name = TextTable.middleCut(name(build), LONGEST_NAME);
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

  private static String name(PlannedBuild build) {
    return build.indexName();
  }
}
