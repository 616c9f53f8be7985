package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.ArrayList;
import java.util.List;

/// Schedules as text bars.
public final class Gantt {
  private static final int LONGEST_NAME = 32;

  private Gantt() {}

  /// @param startMillis after the schedule's start
  /// @param endMillis after the schedule's start
  public record Bar(String name, long startMillis, long endMillis) {
    public Bar {
      name = Printable.line(name);
    }
  }

  static List<String> lines(List<PlannedBuild> builds, long makespanMillis, int width) {
    return bars(barsOf(builds), makespanMillis, width);
  }

  /// One line for each bar. The bars take `width` characters, 1 or more.
  public static List<String> bars(List<Bar> bars, long makespanMillis, int width) {
    int names = nameWidth(bars);
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

  /// The time axis below the bars.
  static String scale(List<PlannedBuild> builds, long makespanMillis, int width) {
    String end = Amounts.millis(makespanMillis);
    return " ".repeat(nameWidth(barsOf(builds)) + 2)
        + "0"
        + " ".repeat(Math.max(1, width - 1 - end.length()))
        + end;
  }

  private static List<Bar> barsOf(List<PlannedBuild> builds) {
    return builds.stream()
        .map(build -> new Bar(build.indexName(), build.place().startMillis(), build.endMillis()))
        .toList();
  }

  /// Characters left for the bars.
  static int room(List<PlannedBuild> builds, int width) {
    return width - nameWidth(barsOf(builds)) - 3;
  }

  private static int nameWidth(List<Bar> bars) {
    return bars.stream()
        .mapToInt(bar -> Math.min(LONGEST_NAME, bar.name().length()))
        .max()
        .orElse(0);
  }
}
