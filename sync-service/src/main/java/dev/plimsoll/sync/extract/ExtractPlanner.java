package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.increment.IncrementOptions;
import dev.plimsoll.sync.increment.IncrementPlan;
import dev.plimsoll.sync.increment.IncrementPlanner;
import dev.plimsoll.sync.increment.Watermark;
import dev.plimsoll.sync.increment.Watermarks;
import dev.plimsoll.sync.load.MergeTarget;
import dev.plimsoll.sync.load.TargetCheck;
import dev.plimsoll.sync.source.SourceCatalog;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitPlanner;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.StrategyChooser;
import dev.plimsoll.sync.source.TablePattern;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at source and target and says, table by table, what is to be read and what stands against
/// it. Writes nothing.
@Singleton
public final class ExtractPlanner {
  private static final String APPLICATION = "plimsoll-sync plan";

  private final PostgresConnector connector;
  private final MariaDbPlanner mariaDb;
  private final SplitPlanner splitPlanner;
  private final StrategyChooser chooser;
  private final SyncConfig config;
  private final SyncDatabase database;

  public ExtractPlanner(
      PostgresConnector connector,
      MariaDbConnector mariaDb,
      SyncConfig config,
      SyncDatabase database) {
    this.connector = connector;
    this.database = database;
    this.mariaDb = new MariaDbPlanner(mariaDb, connector, config);
    this.config = config;
    this.splitPlanner = new SplitPlanner(config.splitSize().asLongValue(), config.maxSplits());
    this.chooser = new StrategyChooser(config.rangeSize().asLongValue());
  }

  /// What one table comes to.
  sealed interface Outcome {
    QualifiedName name();
  }

  /// @param splits at least one
  /// @param increment to be begun with it; null where every row is read
  record Planned(
      SourceTable table,
      TableDefinition definition,
      List<SplitRange> splits,
      @Nullable IncrementPlan increment)
      implements Outcome {
    Planned(SourceTable table, TableDefinition definition, List<SplitRange> splits) {
      this(table, definition, splits, null);
    }

    @Override
    public QualifiedName name() {
      return table.name();
    }
  }

  record Refused(QualifiedName name, ErrorCode code, String message, @Nullable String sqlState)
      implements Outcome {}

  /// The tables that patterns name, each planned or refused by itself.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND, or why source or target cannot be reached
  List<Outcome> plan(
      EndpointRegistration source,
      @Nullable DatabaseAddress target,
      List<TablePattern> patterns,
      ReadingOptions options) {
    return switch (source.kind()) {
      case POSTGRES -> planPostgres(source.address(), target, patterns, options);
      case MARIADB -> mariaDb.plan(source.address(), target, patterns, options);
    };
  }

  /// One table by its name.
  Outcome plan(
      EndpointRegistration source,
      @Nullable DatabaseAddress target,
      QualifiedName name,
      ReadingOptions options) {
    return switch (source.kind()) {
      case POSTGRES -> planPostgres(source.address(), target, name, options);
      case MARIADB -> mariaDb.plan(source.address(), target, name, options);
    };
  }

  private List<Outcome> planPostgres(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      List<TablePattern> patterns,
      ReadingOptions options) {
    return work(
        source,
        target,
        options,
        (catalog, sourceSession, targetSession) -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : catalog.find(patterns)) {
            outcomes.add(planOne(catalog, sourceSession, targetSession, name, options));
          }
          return outcomes;
        });
  }

  private Outcome planPostgres(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      QualifiedName name,
      ReadingOptions options) {
    return work(
        source,
        target,
        options,
        (catalog, sourceSession, targetSession) ->
            planOne(catalog, sourceSession, targetSession, name, options));
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(SourceCatalog catalog, Connection source, @Nullable Connection target)
        throws SQLException;
  }

  private <T> T work(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      ReadingOptions options,
      Work<T> work) {
    try (Connection sourceSession = connector.open(source, APPLICATION);
        Connection targetSession = target == null ? null : connector.open(target, APPLICATION)) {
      SourceSession.prepare(sourceSession);
      return work.run(
          new SourceCatalog(sourceSession, options.unmapped()), sourceSession, targetSession);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private Outcome planOne(
      SourceCatalog catalog,
      Connection source,
      @Nullable Connection target,
      QualifiedName name,
      ReadingOptions options) {
    try {
      SourceTable table = catalog.read(name);
      if (options.increment() != null) {
        return planIncrement(
            catalog.serverVersion(), source, target, table, options, options.increment());
      }
      if (target != null) {
        TargetCheck.require(target, name, table.columns());
      }
      StrategyChoice choice =
          chooser.choose(options.strategy(), options.files(), table, catalog.serverVersion());
      if (options.proof() == Proof.SOURCE && choice.strategy() instanceof Strategy.Windows) {
        throw new PlimsollException(
            ErrorCode.INVALID_REQUEST,
            "no proof by the source is had of the baselines (%s): ask for that of the file"
                .formatted(choice.strategy().name()));
      }
      TableDefinition definition = TableDefinition.of(table, choice, options);
      return new Planned(table, definition, splits(source, table, choice.strategy(), options));
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = Failures.of(e);
      return new Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }

  private Planned planIncrement(
      int serverVersion,
      Connection source,
      @Nullable Connection target,
      SourceTable found,
      ReadingOptions options,
      IncrementOptions wanted)
      throws SQLException {
    Watermark mark = database.ask(connection -> Watermarks.find(connection, wanted, found.name()));
    IncrementPlan plan = IncrementPlanner.plan(source, found, wanted, mark);
    SourceTable table = plan.table();
    if (target != null) {
      MergeTarget.require(
          target,
          table.name(),
          table.columns(),
          table.primaryKey(),
          plan.increment().addedColumns());
    }
    StrategyChoice choice =
        chooser.chooseForIncrement(
            options.strategy(), wanted.mode(), options.files(), table, serverVersion);
    TableDefinition definition = TableDefinition.of(table, choice, options, plan.increment());
    boolean isPart = plan.increment().low() != null && choice.strategy() instanceof Strategy.Keyset;
    List<SplitRange> splits =
        isPart ? SplitRange.everythingTimes(1) : splits(source, table, choice.strategy(), options);
    return new Planned(table, definition, splits, plan);
  }

  private List<SplitRange> splits(
      Connection source, SourceTable table, Strategy strategy, ReadingOptions options)
      throws SQLException {
    return switch (strategy) {
      case Strategy.Blocks blocks -> {
        int workers = options.workers() > 0 ? options.workers() : config.workersPerTable();
        yield SplitRange.everythingTimes((int) Math.min(workers, blocks.ranges(table.pages())));
      }
      case Strategy.Keyset _ ->
          options.files() > 0
              ? splitPlanner.plan(source, table, options.files())
              : splitPlanner.plan(source, table);
      case Strategy.Stream _, Strategy.Windows _ -> SplitRange.everythingTimes(1);
    };
  }
}
