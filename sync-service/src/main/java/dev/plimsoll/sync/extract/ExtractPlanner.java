package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.scan.workers.WorkerEstimate;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.increment.IncrementOptions;
import dev.plimsoll.sync.increment.IncrementPlan;
import dev.plimsoll.sync.increment.IncrementPlanner;
import dev.plimsoll.sync.increment.PostgresIncrements;
import dev.plimsoll.sync.increment.Watermark;
import dev.plimsoll.sync.increment.Watermarks;
import dev.plimsoll.sync.load.KnownLoads;
import dev.plimsoll.sync.load.MergeTarget;
import dev.plimsoll.sync.load.PredictedDeletes;
import dev.plimsoll.sync.load.TargetCheck;
import dev.plimsoll.sync.source.ServerUtilization;
import dev.plimsoll.sync.source.SourceCatalog;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitPlanner;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.StrategyChooser;
import dev.plimsoll.sync.source.TablePattern;
import dev.plimsoll.sync.source.WorkerChooser;
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
  private final WorkerChooser workers;
  private final SyncDatabase database;
  private final KnownLoads loads;

  public ExtractPlanner(
      PostgresConnector connector,
      MariaDbConnector mariaDb,
      SyncConfig config,
      SyncDatabase database) {
    this.connector = connector;
    this.database = database;
    this.loads = new KnownLoads(database);
    this.mariaDb = new MariaDbPlanner(mariaDb, connector, config, database);
    this.splitPlanner = new SplitPlanner(config.splitSize().asLongValue(), config.maxSplits());
    this.chooser = new StrategyChooser(config.rangeSize().asLongValue());
    this.workers = new WorkerChooser(config.rangeSize().asLongValue(), config.workersPerTable());
  }

  /// What one table comes to.
  sealed interface Outcome {
    QualifiedName name();
  }

  /// @param splits at least one
  /// @param increment to be begun with it; null where every row is read
  /// @param deletes keys that are compared after it; null where none are
  record Planned(
      SourceTable table,
      TableDefinition definition,
      List<SplitRange> splits,
      @Nullable IncrementPlan increment,
      @Nullable ComparedKeys deletes)
      implements Outcome {
    Planned(SourceTable table, TableDefinition definition, List<SplitRange> splits) {
      this(table, definition, splits, null, null);
    }

    @Override
    public QualifiedName name() {
      return table.name();
    }
  }

  record Refused(QualifiedName name, ErrorCode code, String message, @Nullable String sqlState)
      implements Outcome {
    Refused {
      message = Bound.words(message);
    }
  }

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
      case REDSHIFT -> throw Endpoints.notReadFrom(source);
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
      case REDSHIFT -> throw Endpoints.notReadFrom(source);
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
        desk -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : desk.catalog().find(patterns)) {
            outcomes.add(planOne(desk, name, options));
          }
          return outcomes;
        });
  }

  private Outcome planPostgres(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      QualifiedName name,
      ReadingOptions options) {
    return work(source, target, options, desk -> planOne(desk, name, options));
  }

  /// What a source is planned with: sessions, and what it was asked once for all of its tables.
  private record Desk(
      SourceCatalog catalog,
      int serverVersion,
      UtilizationProbe load,
      Connection source,
      @Nullable Connection target) {}

  @FunctionalInterface
  private interface Work<T> {
    T run(Desk desk) throws SQLException;
  }

  private <T> T work(
      DatabaseAddress source,
      @Nullable DatabaseAddress target,
      ReadingOptions options,
      Work<T> work) {
    try (Connection sourceSession = connector.open(source, APPLICATION);
        Connection targetSession = target == null ? null : connector.open(target, APPLICATION)) {
      SourceSession.prepare(sourceSession);
      SourceCatalog catalog = new SourceCatalog(sourceSession, options.unmapped());
      return work.run(
          new Desk(
              catalog,
              catalog.serverVersion(),
              new UtilizationProbe(() -> ServerUtilization.look(sourceSession)),
              sourceSession,
              targetSession));
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private Outcome planOne(Desk desk, QualifiedName name, ReadingOptions options) {
    try {
      IncrementOptions wanted = options.increment();
      SourceTable table =
          desk.catalog()
              .read(name)
              .under(options.special(), wanted == null ? null : wanted.column());
      if (wanted != null) {
        return planIncrement(desk, table, options, wanted);
      }
      if (desk.target() != null) {
        TargetCheck.require(desk.target(), options.schemas().of(name), table.columns(), loads);
      }
      StrategyChoice choice =
          chooser.choose(options.strategy(), options.files(), table, desk.serverVersion());
      if (options.proof() == Proof.SOURCE && choice.strategy() instanceof Strategy.Windows) {
        throw new PlimsollException(
            ErrorCode.INVALID_REQUEST,
            "no proof by the source is had of the baselines (%s): ask for that of the file"
                .formatted(choice.strategy().name()));
      }
      Shared shared = share(desk, table, withoutChildren(desk, table, choice), options);
      TableDefinition definition = TableDefinition.of(table, shared.choice(), options);
      return new Planned(table, definition, shared.splits());
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = Failures.of(e);
      return new Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }

  private static StrategyChoice withoutChildren(Desk desk, SourceTable table, StrategyChoice choice)
      throws SQLException {
    long children = table.only() ? desk.catalog().children(table.name()) : 0;
    return children == 0
        ? choice
        : choice.because(
            "only its own rows: what inherits from it (tables: %d) is extracted by its own name"
                .formatted(children));
  }

  private Planned planIncrement(
      Desk desk, SourceTable found, ReadingOptions options, IncrementOptions wanted)
      throws SQLException {
    Watermark mark = database.ask(connection -> Watermarks.find(connection, wanted, found.name()));
    IncrementPlan plan =
        IncrementPlanner.plan(new PostgresIncrements(desk.source()), found, wanted, mark);
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
    StrategyChoice choice =
        chooser.chooseForIncrement(
            options.strategy(), wanted.mode(), options.files(), table, desk.serverVersion());
    boolean isPart = plan.increment().low() != null && choice.strategy() instanceof Strategy.Keyset;
    Shared shared =
        isPart
            ? new Shared(choice, SplitRange.everythingTimes(1))
            : share(desk, table, choice, options);
    TableDefinition definition =
        TableDefinition.of(table, shared.choice(), options, plan.increment());
    return new Planned(
        table, definition, shared.splits(), plan, deletes(desk.target(), table, wanted));
  }

  static @Nullable ComparedKeys deletes(
      @Nullable Connection target, SourceTable table, IncrementOptions wanted) throws SQLException {
    return target == null || wanted.deletes() == null
        ? null
        : PredictedDeletes.of(target, wanted.schemas().of(table.name()), wanted.deletes());
  }

  /// What may be read side by side.
  ///
  /// @param choice with the reason for the number of workers, where there is a choice of that
  private record Shared(StrategyChoice choice, List<SplitRange> splits) {}

  private Shared share(Desk desk, SourceTable table, StrategyChoice choice, ReadingOptions options)
      throws SQLException {
    return switch (choice.strategy()) {
      case Strategy.Blocks blocks -> shareBlocks(desk, table, choice, blocks, options);
      case Strategy.Keyset _ ->
          new Shared(
              choice,
              options.files() > 0
                  ? splitPlanner.plan(desk.source(), table, options.files())
                  : splitPlanner.plan(desk.source(), table));
      case Strategy.Stream _, Strategy.Windows _ ->
          new Shared(choice, SplitRange.everythingTimes(1));
    };
  }

  private Shared shareBlocks(
      Desk desk,
      SourceTable table,
      StrategyChoice choice,
      Strategy.Blocks blocks,
      ReadingOptions options) {
    long ranges = blocks.ranges(table.pages());
    if (options.workers() > 0) {
      return new Shared(
          choice, SplitRange.everythingTimes((int) Math.min(options.workers(), ranges)));
    }
    WorkerEstimate estimate = workers.choose(table.bytes(), desk.load().get());
    return new Shared(
        choice.because(estimate),
        SplitRange.everythingTimes((int) Math.min(estimate.workers(), ranges)));
  }
}
