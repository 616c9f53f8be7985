package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

final class ExtractText {
  private ExtractText() {}

  static List<String> list(List<ExtractView> extracts, int width) {
    return new RowTable<ExtractView>()
        .left("ID", extract -> Ids.shortId(extract.id()))
        .left("SOURCE", ExtractView::source)
        .left("TARGET", ExtractView::target)
        .left("STATE", extract -> Words.state(extract.rawState()))
        .left("STARTED", extract -> Amounts.moment(extract.startedAt()))
        .rightIfRoom("TOOK", extract -> Amounts.between(extract.startedAt(), extract.endedAt()))
        .count("TABLES", extract -> extract.tables().size())
        .countIfRoom("FAILED", extract -> count(extract, TableState.FAILED))
        .count("ROWS", extract -> sum(extract, TableCounters::rowsExtracted))
        .countIfRoom("FILES", extract -> sum(extract, TableCounters::objects))
        .rightIfRoom("BYTES", extract -> Amounts.bytes(sum(extract, TableCounters::bytes)))
        .lines(extracts, width);
  }

  /// Running tables first, then waiting, failed and ended ones; within each by name.
  static List<TableView> inOrder(ExtractView extract) {
    return extract.tables().stream()
        .sorted(
            Comparator.<TableView>comparingInt(table -> rank(extract, table))
                .thenComparing(TableView::table))
        .toList();
  }

  private static int rank(ExtractView extract, TableView table) {
    return switch (table.state()) {
      case EXTRACTING -> 0;
      case LOADING -> 1;
      case EXTRACTED -> extract.target() == null ? 5 : 2;
      case PLANNED -> 3;
      case null -> 3;
      case FAILED -> 4;
      case LOADED -> 5;
    };
  }

  static List<String> table(ExtractView extract, int width) {
    RowTable<TableView> columns =
        new RowTable<TableView>()
            .left("TABLE", TableView::table)
            .left("STATE", ExtractText::state)
            .left("PROGRESS", ExtractText::progress)
            .right("TO GO", ExtractText::toGo)
            .count("ROWS", table -> table.counters().rowsRead())
            .right("ROWS/S", ExtractText::rowRate)
            .rightIfRoom(
                "EXPECTED",
                table -> {
                  long rows = table.counters().expectedRows();
                  return rows == 0 ? "" : Amounts.count(rows);
                });
    if (extract.target() != null) {
      columns.countIfRoom("LOADED", table -> table.counters().rowsLoaded());
    }
    columns
        .rightIfRoom("BYTES/S", ExtractText::byteRate)
        .leftIfRoom("STRATEGY", ExtractText::strategy)
        .countIfRoom("QUERIES", table -> table.counters().queries())
        .countIfRoom("EMPTY", table -> table.counters().emptyQueries())
        .countIfRoom("FILES", table -> table.counters().objects());
    if (extract.tables().stream().anyMatch(table -> table.iceberg() != null)) {
      columns.left("ICEBERG SNAPSHOT", ExtractText::snapshot);
    }
    return columns.lines(inOrder(extract), width);
  }

  /// Paused, restarted and failed tables with reasons; empty where all is well.
  static List<String> remarks(ExtractView extract) {
    List<String> lines = new ArrayList<>();
    List<TableView> tables = inOrder(extract);
    for (TableView table : tables) {
      if (ExtractProgress.isPaused(table)) {
        lines.add(
            name(table) + " is paused: ./plimsoll extract resume " + Ids.shortId(extract.id()));
      }
    }
    for (TableView table : tables) {
      TableReading reading = table.reading();
      if (reading != null && reading.generation() > 1) {
        lines.add(
            "%s began anew %s: its snapshot was lost, and what it had read was announced to nobody"
                .formatted(name(table), Amounts.count(reading.generation() - 1L, "time")));
      }
    }
    for (TableView table : tables) {
      TableReading reading = table.reading();
      IncrementWindow increment = reading == null ? null : reading.increment();
      if (increment != null && increment.waitsFor() != null) {
        lines.add(name(table) + " stops short: " + Printable.line(increment.waitsFor()));
      }
    }
    Set<ErrorCode> fixed = new HashSet<>();
    for (TableView table : tables) {
      if (table.state() == TableState.FAILED) {
        lines.add(name(table) + " FAILED: " + error(table));
        Failure failure = table.failure();
        if (failure != null && fixed.add(failure.code())) {
          lines.add("  " + failure.fix());
        }
      }
      IcebergSnapshot iceberg = table.iceberg();
      if (iceberg != null && iceberg.state() == IcebergSnapshot.State.FAILED) {
        lines.add(name(table) + " is extracted, not committed to Iceberg: " + iceberg(iceberg));
      }
    }
    return lines;
  }

  static List<String> brief(ExtractView extract) {
    return Details.of().line(summary(extract)).lines(remarks(extract)).lines();
  }

  static List<String> live(ExtractView extract, int width) {
    return Details.of().lines(brief(extract)).lines(table(extract, width)).lines();
  }

