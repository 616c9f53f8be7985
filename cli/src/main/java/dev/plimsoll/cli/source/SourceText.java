package dev.plimsoll.cli.source;

import dev.plimsoll.cli.address.AddressText;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.TextTable.Align;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import java.util.ArrayList;
import java.util.List;

/// Sources, for people.
final class SourceText {
  private SourceText() {}

  static List<String> table(List<EndpointRegistration> sources) {
    TextTable table =
        new TextTable()
            .column("NAME", Align.LEFT)
            .column("KIND", Align.LEFT)
            .column("ADDRESS", Align.LEFT)
            .column("SSLMODE", Align.LEFT)
            .column("PASSWORD", Align.LEFT);
    for (EndpointRegistration source : sources) {
      DatabaseAddress address = source.address();
      table.row(
          source.name(),
          source.kind().title(),
          AddressText.address(address),
          address.sslMode().value(),
          AddressText.credential(address));
    }
    return table.lines(Integer.MAX_VALUE);
  }

  static List<String> lines(EndpointRegistration source) {
    DatabaseAddress address = source.address();
    return List.of(
        "source    " + source.name(),
        "kind      " + source.kind().title(),
        "address   " + Printable.line(AddressText.address(address)),
        "sslmode   " + address.sslMode().value(),
        "password  " + AddressText.credential(address));
  }

  /// What can be read there, and what cannot and why.
  static List<String> readable(List<TableExplanation> tables) {
    List<String> lines = new ArrayList<>();
    List<TableExplanation> readable = tables.stream().filter(SourceText::isReadable).toList();
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
