package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.SpecialColumn;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.Receipt.Unproven;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Receipts as text, four lines a table: source, files, log and target.
public final class ReceiptText {

  private ReceiptText() {}

  public static List<String> lines(ExtractView extract, Receipt receipt) {
    List<String> lines = new ArrayList<>();
    if (!receipt.tables().isEmpty()) {
      lines.addAll(table(receipt.tables()));
      lines.add("");
    }
    lines.addAll(verdict(extract, receipt));
    receipt.tables().forEach(one -> lines.addAll(special(one)));
    return lines;
  }

  private static List<String> table(List<TableReceipt> receipts) {
    TextTable text = new TextTable().left("TABLE", "WHERE").right("ROWS").left("DIGEST", "");
    for (TableReceipt one : receipts) {
      Rows rows = one.rows();
      Digests digests = one.digests();
      text.row(
          one.table().toString(),
          "source",
          Amounts.count(rows.source()),
          digests.source(),
          moment(one.consistency()));
      text.row(
          "",
          "files",
          Amounts.count(rows.file()),
          digests.file(),
          same(rows.source() == rows.file() && digests.source().equals(digests.file()))
              + ", "
              + Amounts.count(one.files(), "file"));
      // The log holds offsets, not rows: no digest.
      text.row("", "log", Amounts.count(rows.log()), "", same(rows.source() == rows.log()));
      text.row(
          "",
          "target",
          Amounts.count(rows.target()),
          digests.target(),
          same(rows.source() == rows.target() && digests.source().equals(digests.target()))
              + (rows.deleted() == null ? "" : ", " + Amounts.count(rows.deleted()) + " deleted"));
    }
    return text.lines(Integer.MAX_VALUE);
  }

  // Equal here, but not for every reader of the files.
  private static List<String> special(TableReceipt one) {
    List<SpecialColumn> columns = one.specialValues();
    return columns == null
        ? List.of()
        : columns.stream().map(column -> "note: " + special(one.table(), column)).toList();
  }

  private static String special(QualifiedName table, SpecialColumn column) {
    String name = Printable.line(table + "." + column.column());
    String rule = column.rule();
    if (column.values() > 0) {
      return name
          + " has "
          + Amounts.count(column.values(), "value")
          + " that not every reader of the files sees as the source has it (infinity, or outside"
          + " of the years 1 to 9999): see --special-values";
    }
    return name + ": special values are read as " + rule + ", as was asked for";
  }

  private static String moment(@Nullable Consistency consistency) {
    return switch (consistency) {
      case SNAPSHOT -> "extracted of one moment";
      case RANGE -> "extracted of a moment for each range of keys";
      case null -> "";
    };
  }

  private static String same(boolean same) {
    return same ? "equal" : "DIFFERS";
  }

  private static List<String> verdict(ExtractView extract, Receipt receipt) {
    if (receipt.proven()) {
      return List.of(
          "PROVEN: %s, %s: source, files, log and target are equal"
              .formatted(
                  Amounts.count(receipt.tables().size(), "table"),
                  Amounts.count(
                      receipt.tables().stream().mapToLong(one -> one.rows().source()).sum(),
                      "row")));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (receipt.state()) {
          case RUNNING -> "NOT PROVEN YET: " + progress(extract, receipt);
          case DONE -> "NOT PROVEN";
          case FAILED -> "NOT PROVEN: it could not all be read again";
          case null -> "NOT PROVEN: the receipt is " + receipt.rawState();
        });
    for (TableReceipt one : receipt.tables()) {
      if (!one.equal()) {
        lines.add("  " + Printable.line(one.table() + ": " + difference(one)));
      }
    }
    if (receipt.state() != Receipt.State.RUNNING) {
      for (QualifiedName missing : missing(extract, receipt)) {
        lines.add("  " + Printable.line(missing + ": was not read again"));
      }
      receipt.failures().forEach(failure -> lines.addAll(lines(failure)));
    }
    return lines;
  }

  private static List<String> lines(Unproven failure) {
    String whose = failure.table() == null ? "reading again" : failure.table().toString();
    return List.of(
        "  "
            + Printable.line(
                whose + ": failed, " + failure.code().value() + ": " + failure.message()),
        "    fix: " + Printable.line(failure.fix()));
  }

  private static List<QualifiedName> missing(ExtractView extract, Receipt receipt) {
    Set<QualifiedName> known =
        Stream.concat(
                receipt.tables().stream().map(TableReceipt::table),
                receipt.failures().stream().map(Unproven::table).filter(Objects::nonNull))
            .collect(Collectors.toSet());
    return extract.tables().stream()
        .map(TableView::table)
        .filter(table -> !known.contains(table))
        .toList();
  }

  private static String difference(TableReceipt one) {
    Rows rows = one.rows();
    if (rows.lost() > 0) {
      return "the target lacks " + Amounts.count(rows.lost(), "row") + " of the source";
    }
    if (rows.doubled() > 0) {
      return "the target has " + Amounts.count(rows.doubled(), "row") + " beyond the source";
    }
    return "as many rows in source and target, but not the same everywhere";
  }

  static String progress(ExtractView extract, Receipt receipt) {
    long equal = receipt.tables().stream().filter(TableReceipt::equal).count();
    return "%s of %s compared, %s equal"
        .formatted(
            Amounts.count(receipt.tables().size()),
            Amounts.count(extract.tables().size(), "table"),
            Amounts.count(equal));
  }

  static String line(TableReceipt one) {
    return Printable.line(one.table().toString())
        + ": "
        + (one.equal()
            ? "equal, %s, digest %s"
                .formatted(Amounts.count(one.rows().source(), "row"), one.digests().source())
            : "DIFFERS: " + difference(one));
  }
}
