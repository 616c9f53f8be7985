package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.load.KnownLoads;
import dev.plimsoll.sync.load.TargetCheck;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.TablePattern;
import dev.plimsoll.sync.source.WorkerChooser;
import dev.plimsoll.sync.source.mariadb.MariaDbCatalog;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbLoad;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import dev.plimsoll.sync.source.mariadb.MariaDbSession;
import dev.plimsoll.sync.source.mariadb.MariaDbSharedSnapshot;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What {@link ExtractPlanner} does, for a MariaDB.
final class MariaDbPlanner {
  private static final String APPLICATION = "plimsoll-sync plan";
  private static final long BYTES_PER_PAGE = 8192;

  private final MariaDbConnector connector;
  private final PostgresConnector targets;
  private final MariaDbChooser chooser;
  private final MariaDbIncrementPlanner increments;
  private final boolean moments;
  private final KnownLoads loads;

  MariaDbPlanner(
      MariaDbConnector connector,
      PostgresConnector targets,
      SyncConfig config,
      SyncDatabase database) {
    this.connector = connector;
    this.loads = new KnownLoads(database);
    this.targets = targets;
    this.moments = SharedSnapshotKeeper.isEnabled(config);
    this.chooser =
        new MariaDbChooser(
            config.rangeSize().asLongValue(),
            new WorkerChooser(config.rangeSize().asLongValue(), config.workersPerTable()),
            config.maxSplits());
    this.increments = new MariaDbIncrementPlanner(connector, chooser, database);
  }

  /// @throws PlimsollException TABLE_NOT_FOUND, or why source or target cannot be reached
  List<ExtractPlanner.Outcome> plan(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      List<TablePattern> patterns,
      ReadingOptions options) {
    return work(
        source,
        target,
        desk -> {
          List<ExtractPlanner.Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : new MariaDbCatalog(desk.session()).find(patterns)) {
            outcomes.add(planOne(desk, name, options));
          }
          return outcomes;
        });
  }

  /// One table by its name.
  ExtractPlanner.Outcome plan(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      QualifiedName name,
      ReadingOptions options) {
    return work(source, target, desk -> planOne(desk, name, options));
  }

  /// What a source is planned with: sessions, and what it is asked once for all of its tables.
  record Desk(
      MariaDbSession session,
      DatabaseAddress source,
      UtilizationProbe load,
      @Nullable Connection target) {}

  private <T> T work(
      DatabaseAddress source, @Nullable DatabaseAddress target, Function<Desk, T> work) {
    try (MariaDbSession session = connector.open(source, APPLICATION);
        Connection targetSession = target == null ? null : targets.open(target, APPLICATION)) {
      return work.apply(
          new Desk(
              session,
              source,
              new UtilizationProbe(() -> MariaDbLoad.look(session)),
              targetSession));
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private ExtractPlanner.Outcome planOne(Desk desk, QualifiedName name, ReadingOptions options) {
    MariaDbSession session = desk.session();
    try {
      MariaDbTable table = new MariaDbCatalog(session).read(name, options.unmapped());
      options.special().requireNone(name, table.columns());
      if (options.increment() != null) {
        return increments.plan(desk, table, options, options.increment());
      }
      boolean shares =
          moments && table.transactional() && MariaDbSharedSnapshot.isPermitted(session);
      StrategyChoice choice = chooser.choose(table, options, shares, desk.load());
      if (desk.target() != null) {
        TargetCheck.require(desk.target(), options.schemas().of(name), table.columns(), loads);
      }
      SourceTable planned = planned(table);
      List<SplitRange> splits = splits(session, table, choice.strategy(), options);
      TableDefinition definition = definition(planned, choice, options, null);
      boolean oneMoment = shares && chooser.wantsOneMoment(table, choice, splits.size(), options);
      return new ExtractPlanner.Planned(
          planned, oneMoment ? definition.underSnapshot() : definition, splits);
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = Failures.of(e);
      return new ExtractPlanner.Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }

  // A proof needs no moment that is shared: each session is asked for its own rows.
  static TableDefinition definition(
      SourceTable planned,
      StrategyChoice choice,
      ReadingOptions options,
      @Nullable Increment increment) {
    TableDefinition definition = TableDefinition.of(planned, choice, options, increment);
    boolean strictly = options.strict() && !(choice.strategy() instanceof Strategy.Stream);
    return strictly ? definition : definition.eachOfItsMoment();
  }

  private List<SplitRange> splits(
      MariaDbSession session, MariaDbTable table, Strategy strategy, ReadingOptions options) {
    return switch (strategy) {
      case Strategy.Keyset keyset ->
          MariaDbReader.cut(session, table, chooser.ranges(keyset, options));
      case Strategy.Blocks _, Strategy.Stream _, Strategy.Windows _ ->
          SplitRange.everythingTimes(1);
    };
  }

  static SourceTable planned(MariaDbTable table) {
    return new SourceTable(
        table.name(),
        false,
        table.columns(),
        table.primaryKey(),
        table.readingKey(),
        table.estimatedRows(),
        table.dataBytes() / BYTES_PER_PAGE,
        0,
        false);
  }
}
