package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Source of the demo's tables. Several are made at once, the largest first: each by one COPY in
/// the transaction that creates it, then its primary key and statistics.
public final class DemoSource {
  /// Opener of sessions that may create schemas and tables.
  public interface Sessions {
    Connection open() throws SQLException;
  }

  /// @param rows written; not an estimate
  public record Loaded(QualifiedName table, List<String> primaryKey, long rows) {}

  private final List<DemoTable> tables;

  private DemoSource(List<DemoTable> tables) {
    this.tables = tables;
  }

  /// @param scale TPC-H's scale factor, above 0; the feature tables follow it, the sparse one stays
  /// @param seed of everything but TPC-H's own data, which its scale alone decides
  public static DemoSource of(double scale, long seed) {
    return new DemoSource(
        Stream.of(
                TpchTables.at(scale),
                List.of(SparseTable.seeded(seed)),
                FeatureTables.at(scale, seed))
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(DemoTable::expectedRows).reversed())
            .toList());
  }

  /// The feature tables, which lack keys.
  public DemoSource features() {
    return new DemoSource(tables.stream().filter(DemoSource::isFeature).toList());
  }

  /// All other tables.
  public DemoSource others() {
    return new DemoSource(tables.stream().filter(table -> !isFeature(table)).toList());
  }

  private static boolean isFeature(DemoTable table) {
    return table.name().schema().equals(FeatureTables.SCHEMA);
  }

  /// Names of all tables, the largest first.
  public List<QualifiedName> names() {
    return tables.stream().map(DemoTable::name).toList();
  }

  /// Creates and fills all tables.
  ///
  /// @param parallel tables at once, 1 or more
  /// @throws PlimsollException when PostgreSQL refuses, for example `DISK_FULL`
  public List<Loaded> loadInto(Sessions sessions, int parallel) {
    createSchemas(sessions);
    try (ExecutorService workers = Executors.newFixedThreadPool(parallel)) {
      List<Future<Loaded>> running = new ArrayList<>();
      for (DemoTable table : tables) {
        running.add(workers.submit(() -> load(table, sessions)));
      }
      List<Loaded> loaded = new ArrayList<>();
      try {
        for (Future<Loaded> one : running) {
          loaded.add(one.get());
        }
      } catch (InterruptedException e) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw new PlimsollException(
            ErrorCode.INTERRUPTED, "interrupted while the source's tables were made", e);
      } catch (ExecutionException e) {
        workers.shutdownNow();
        throw asProblem(e.getCause());
      }
      return List.copyOf(loaded);
    }
  }

  private void createSchemas(Sessions sessions) {
    try (Connection connection = sessions.open();
        Statement statement = connection.createStatement()) {
      for (String schema :
          tables.stream().map(table -> table.name().schema()).distinct().toList()) {
        statement.execute("CREATE SCHEMA " + Identifiers.quote(schema));
      }
    } catch (SQLException e) {
      throw asProblem(e);
    }
  }

  private static Loaded load(DemoTable table, Sessions sessions) throws SQLException, IOException {
    String name = Identifiers.quote(table.name());
    try (Connection connection = sessions.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "CREATE TABLE %s (%s)"
              .formatted(
                  name,
                  table.columns().stream()
                      .map(column -> Identifiers.quote(column.name()) + " " + column.type())
                      .collect(Collectors.joining(", "))));
      // The table is created in this transaction, so rows can be written frozen.
      long rows = copy(table, connection, "COPY %s FROM STDIN (FREEZE)".formatted(name));
      if (!table.primaryKey().isEmpty()) {
        statement.execute(
            "ALTER TABLE %s ADD PRIMARY KEY (%s)"
                .formatted(name, Identifiers.list(table.primaryKey())));
      }
      connection.commit();
      connection.setAutoCommit(true);
      // Read tasks are cut by statistics, which autovacuum makes a minute too late.
      statement.execute("ANALYZE " + name);
      return new Loaded(table.name(), table.primaryKey(), rows);
    }
  }

  private static long copy(DemoTable table, Connection connection, String sql)
      throws SQLException, IOException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      CopyTextWriter text =
          new CopyTextWriter(
              bytes -> {
                try {
                  copy.writeToCopy(bytes, 0, bytes.length);
                } catch (SQLException e) {
                  throw new IOException(e);
                }
              });
      table.rows().writeTo(text);
      text.flush();
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static PlimsollException asProblem(@Nullable Throwable cause) {
    return switch (cause) {
      case PlimsollException known -> known;
      case SQLException sql ->
          new PlimsollException(
              SqlStates.errorCode(sql), "the demo's source: " + sql.getMessage(), sql);
      case IOException wrapped when wrapped.getCause() instanceof SQLException sql ->
          asProblem(sql);
      case null, default ->
          new PlimsollException(
              ErrorCode.INTERNAL, "the demo's source could not be made: " + cause, cause);
    };
  }
}
