package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.increment.IncrementOptions;
import dev.plimsoll.sync.increment.IncrementPlan;
import dev.plimsoll.sync.increment.IncrementPlanner;
import dev.plimsoll.sync.increment.MariaDbIncrements;
import dev.plimsoll.sync.increment.Watermark;
import dev.plimsoll.sync.increment.Watermarks;
import dev.plimsoll.sync.load.MergeTarget;
import dev.plimsoll.sync.source.ColumnWindow;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.mariadb.MariaDbCatalog;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbHeldKeys;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import dev.plimsoll.sync.source.mariadb.MariaDbSession;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import dev.plimsoll.sync.source.mariadb.MariaDbWriters;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What {@link MariaDbPlanner} does for an increment.
final class MariaDbIncrementPlanner {
  private final MariaDbConnector connector;
  private final MariaDbChooser chooser;
  private final SyncDatabase database;

  MariaDbIncrementPlanner(
      MariaDbConnector connector, MariaDbChooser chooser, SyncDatabase database) {
    this.connector = connector;
    this.chooser = chooser;
    this.database = database;
  }

  /// @param found as it is now, with all of its columns
  ExtractPlanner.Planned plan(
      MariaDbPlanner.Desk desk, MariaDbTable found, ReadingOptions options, IncrementOptions wanted)
      throws SQLException {
    MariaDbSession session = desk.session();
    Watermark mark = database.ask(connection -> Watermarks.find(connection, wanted, found.name()));
    MariaDbIncrements increments =
        new MariaDbIncrements(session, found, new MariaDbWriters(connector, desk.source()));
    IncrementPlan plan =
        IncrementPlanner.plan(increments, MariaDbPlanner.planned(found), wanted, mark);
    SourceTable table = plan.table();
    if (desk.target() != null) {
      MergeTarget.require(
          desk.target(),
          options.schemas().of(table.name()),
          table.columns(),
          table.primaryKey(),
          plan.increment().addedColumns(),
          wanted.deletes() != null);
    }
    if (wanted.deletes() != null) {
      requireComparable(session, found);
    }
    MariaDbTable within = within(session, found, plan);
    boolean everything = plan.increment().low() == null;
    StrategyChoice choice = chooser.chooseForIncrement(within, options, everything, desk.load());
    TableDefinition definition =
        MariaDbPlanner.definition(table, choice, options, plan.increment());
    return new ExtractPlanner.Planned(
        table,
        definition,
        everything && choice.strategy() instanceof Strategy.Keyset keyset
            ? splits(session, within, keyset, options)
            : SplitRange.everythingTimes(1),
        plan,
        ExtractPlanner.deletes(desk.target(), table, wanted));
  }

  private static void requireComparable(MariaDbSession session, MariaDbTable found) {
    @Nullable String against = MariaDbHeldKeys.against(session, found);
    if (against != null) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST, found.name() + " has no increments with deletes: " + against);
    }
  }

  private static MariaDbTable within(
      MariaDbSession session, MariaDbTable found, IncrementPlan plan) {
    ColumnWindow window =
        new ColumnWindow(
            Objects.requireNonNull(plan.increment().column()),
            plan.increment().low(),
            plan.increment().high());
    return new MariaDbCatalog(session)
        .within(found, window, plan.table().columns().stream().map(Column::name).toList());
  }

  private List<SplitRange> splits(
      MariaDbSession session, MariaDbTable within, Strategy.Keyset keyset, ReadingOptions options) {
    return within.readingIndex().isEmpty()
        ? SplitRange.everythingTimes(1)
        : MariaDbReader.cut(session, within, chooser.ranges(keyset, options));
  }
}
