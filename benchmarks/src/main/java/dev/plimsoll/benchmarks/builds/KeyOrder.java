package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
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
    KeyOrder other =
        Sql.of(
                connection,
                """
                SELECT collname
                FROM pg_catalog.pg_collation
                WHERE collprovider = 'c' AND collcollate ~* '^C\\.utf-?8$'
                ORDER BY collname
                LIMIT 1
                """)
            .first(
                row ->
                    new KeyOrder("default", Identifiers.quote(row.getString(1)), "libc's C.UTF-8"))
            .orElse(new KeyOrder("default", "\"default\"", "the server's own, by bytes as well"));
    return List.of(BYTES, other);
  }
}
