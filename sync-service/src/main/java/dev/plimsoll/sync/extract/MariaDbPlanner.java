package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.load.TargetCheck;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.TablePattern;
import dev.plimsoll.sync.source.mariadb.MariaDbCatalog;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbSession;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What {@link ExtractPlanner} does, for a MariaDB: there is one way to read it, as a stream.
final class MariaDbPlanner {
  private static final String APPLICATION = "plimsoll-sync plan";
  private static final String STREAM = "stream";
  private static final long BYTES_PER_PAGE = 8192;

  private final MariaDbConnector connector;
  private final PostgresConnector targets;

  MariaDbPlanner(MariaDbConnector connector, PostgresConnector targets) {
    this.connector = connector;
    this.targets = targets;
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
        (catalog, targetSession) -> {
          List<ExtractPlanner.Outcome> outcomes = new ArrayList<>();
          for (QualifiedName name : catalog.find(patterns)) {
            outcomes.add(planOne(catalog, targetSession, name, options));
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
    return work(
        source, target, (catalog, targetSession) -> planOne(catalog, targetSession, name, options));
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(MariaDbCatalog catalog, @Nullable Connection target);
  }

  private <T> T work(DatabaseAddress source, @Nullable DatabaseAddress target, Work<T> work) {
    try (MariaDbSession session = connector.open(source, APPLICATION);
        Connection targetSession = target == null ? null : targets.open(target, APPLICATION)) {
      return work.run(new MariaDbCatalog(session), targetSession);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private static ExtractPlanner.Outcome planOne(
      MariaDbCatalog catalog,
      @Nullable Connection target,
      QualifiedName name,
      ReadingOptions options) {
    try {
      MariaDbTable table = catalog.read(name, options.unmapped());
      StrategyChoice choice = choose(table, options);
      if (target != null) {
        TargetCheck.require(target, name, table.columns());
      }
      SourceTable planned = planned(table);
      return new ExtractPlanner.Planned(
          planned, TableDefinition.of(planned, choice, options), SplitRange.everythingTimes(1));
    } catch (SQLException | PlimsollException e) {
      PlimsollException failure = Failures.of(e);
      return new ExtractPlanner.Refused(
          name, failure.code(), String.valueOf(failure.getMessage()), SqlStates.state(e));
    }
  }

  private static StrategyChoice choose(MariaDbTable table, ReadingOptions options) {
    String wanted = options.strategy();
    if (wanted != null && !wanted.equals(STREAM) && !wanted.equals("auto")) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          table.name() + " cannot be read by " + wanted + ": a MariaDB is streamed");
    }
    if (options.increment() != null) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          table.name() + " has no increments: those of a MariaDB are not read yet");
    }
    if (options.strict() && !table.transactional()) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          table.name() + " cannot be read strictly: its engine knows no moment of its own");
    }
    if (options.proof() == Proof.SOURCE) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          table.name()
              + " cannot be proven by its source, since a MariaDB has no SQL for the digest: ask for"
              + " the proof of the file");
    }
    return new StrategyChoice(
        new Strategy.Stream(),
        table.transactional()
            ? "a MariaDB is streamed by one statement, which sees one moment"
            : "a MariaDB is streamed by one statement; its engine knows no moment of its own");
  }

  private static SourceTable planned(MariaDbTable table) {
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
