package dev.plimsoll.demo.progress;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Situation of the run at one moment.
///
/// @param elapsed since the command's start
/// @param copying since the first row was read; zero before
/// @param builds of the target, in the planner's order
public record Situation(
    Duration elapsed,
    Duration copying,
    Map<QualifiedName, Long> sourceRows,
    List<TableView> tables,
    List<BuildView> builds) {

  public long rowsOfSource() {
    return sourceRows.values().stream().mapToLong(Long::longValue).sum();
  }

  public long rowsLoaded() {
    return tables.stream().mapToLong(table -> table.counters().rowsLoaded()).sum();
  }

  /// 0 to 1.
  public double loadedFraction() {
    return fraction(rowsLoaded(), rowsOfSource());
  }

  /// Progress of a table, 0 to 1: reading is one half, loading the other.
  double fraction(TableView table) {
    long rows = sourceRows.getOrDefault(table.table(), table.counters().expectedRows());
    return (fraction(table.counters().rowsRead(), rows)
            + fraction(table.counters().rowsLoaded(), rows))
        / 2;
  }

  /// Rate of loading since the first row was read. A shorter span would do no good: a table's rows
  /// are loaded all at once.
  double rowsPerSecond() {
    return copying.isZero() ? 0 : rowsLoaded() / (copying.toNanos() / 1e9);
  }

  /// Time until every row is loaded, at the mean rate so far. Zero when nothing is left, or less
  /// than a tenth is done: the first rows come slowly, of the smallest tables.
  Duration loadEta() {
    double way = tables.stream().mapToDouble(this::way).sum() / Math.max(1, rowsOfSource());
    return rowsLoaded() >= rowsOfSource() || way < 0.1
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(copying.toMillis() * (1 - way) / way));
  }

  /// Progress and estimated time of loading in words, its figures separated by `between`.
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

  public long builds(BuildView.State state) {
    return builds.stream().filter(build -> build.state() == state).count();
  }

  private static double fraction(long part, long whole) {
    return whole <= 0 ? 0 : Math.min(1, (double) part / whole);
  }
}
