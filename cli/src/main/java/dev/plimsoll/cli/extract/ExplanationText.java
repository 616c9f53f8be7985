package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What an extract would do, for people: a table, and the reasons in sentences.
final class ExplanationText {
  private ExplanationText() {}

  /// @param width of the terminal in characters
  static List<String> lines(ExtractExplanation explanation, int width) {
    List<TableExplanation> planned =
        explanation.tables().stream().filter(ExplanationText::isPlanned).toList();
    Details lines = new Details(1);
    if (!planned.isEmpty()) {
      lines.lines(table(planned, width));
      lines.line("");
      lines.line(
          "%s: %s, %s, %s, about %s"
              .formatted(
                  Amounts.count(planned.size(), "table"),
                  Amounts.count(explanation.rows(), "row"),
                  Amounts.bytes(explanation.sourceBytes()),
                  Amounts.queries(explanation.queries()),
                  Amounts.seconds(explanation.seconds())));
    }
    lines.section("Why", planned.stream().map(ExplanationText::why).toList());
    lines.section("Times", bases(planned));
    lines.section(
        "Deletes",
        planned.stream()
            .flatMap(table -> Stream.ofNullable(table.deletes()).map(keys -> deletes(table, keys)))
            .toList());
    lines.section(
        "Refused",
        explanation.tables().stream()
            .filter(table -> !isPlanned(table))
            .map(ExplanationText::refusal)
            .toList());
    return lines.lines();
  }

  static boolean isPlanned(TableExplanation table) {
    return table.errorCode() == null;
  }

  private static List<String> table(List<TableExplanation> tables, int width) {
    TextTable text =
        new TextTable()
            .left("TABLE", "STRATEGY")
            .right("ROWS", "BYTES", "RANGES", "WORKERS", "QUERIES", "TIME");
    for (TableExplanation table : tables) {
      text.row(
          table.table().toString(),
          table.strategy(),
          Amounts.count(table.rows()),
          Amounts.bytes(table.sourceBytes()),
          Amounts.count(table.ranges()),
          Integer.toString(table.workers()),
          Amounts.count(table.queries()),
          Amounts.seconds(table.seconds()));
    }
    return text.lines(width);
  }

  private static String why(TableExplanation table) {
    return table.table()
        + " by "
        + table.strategy()
        + ": "
        + table.why()
        + (table.consistency() == null
            ? ""
            : "; its rows are of " + TableDetails.moment(table.consistency()));
  }

  /// Each once: tables that are read alike take their time from the same figures.
  private static List<String> bases(List<TableExplanation> tables) {
    Set<String> bases = new LinkedHashSet<>();
    tables.forEach(table -> bases.add(table.strategy() + ": " + table.basis()));
    return List.copyOf(bases);
  }

  private static String deletes(TableExplanation table, ComparedKeys keys) {
    return "%s: keys of about %s at the target are compared in %s; where more than %d %% of them or %s would go, none does"
        .formatted(
            table.table(),
            Amounts.count(keys.targetRows(), "row"),
            Amounts.count(keys.ranges(), "range"),
            keys.maxPercent(),
            Amounts.count(keys.maxRows(), "row"));
  }

  private static String refusal(TableExplanation table) {
    return table.table() + ": " + Words.error(table.errorCode(), table.error());
  }
}
