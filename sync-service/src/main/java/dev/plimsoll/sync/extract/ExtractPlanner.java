package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.load.TargetCheck;
import dev.plimsoll.sync.source.SourceCatalog;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitPlanner;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.TablePattern;
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
  private final SplitPlanner splitPlanner;

  public ExtractPlanner(PostgresConnector connector, SyncConfig config) {
    this.connector = connector;
    this.splitPlanner = new SplitPlanner(config.splitSize().asLongValue(), config.maxSplits());
  }

  /// What one table comes to.
  sealed interface Outcome {
    QualifiedName name();
  }

  /// @param splits at least one
  record Planned(SourceTable table, List<SplitRange> splits) implements Outcome {
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
      DatabaseAddress source, @Nullable DatabaseAddress target, List<TablePattern> patterns) {
    return work(
        source,
        target,
        (catalog, sourceSession, targetSession) -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : catalog.find(patterns)) {
            outcomes.add(planOne(catalog, sourceSession, targetSession, name));
          }
          return outcomes;
        });
  }

  /// One table by its name.
  Outcome plan(DatabaseAddress source, @Nullable DatabaseAddress target, QualifiedName name) {
    return work(
        source,
        target,
        (catalog, sourceSession, targetSession) ->
            planOne(catalog, sourceSession, targetSession, name));
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(SourceCatalog catalog, Connection source, @Nullable Connection target)
        throws SQLException;
  }

  private <T> T work(DatabaseAddress source, @Nullable DatabaseAddress target, Work<T> work) {
    try (Connection sourceSession = connector.open(source, APPLICATION);
        Connection targetSession = target == null ? null : connector.open(target, APPLICATION)) {
      SourceSession.prepare(sourceSession);
      return work.run(new SourceCatalog(sourceSession), sourceSession, targetSession);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private Outcome planOne(
      SourceCatalog catalog, Connection source, @Nullable Connection target, QualifiedName name) {
    try {
      SourceTable table = catalog.read(name);
      if (target != null) {
        TargetCheck.require(target, name, table.columns());
      }
      return new Planned(table, splitPlanner.plan(source, table));
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = Failures.of(e);
      return new Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }
}