  static List<String> full(ExtractView extract, int width) {
    return Details.of()
        .line(summary(extract))
        .paragraph(table(extract, width))
        .paragraph(remarks(extract))
        .lines();
  }

  static String summary(ExtractView extract) {
    return "extract %s of %s%s %s: %s; %s in %s, %s"
        .formatted(
            Ids.shortId(extract.id()),
            extract.source(),
            extract.target() == null ? "" : " into " + extract.target(),
            Words.state(extract.rawState()),
            Words.tally(extract.tables().stream().map(ExtractText::state).sorted(), "no tables"),
            Amounts.count(sum(extract, TableCounters::rowsExtracted), "row"),
            Amounts.count(sum(extract, TableCounters::objects), "file"),
            Amounts.bytes(sum(extract, TableCounters::bytes)));
  }

  static String line(TableView table) {
    TableCounters counters = table.counters();
    StringBuilder line = new StringBuilder(name(table)).append(": ").append(state(table));
    switch (table.state()) {
      case PLANNED -> {}
      case null -> {}
      case FAILED -> line.append(", ").append(error(table));
      case EXTRACTING -> {
        line.append(" by ").append(strategy(table));
        line.append(", ").append(Amounts.percent(ExtractProgress.fraction(table))).append(" %, ");
        line.append(rows(table)).append(" rows, ").append(rowRate(table)).append("/s, ");
        line.append(byteRate(table)).append("/s, ").append(work(counters));
        line.append(toGo(table).isEmpty() ? "" : ", about " + toGo(table) + " to go");
      }
      case EXTRACTED, LOADING, LOADED -> {
        line.append(", ").append(Amounts.count(counters.rowsExtracted(), "row"));
        line.append(", ").append(Amounts.bytes(counters.bytes())).append(", ");
        line.append(work(counters));
        line.append(
            table.state() == TableState.LOADING
                ? ", " + Amounts.count(counters.rowsLoaded()) + " loaded"
                : "");
        String took = took(table);
        line.append(took.isEmpty() ? "" : ", in " + took);
      }
    }
    return line.toString();
  }

  static String took(TableView table) {
    return Amounts.between(table.timing().startedAt(), table.timing().endedAt());
  }

  private static String work(TableCounters counters) {
    return "%s (%s empty), %s"
        .formatted(
            Amounts.queries(counters.queries()),
            Amounts.count(counters.emptyQueries()),
            Amounts.count(counters.objects(), "file"));
  }

  static String name(TableView table) {
    return Printable.line(table.table().toString());
  }

  static String state(TableView table) {
    return ExtractProgress.isPaused(table) ? "paused" : Words.state(table.rawState());
  }

  static String error(TableView table) {
    return Words.error(table.failure());
  }

  static String strategy(TableView table) {
    return table.reading() == null ? "" : table.reading().strategy();
  }

  private static String snapshot(TableView table) {
    IcebergSnapshot iceberg = table.iceberg();
    if (iceberg == null) {
      return "";
    }
    return iceberg.snapshotId() == null ? Words.state(iceberg.rawState()) : iceberg.snapshotId();
  }

  static String iceberg(IcebergSnapshot iceberg) {
    String what =
        switch (iceberg.state()) {
          case WAITING -> "waits for the extract";
          case COMMITTING -> "is being committed";
          case COMMITTED ->
              iceberg.snapshotId() == null
                  ? "committed, its snapshot has expired"
                  : "snapshot " + iceberg.snapshotId();
          case FAILED -> iceberg.failure() == null ? "failed" : Words.error(iceberg.failure());
          case null -> iceberg.rawState().toString();
        };
    return Printable.line(iceberg.table() + " of " + iceberg.catalog() + ", " + what);
  }

  static String rows(TableView table) {
    TableCounters counters = table.counters();
    boolean all = ExtractProgress.fraction(table) >= 1 || counters.expectedRows() == 0;
    return Amounts.count(counters.rowsRead())
        + (all ? "" : " of " + Amounts.count(counters.expectedRows()));
  }

  static String rowRate(TableView table) {
    TableReading reading = table.reading();
    return reading == null
        ? ""
        : Amounts.perSecond(reading.speed().rowsPerSecond()).replace("/s", "");
  }

  static String byteRate(TableView table) {
    TableReading reading = table.reading();
    return reading == null ? "" : Amounts.bytes(Math.round(reading.speed().bytesPerSecond()));
  }

  static String toGo(TableView table) {
    long millis = ExtractProgress.toGoMillis(table);
    return millis < 0 ? "" : Amounts.millis(millis);
  }

  private static String progress(TableView table) {
    if (table.state() == TableState.PLANNED || table.reading() == null) {
      return "";
    }
    double fraction = ExtractProgress.fraction(table);
    return Amounts.bar((int) Math.floor(fraction * 10), fraction);
  }

  private static long count(ExtractView extract, TableState state) {
    return extract.tables().stream().filter(table -> table.state() == state).count();
  }

  private static long sum(ExtractView extract, ToLongFunction<TableCounters> of) {
    return extract.tables().stream().map(TableView::counters).mapToLong(of).sum();
  }
}
