package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import java.util.ArrayList;
import java.util.List;

/// Progress of an extract at one moment.
record ExtractProgress(ExtractView extract) implements Followed {
  @Override
  public boolean ended() {
    return extract.state() == ExtractView.State.DONE || extract.state() == ExtractView.State.FAILED;
  }

  @Override
  public boolean failed() {
    return extract.tables().stream().anyMatch(ExtractProgress::isFailed);
  }

  /// Also a failed commit to an Iceberg table.
  static boolean isFailed(TableView table) {
    IcebergSnapshot iceberg = table.iceberg();
    return table.state() == TableState.FAILED
        || (iceberg != null && iceberg.state() == IcebergSnapshot.State.FAILED);
  }

  static boolean isPaused(TableView table) {
    boolean beingRead =
        table.state() == TableState.PLANNED || table.state() == TableState.EXTRACTING;
    TableReading reading = table.reading();
    return beingRead && reading != null && reading.paused();
  }

  /// Share of rows read, by the source's estimate: 1 only when all are announced, 0 while unknown.
  static double fraction(TableView table) {
    return switch (table.state()) {
      case EXTRACTED, LOADING, LOADED -> 1;
      case PLANNED, EXTRACTING, FAILED -> estimate(table);
      case null -> estimate(table);
    };
  }

  private static double estimate(TableView table) {
    long expected = table.counters().expectedRows();
    double share = expected <= 0 ? 0 : table.counters().rowsRead() / (double) expected;
    return Math.clamp(share, 0, 0.99);
  }

  /// Milliseconds until all rows are read at the current rate; -1 where unknown.
  static long toGoMillis(TableView table) {
    // The service decides whether this can be foreseen: its clock may differ.
    TableReading reading = table.reading();
    if (reading == null || reading.speed().extractedAt() == null) {
      return -1;
    }
    double rate = reading.speed().rowsPerSecond();
    long left = table.counters().expectedRows() - table.counters().rowsRead();
    return rate > 0 && left > 0 ? Math.round(left / rate * 1000) : -1;
  }

  @Override
  public List<String> block(int width) {
    return ExtractText.live(extract, width);
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (TableView table : ExtractText.inOrder(extract)) {
      if (table.state() != TableState.PLANNED) {
        lines.add(new Line(table.table(), news(table), ExtractText.line(table)));
      }
    }
    lines.add(new Line("extract", extract.rawState().toString(), ExtractText.summary(extract)));
    return lines;
  }

  /// News are state, generation and every tenth of the rows.
  private static String news(TableView table) {
    TableCounters counters = table.counters();
    int generation = table.reading() == null ? 0 : table.reading().generation();
    double share =
        table.state() == TableState.LOADING
            ? counters.rowsLoaded() / (double) Math.max(1, counters.rowsExtracted())
            : fraction(table);
    return "%s %d %d".formatted(ExtractText.state(table), generation, Amounts.percent(share) / 10);
  }
}
