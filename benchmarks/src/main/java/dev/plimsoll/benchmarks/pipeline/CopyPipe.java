package dev.plimsoll.benchmarks.pipeline;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.DemoDatabases;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/// Binary COPY from source to target in one process, without files or log; it cannot be resumed.
final class CopyPipe implements Work {
  /// Range of a table's blocks; `where` is empty for the whole table.
  private record Piece(QualifiedName table, long blocks, String where) {}

  private final DemoDatabases databases;
  private final List<QualifiedName> tables;
  private final int parallel;
  private final String name;
  private @Nullable DatabaseAddress target;
  private final List<Piece> pieces = new ArrayList<>();

  /// @param tables the largest first
  /// @param parallel pipes at once; from two on tables are read by ranges of blocks, so that the
  ///     largest does not keep one pipe busy alone
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
        Connection connection = databases.open(fresh)) {
      for (String schema : tables.stream().map(QualifiedName::schema).distinct().toList()) {
        BenchDatabase.execute(connection, "CREATE SCHEMA " + Identifiers.quote(schema));
      }
      for (QualifiedName table : tables) {
        String quoted = Identifiers.quote(table);
        String columns =
            TableCatalog.columns(source, table).stream()
                .map(column -> Identifiers.quote(column.name()) + " " + column.declared())
                .collect(Collectors.joining(", "));
        BenchDatabase.execute(connection, "CREATE TABLE %s (%s)".formatted(quoted, columns));
      }
    }
    if (pieces.isEmpty()) {
      divide();
    }
    target = fresh;
  }

  @Override
  public Done run() throws Exception {
    DatabaseAddress into = target;
    if (into == null) {
      throw new IllegalStateException("not prepared");
    }
    List<Callable<Long>> copies = new ArrayList<>();
    pieces.forEach(piece -> copies.add(() -> copy(piece, into)));
    return Done.of(SideBySide.sum(parallel, copies));
  }

  private void divide() throws SQLException {
    try (Connection source = databases.open(databases.source())) {
      for (QualifiedName table : tables) {
        long blocks = BenchDatabase.blocks(source, table);
        // Fewer than 500 blocks are not worth a session.
        long size = Math.max(500, Math.ceilDiv(blocks, 2L * parallel));
        if (parallel == 1 || blocks <= size) {
          pieces.add(new Piece(table, blocks, ""));
          continue;
        }
        for (long from = 0; from < blocks; from += size) {
          // The last piece has no end: it includes blocks that were added since.
          String end = from + size < blocks ? " AND ctid < '(%d,0)'".formatted(from + size) : "";
          pieces.add(
              new Piece(
                  table,
                  Math.min(size, blocks - from),
                  " WHERE ctid >= '(%d,0)'%s".formatted(from, end)));
        }
      }
    }
    pieces.sort(Comparator.comparingLong(Piece::blocks).reversed());
  }

  private long copy(Piece piece, DatabaseAddress into) throws SQLException {
    String quoted = Identifiers.quote(piece.table());
    String from =
        piece.where().isEmpty() ? quoted : "(SELECT * FROM %s%s)".formatted(quoted, piece.where());
    try (Connection source = databases.open(databases.source());
        Connection connection = databases.open(into)) {
      CopyOut out = copies(source).copyOut("COPY " + from + " TO STDOUT (FORMAT binary)");
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
