package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One table of an extract in full, for people.
final class TableDetails {
  private TableDetails() {}

  static List<String> lines(ExtractView extract, TableView table) {
    TableCounters counters = table.counters();
    TableReading reading = table.reading();
    List<String> lines = new ArrayList<>();
    lines.add(ExtractText.name(table));
    row(lines, "extract", extract.id() + " of " + extract.source());
    row(lines, "target", extract.target());
    row(lines, "target table", table.targetTable() == null ? "" : table.targetTable().toString());
    row(lines, "state", state(table));
    row(lines, "strategy", table.strategy());
    if (reading != null) {
      row(lines, "why", reading.why());
      row(lines, "rows are of", moment(reading.consistency()));
      row(lines, "generation", Integer.toString(reading.generation()));
    }
    row(lines, "key", String.join(", ", table.sourceKey()));
    IncrementWindow increment = table.increment();
    if (increment != null) {
      row(lines, "increment", window(increment));
      row(lines, "waits for", increment.waitsFor());
      row(lines, "new columns", String.join(", ", increment.addedColumns()));
      row(lines, "merged", extract.target() == null ? "" : merged(increment));
    }
    row(lines, "read tasks", Amounts.count(table.readTasks()));
    row(lines, "rows", ExtractText.rows(table));
    row(lines, "loaded", extract.target() == null ? "" : Amounts.count(counters.rowsLoaded()));
    row(lines, "rows/s", ExtractText.rowRate(table));
    row(lines, "bytes/s", ExtractText.byteRate(table));
    row(lines, "files", files(counters));
    row(lines, "queries", queries(counters));
    row(lines, "iceberg", table.iceberg() == null ? "" : ExtractText.iceberg(table.iceberg()));
    row(lines, "log topic", table.logTopic());
    row(lines, "started", table.startedAt() == null ? "" : table.startedAt().toString());
    row(lines, "ended", table.endedAt() == null ? "" : table.endedAt().toString());
    row(lines, "took", ExtractText.took(table.startedAt(), table.endedAt()));
    if (table.errorCode() != null || table.error() != null) {
      row(lines, "error", ExtractText.error(table));
    }
    row(lines, "fix", fix(table));
    return lines;
  }

  private static String fix(TableView table) {
    IcebergSnapshot iceberg = table.iceberg();
    ErrorCode code =
        table.errorCode() != null || iceberg == null ? table.errorCode() : iceberg.errorCode();
    return code == null ? "" : code.fix();
  }

  private static String state(TableView table) {
    String toGo = ExtractText.toGo(table);
    return ExtractText.state(table)
        + (table.state() == ExtractView.TableState.EXTRACTING
            ? ", " + Amounts.percent(ExtractProgress.fraction(table)) + " %"
            : "")
        + (toGo.isEmpty() ? "" : ", about " + toGo + " to go");
  }

  /// Which moment of the source rows are of, in words.
  static String moment(@Nullable Consistency consistency) {
    return switch (consistency) {
      case SNAPSHOT -> "one moment";
      case RANGE -> "a moment for each range of keys";
      case null -> "moments that this version has no word for";
    };
  }

  private static String window(IncrementWindow increment) {
    StringBuilder window = new StringBuilder("by ");
    window.append(increment.column() == null ? increment.mode() : increment.column());
    if (increment.low() != null) {
      window.append(", above ").append(increment.low());
    }
    window.append(increment.high() == null ? ", nothing yet" : ", up to " + increment.high());
    return window.toString();
  }

  private static String merged(IncrementWindow increment) {
    return Amounts.count(increment.inserted())
        + " new, "
        + Amounts.count(increment.replaced())
        + " replaced"
        + (increment.deleted() == null
            ? ""
            : ", " + Amounts.count(increment.deleted()) + " deleted");
  }

  private static String files(TableCounters counters) {
    return Amounts.count(counters.objects()) + ", " + Amounts.bytes(counters.bytes());
  }

  private static String queries(TableCounters counters) {
    return Amounts.count(counters.queries())
        + ", "
        + Amounts.count(counters.emptyQueries())
        + " of them empty";
  }

  /// Left out where there is nothing to say.
  private static void row(List<String> lines, String heading, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add("  %-11s  %s".formatted(heading, Printable.line(value)));
    }
  }
}
