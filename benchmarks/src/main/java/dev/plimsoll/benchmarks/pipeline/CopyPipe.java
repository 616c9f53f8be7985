package dev.plimsoll.benchmarks.pipeline;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.cli.demo.DemoDatabases;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/// Binary COPY out of the source straight into the target, in one process: no files, no log,
/// nothing that could be resumed.
final class CopyPipe implements Work {
  private static final String COLUMNS =
      """
      SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', '
                        ORDER BY attnum)
      FROM pg_attribute
      WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped
      """;

  private final DemoDatabases databases;
  private final List<QualifiedName> tables;
  private final int parallel;
  private final String name;
  private @Nullable DatabaseAddress target;

  /// @param tables the largest first
  /// @param parallel tables at once
  /// @param name of its target database
  CopyPipe(DemoDatabases databases, List<QualifiedName> tables, int parallel, String name) {
    this.databases = databases;
    this.tables = tables;
    this.parallel = parallel;
    this.name = name;
  }

  @Override
  public void prepare() throws SQLException {
    DatabaseAddress fresh = databases.createTarget(name);
    try (Connection source = databases.open(databases.source());
        Connection connection = databases.open(fresh);
        Statement read = source.createStatement();
        Statement write = connection.createStatement()) {
      for (String schema : tables.stream().map(QualifiedName::schema).distinct().toList()) {
        write.execute("CREATE SCHEMA " + Identifiers.quote(schema));
      }
      for (QualifiedName table : tables) {
        try (ResultSet row = read.executeQuery(COLUMNS.formatted(Identifiers.quote(table)))) {
          row.next();
          write.execute(
              "CREATE TABLE %s (%s)".formatted(Identifiers.quote(table), row.getString(1)));
        }
      }
    }
    target = fresh;
  }

  @Override
  public Done run() throws Exception {
    DatabaseAddress into = target;
    if (into == null) {
      throw new IllegalStateException("not prepared");
    }
    long rows = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(parallel)) {
      List<Future<Long>> copies = new ArrayList<>();
      for (QualifiedName table : tables) {
        copies.add(workers.submit(() -> copy(table, into)));
      }
      for (Future<Long> copied : copies) {
        rows += copied.get();
      }
    }
    return Done.of(rows);
  }

  private long copy(QualifiedName table, DatabaseAddress into) throws SQLException {
    String quoted = Identifiers.quote(table);
    try (Connection source = databases.open(databases.source());
        Connection connection = databases.open(into)) {
      CopyOut out = copies(source).copyOut("COPY " + quoted + " TO STDOUT (FORMAT binary)");
      CopyIn in = copies(connection).copyIn("COPY " + quoted + " FROM STDIN (FORMAT binary)");
      for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
        in.writeToCopy(row, 0, row.length);
      }
      return in.endCopy();
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }
}
