package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.ArrayList;
import java.util.List;

/// What a plan will execute, as a script that can be read, and run by hand.
final class SqlText {
  private SqlText() {}

  static List<String> lines(List<PlannedBuild> builds) {
    List<String> lines = new ArrayList<>();
    for (PlannedBuild build : builds) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add("-- " + Printable.line(build.table() + " " + build.definition()));
      if (build.sql().isEmpty()) {
        lines.add("-- the planner gave no statements");
      }
      build.sql().forEach(statement -> lines.add(terminated(Printable.lines(statement))));
    }
    return lines;
  }

  private static String terminated(String statement) {
    String stripped = statement.strip();
    return stripped.endsWith(";") ? stripped : stripped + ";";
  }
}
