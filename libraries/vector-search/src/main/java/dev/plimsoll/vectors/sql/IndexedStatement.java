package dev.plimsoll.vectors.sql;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Search that an index of vectors answers: ordered by the operator itself.
public final class IndexedStatement {
  private final VectorTable table;
  private final SearchRequest request;

  /// @throws PlimsollException INVALID_REQUEST where the column has no such distance
  public IndexedStatement(VectorTable table, SearchRequest request) {
    KnnStatement.requireDistance(table, request);
    this.table = table;
    this.request = request;
  }

  /// The nearest rows of the whole table, which PostgreSQL merges from its partitions one after the
  /// other. Its transaction is begun and ended on the same journey to the server.
  ///
  /// @param connection in auto-commit mode; aborted where it is not known whether the transaction
  ///     ended
  /// @param settings of the transaction, statements with semicolons between
  public List<Neighbor> whole(Connection connection, String settings) throws SQLException {
    String text = "BEGIN;\n%s;\n%s;\nCOMMIT";
    try {
      return run(connection, text.formatted(settings, branch(Identifiers.quote(table.name()))), 1);
    } catch (SQLException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, SQLException why) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      why.addSuppressed(e);
      connection.abort(Runnable::run);
    }
  }

  /// The nearest rows of each of these, one leaf's after the other's.
  ///
  /// @param connection in a transaction
  /// @param settings of the transaction, statements with semicolons between
  public List<Neighbor> leaves(Connection connection, String settings, List<QualifiedName> leaves)
      throws SQLException {
    String text =
        leaves.stream()
            .map(leaf -> "(" + branch("ONLY " + Identifiers.quote(leaf)) + ")")
            .collect(Collectors.joining("\nUNION ALL\n"));
    return run(connection, settings + ";\n" + text, leaves.size());
  }

  private String branch(String relation) {
    String distance = "(" + DistanceSql.of(table.column(), request.distance()) + ")";
    String conditions =
        request.filters().stream()
            .map(KnnStatement::condition)
            .collect(Collectors.joining(" AND "));
    return """
        SELECT %s, %s + 0 AS distance
        FROM %s AS t, (SELECT CAST(? AS %s) AS v) AS q%s
        ORDER BY %s LIMIT %d"""
        .formatted(
            table.key().stream()
                .map(key -> "CAST(t." + Identifiers.quote(key.name()) + " AS pg_catalog.text)")
                .collect(Collectors.joining(", ")),
            distance,
            relation,
            DistanceSql.queryType(table.column()),
            conditions.isEmpty() ? "" : " WHERE " + conditions,
            distance,
            request.neighbors());
  }

  // The text may be several statements, which go to the server together.
  private List<Neighbor> run(Connection connection, String text, int branches) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      int place = 1;
      for (int i = 0; i < branches; i++) {
        statement.setObject(place++, request.vector(), Types.OTHER);
        for (RowFilter filter : request.filters()) {
          for (String value : filter.values()) {
            statement.setObject(place++, value, Types.OTHER);
          }
        }
      }
      boolean rows = statement.execute();
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        List<Neighbor> found = new ArrayList<>();
        while (row.next()) {
          found.add(KnnStatement.neighbor(row, table.key().size()));
        }
        return found;
      }
    }
  }
}
