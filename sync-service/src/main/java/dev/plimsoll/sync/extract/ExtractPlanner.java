package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.connector.loading.TargetPlanning.KeyForecast;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.increment.DeleteLimit;
import dev.plimsoll.sync.increment.IncrementPlan;
import dev.plimsoll.sync.increment.IncrementPlanner;
import dev.plimsoll.sync.increment.IncrementSettings;
import dev.plimsoll.sync.increment.Watermark;
import dev.plimsoll.sync.increment.Watermarks;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.table.ReadingSettings;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.targets.LoadHistory;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Planner of extracts: reads the catalogs of source and target, and plans or refuses each table
/// by itself. Writes nothing.
@Singleton
public final class ExtractPlanner {
  private static final String APPLICATION = "plimsoll-sync plan";

  private final ByKind<Source> sources;
  private final ByKind<Target> targets;
  private final SyncDatabase database;
  private final LoadHistory loads;

  public ExtractPlanner(
      ByKind<Source> sources, ByKind<Target> targets, SyncDatabase database, LoadHistory loads) {
    this.sources = sources;
    this.targets = targets;
    this.database = database;
    this.loads = loads;
  }

  sealed interface Outcome {
    QualifiedName name();
  }

  /// @param readTasks at least one
  /// @param increment to begin; null where every row is read
  /// @param deletes keys to compare afterwards; null for none
  record Planned(
      SourceTable table,
      TableDefinition definition,
      List<ReadRange> readTasks,
      @Nullable IncrementPlan increment,
      @Nullable ComparedKeys deletes)
      implements Outcome {
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

  /// Plans the tables that patterns name.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND, or why source or target cannot be reached
  List<Outcome> plan(
      KnownDatabase source,
      @Nullable KnownDatabase target,
      List<TablePattern> patterns,
      ReadingSettings options) {
    return work(
        source,
        target,
        desk -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : desk.source().find(patterns)) {
            outcomes.add(planOne(desk, name, options));
          }
          return outcomes;
        });
  }

  Outcome plan(
      KnownDatabase source,
      @Nullable KnownDatabase target,
      QualifiedName name,
      ReadingSettings options) {
    return work(source, target, desk -> planOne(desk, name, options));
  }

  private record Desk(PlanningSession source, @Nullable TargetPlanning target) {}

  @FunctionalInterface
  private interface Work<T> {
    T run(Desk desk) throws SQLException;
  }

  private <T> T work(KnownDatabase source, @Nullable KnownDatabase target, Work<T> work) {
    try (PlanningSession session = sources.of(source.kind()).plan(source.address(), APPLICATION);
        TargetPlanning targetSession =
            target == null ? null : targets.of(target.kind()).plan(target.address(), APPLICATION)) {
      return work.run(new Desk(session, targetSession));
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  private Outcome planOne(Desk desk, QualifiedName name, ReadingSettings options) {
    try {
      FoundTable found = desk.source().table(name, options.rules());
      IncrementSettings wanted = options.increment();
      return wanted == null
          ? planWhole(desk, found, options)
          : planIncrement(desk, found, options, wanted);
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = ExceptionCodes.of(e);
      return new Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }

  private Planned planWhole(Desk desk, FoundTable found, ReadingSettings options)
      throws SQLException {
    SourceTable table = found.table();
    ReadingPlan reading = found.plan(options.wish());
    if (desk.target() != null) {
      desk.target().requireLoadable(options.schemas().of(table.name()), table.columns(), loads);
    }
    TableDefinition definition = TableDefinition.of(table, reading, options, null);
    return new Planned(table, definition, reading.readTasks(), null, null);
  }

  private Planned planIncrement(
      Desk desk, FoundTable found, ReadingSettings options, IncrementSettings wanted)
      throws SQLException {
    QualifiedName name = found.table().name();
    Watermark mark = database.ask(connection -> Watermarks.find(connection, wanted, name));
    IncrementPlan plan = IncrementPlanner.plan(found.increments(), found.table(), wanted, mark);
    SourceTable table = plan.table();
    if (desk.target() != null) {
      desk.target()
          .requireMergeable(
              options.schemas().of(name),
              table.columns(),
              plan.increment().merging(table.structure().primaryKey()));
    }
    if (wanted.deletes() != null) {
      @Nullable String against = found.whyKeysAreNotCompared();
      if (against != null) {
        throw PlimsollException.invalidRequest(
            name + " has no increments with deletes: " + against);
      }
    }
    ReadingPlan reading = found.plan(options.wish(), table, plan.increment().window());
    return new Planned(
        table,
        TableDefinition.of(table, reading, options, plan.increment()),
        reading.readTasks(),
        plan,
        deletes(desk.target(), table, wanted));
  }

  private static @Nullable ComparedKeys deletes(
      @Nullable TargetPlanning target, SourceTable table, IncrementSettings wanted)
      throws SQLException {
    DeleteLimit limit = wanted.deletes();
    if (target == null || limit == null) {
      return null;
    }
    KeyForecast keys = target.keys(wanted.schemas().of(table.name()));
    return new ComparedKeys(keys.keys(), keys.ranges(), limit.maxPercent(), limit.maxRows());
  }

  // A name that no table has is a typo. A refused table might have it.
  static void requireBloomColumns(ReadingSettings options, List<Outcome> outcomes) {
    Set<String> found = new HashSet<>();
    for (Outcome outcome : outcomes) {
      if (!(outcome instanceof Planned planned)) {
        return;
      }
      found.addAll(planned.definition().files().bloomFilters());
    }
    for (String column : options.files().bloomFilters()) {
      if (!found.contains(column)) {
        throw PlimsollException.invalidRequest(
            "no table of this extract has a column \"%s\" that a Bloom filter could be of"
                .formatted(column));
      }
    }
  }
}
