package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// An order of text in which every contender builds the keys once.
///
/// @param group of the contenders
/// @param collation as in SQL, quoted
/// @param about in words
record KeyOrder(String group, String collation, String about) {
  private static final KeyOrder BYTES = new KeyOrder("C", "\"C\"", "bytes");

  /// Bytes, and what a database has by default where its server was initialised under
  /// `LANG=C.UTF-8`, as in most containers: libc's order, which compares without abbreviated keys
  /// and takes about twice the CPU. The embedded server's own default sorts by bytes, and would be
  /// the first once more; it is taken where the machine has no such locale.
  static List<KeyOrder> of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT collname
                FROM pg_catalog.pg_collation
                WHERE collprovider = 'c' AND collcollate ~* '^C\\.utf-?8$'
                ORDER BY collname
                LIMIT 1
                """)) {
      return List.of(
          BYTES,
          row.next()
              ? new KeyOrder("default", Identifiers.quote(row.getString(1)), "libc's C.UTF-8")
              : new KeyOrder("default", "\"default\"", "the server's own, by bytes as well"));
    }
  }
}
