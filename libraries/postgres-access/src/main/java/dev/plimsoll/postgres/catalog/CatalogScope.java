package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The scope of a catalog read: its tables.
public final class CatalogScope {
  /// Every table that is neither the system's nor temporary.
  public static final CatalogScope ALL = new CatalogScope(null);

  private final @Nullable List<QualifiedName> tables;

  private CatalogScope(@Nullable List<QualifiedName> tables) {
    this.tables = tables;
  }

  /// These tables only, where they exist.
  public static CatalogScope of(Collection<QualifiedName> tables) {
    return new CatalogScope(List.copyOf(tables));
  }

  /// A query whose text holds [#FILTER] once, on aliases `n` (the table's schema) and `c`.
  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setArray(1, names(connection, QualifiedName::schema));
    statement.setArray(2, names(connection, QualifiedName::schema));
    statement.setArray(3, names(connection, QualifiedName::name));
    return statement;
  }

  /// Three parameters: schemas twice, then names; NULL for all tables.
  static final String FILTER =
      """
      n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND c.relpersistence <> 't'
        AND (?::text[] IS NULL
             OR (n.nspname, c.relname) IN (SELECT * FROM unnest(?::text[], ?::text[])))
      """;

  private @Nullable Array names(Connection connection, Function<QualifiedName, String> part)
      throws SQLException {
    return tables == null
        ? null
        : connection.createArrayOf("text", tables.stream().map(part).toArray());
  }
}
