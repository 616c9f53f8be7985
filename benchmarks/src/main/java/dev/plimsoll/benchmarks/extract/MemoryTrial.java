package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.PeakResident;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Peak resident memory of the sync service while it read a bulky table with default settings.
///
/// @param tableBytes at the source, TOAST included
/// @param end of the extract: its state, or the error of its table
/// @param peakBytes NaN where it is unknown
record MemoryTrial(
    BulkyTable table, long tableBytes, String end, long rowsRead, double peakBytes, Duration took) {
  /// Limit of the service, whatever it reads.
  static final long MOST_MIB = 768;

  static MemoryTrial run(BulkyTable table, BenchDatabase database, SyncRun runs, PeakResident peak)
      throws SQLException, InterruptedException {
    String name = Identifiers.quote(table.table());
    database.execute(table.statements().toArray(String[]::new));
    database.execute("VACUUM (FREEZE, ANALYZE) " + name);
    long bytes = database.one("SELECT pg_table_size('%s')".formatted(name), row -> row.getLong(1));
    peak.forget();
    ExtractView extract =
        runs.extract(
            ExtractRequest.of(
                database.address().database(), List.of(table.table().toString()), null));
    double resident = peak.bytes();
    runs.forget(extract.id());
    database.execute("DROP TABLE " + name);
    ExtractView.TableView read = extract.tables().getFirst();
    return new MemoryTrial(
        table,
        bytes,
        read.failure() == null ? extract.rawState().toString() : read.failure().message(),
        read.counters().rowsExtracted(),
        resident,
        Duration.between(extract.startedAt(), Objects.requireNonNull(extract.endedAt())));
  }

  List<Check> checks() {
    return List.of(
        Check.equal(table.title() + ": the extract", end, ExtractView.State.DONE.name()),
        Check.equal(table.title() + ": rows read", rowsRead, table.rows()),
        Check.atLeast(table.title() + ": bytes at the source", tableBytes, table.bytes()),
        Check.atMost(
            table.title() + ": most that sync had resident, MiB",
            Math.ceil(peakBytes / (1L << 20)),
            (double) MOST_MIB));
  }

  String line() {
    return "%s: %s rows, %s at the source, read in %.1f s with %s resident at most"
        .formatted(
            table.title(),
            Amounts.count(rowsRead),
            Amounts.bytes(tableBytes),
            took.toMillis() / 1e3,
            Double.isNaN(peakBytes) ? "an unknown amount" : Amounts.bytes((long) peakBytes));
  }
}
