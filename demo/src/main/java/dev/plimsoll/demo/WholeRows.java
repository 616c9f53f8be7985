package dev.plimsoll.demo;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.report.Evidence.Difference;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Comparison of a table's rows on both sides as multisets, over all columns that it has. A row
/// counts by the first 64 bits of the MD5 of its text; the servers sort, and a merge runs here.
final class WholeRows {
  private static final String SQL =
      """
      SELECT ('x' || left(md5(t::text), 16))::bit(64)::bigint AS hash, count(*) AS times
      FROM %s AS t
      GROUP BY hash
      ORDER BY hash
      """;

  private WholeRows() {}

  /// Compares two tables without writers.
  static Difference between(
      Connection source, QualifiedName table, Connection target, QualifiedName copy)
      throws SQLException {
    try (Side left = new Side(source, table);
        Side right = new Side(target, copy)) {
      long lost = 0;
      long doubled = 0;
      long foreign = 0;
      left.next();
      right.next();
      while (left.there || right.there) {
        int order = left.compareTo(right);
        if (order == 0) {
          lost += Math.max(0, left.times - right.times);
          doubled += Math.max(0, right.times - left.times);
        } else if (order < 0) {
          lost += left.times;
        } else {
          foreign += right.times;
        }
        if (order <= 0) {
          left.next();
        }
        if (order >= 0) {
          right.next();
        }
      }
      return new Difference(lost, doubled, foreign);
    }
  }

  /// Rows of one side, in the order of their hashes.
  private static final class Side implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;
    private final ResultSet rows;
    private boolean there;
    private long hash;
    private long times;

    Side(Connection connection, QualifiedName table) throws SQLException {
      this.connection = connection;
      // Only within a transaction does the driver fetch in pieces.
      connection.setAutoCommit(false);
      this.statement = connection.createStatement();
      statement.setFetchSize(10_000);
      this.rows = statement.executeQuery(SQL.formatted(Identifiers.quote(table)));
    }

    void next() throws SQLException {
      there = rows.next();
      hash = there ? rows.getLong(1) : 0;
      times = there ? rows.getLong(2) : 0;
    }

    /// A side that has ended comes last.
    int compareTo(Side other) {
      if (there && other.there) {
        return Long.compare(hash, other.hash);
      }
      return there ? -1 : 1;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
