package dev.plimsoll.cli.db;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import java.util.ArrayList;
import java.util.List;

/// The tables of a source that an extract could read, for people.
final class ReadableTables {
  private ReadableTables() {}

  /// What can be read there, and what cannot and why.
  static List<String> lines(List<TableExplanation> tables) {
    List<String> lines = new ArrayList<>();
    List<TableExplanation> readable = tables.stream().filter(ReadableTables::isReadable).toList();
    lines.add(
        readable.isEmpty()
            ? "no table can be read"
            : "%s can be read: about %s, %s"
                .formatted(
                    Amounts.count(readable.size(), "table"),
                    Amounts.count(readable.stream().mapToLong(TableExplanation::rows).sum(), "row"),
                    Amounts.bytes(
                        readable.stream().mapToLong(TableExplanation::sourceBytes).sum())));
    for (TableExplanation table : tables) {
      if (!isReadable(table)) {
        lines.add(Printable.line(table.table() + " REFUSED: " + refusal(table)));
      }
    }
    return lines;
  }

  static boolean isReadable(TableExplanation table) {
    return table.errorCode() == null;
  }

  private static String refusal(TableExplanation table) {
    String text = table.error() == null ? "" : table.error();
    return table.errorCode() == null ? text : table.errorCode().value() + ": " + text;
  }
}
