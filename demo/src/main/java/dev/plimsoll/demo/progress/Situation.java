package dev.plimsoll.demo.progress;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What is known at one moment of the run.
///
/// @param elapsed since the command's start
/// @param copying since the first row was read; zero before
/// @param sourceRows counted when the source was made
/// @param tables of the extract
/// @param builds of the target, in the planner's order
public record Situation(
    Duration elapsed,
    Duration copying,
    Map<QualifiedName, Long> sourceRows,
    List<TableView> tables,
    List<BuildView> builds) {
  private static final double FORESEEN_FROM = 0.1;

  public long rowsOfSource() {
    return sourceRows.values().stream().mapToLong(Long::longValue).sum();
  }

  public long rowsLoaded() {
    return tables.stream().mapToLong(table -> table.counters().rowsLoaded()).sum();
  }

  /// Of all rows; 0 to 1.
  public double loadedFraction() {
    return fraction(rowsLoaded(), rowsOfSource());
  }

  /// Of a table's way: reading it is one half, loading it the other.
  double fraction(TableView table) {
    long rows = sourceRows.getOrDefault(table.table(), table.counters().expectedRows());
    return (fraction(table.counters().rowsRead(), rows)
            + fraction(table.counters().rowsLoaded(), rows))
        / 2;
  }

  /// Loaded, since the first row was read. Not of late: a table's rows are loaded all at once, so
  /// that a few seconds know none, or all of them.
  double rowsPerSecond() {
    return copying.isZero() ? 0 : rowsLoaded() / (copying.toNanos() / 1e9);
  }

  /// Until every row is loaded, if the rest of the way is like what lies behind; zero when nothing
  /// is left, or less than a tenth is done: the first rows come slowly, of the smallest tables.
  Duration loadEta() {
    double way = tables.stream().mapToDouble(this::way).sum() / Math.max(1, rowsOfSource());
    return rowsLoaded() >= rowsOfSource() || way < FORESEEN_FROM
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(copying.toMillis() * (1 - way) / way));
  }

  /// How far loading is and how long it will take, in words.
  ///
  /// @param between two of its figures
  String loading(String between) {
    Duration eta = loadEta();
    return "loaded %s of %s rows (%d %%)%s%s%s"
        .formatted(
            Amounts.count(rowsLoaded()),
            Amounts.count(rowsOfSource()),
            Amounts.percent(loadedFraction()),
            between,
            Amounts.perSecond(rowsPerSecond()),
            eta.isZero() ? "" : between + "about " + Amounts.duration(eta) + " to go");
  }

  /// In rows.
  private double way(TableView table) {
    return fraction(table) * sourceRows.getOrDefault(table.table(), 0L);
  }

  /// How many builds are in that state.
  public long builds(BuildView.State state) {
    return builds.stream().filter(build -> build.state() == state).count();
  }

  private static double fraction(long part, long whole) {
    return whole <= 0 ? 0 : Math.min(1, (double) part / whole);
  }
}
