package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tables that a catalog read is about.
///
/// @param tables null for all
public record CatalogScope(@Nullable List<QualifiedName> tables) {
  /// Every table except system and temporary ones.
  public static final CatalogScope ALL = new CatalogScope(null);

  /// Condition with three parameters: schemas twice, then names; NULL for all tables.
  public static final String FILTER =
      """
      n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND c.relpersistence <> 't'
        AND (?::text[] IS NULL
             OR (n.nspname, c.relname) IN (SELECT * FROM unnest(?::text[], ?::text[])))
      """;

  /// These tables, where they exist.
  public static CatalogScope of(Collection<QualifiedName> tables) {
    return new CatalogScope(List.copyOf(tables));
  }

  /// @param sql with [#FILTER] once, on the aliases `n` (the table's schema) and `c`
  public Sql query(Connection connection, String sql) {
    String @Nullable [] schemas = names(QualifiedName::schema);
    return Sql.of(connection, sql, schemas, schemas, names(QualifiedName::name));
  }

  /// The rows of a query by table, in its order.
  ///
  /// @param sql as for [#query]; its rows name their table for [#table]
  <T> Map<QualifiedName, List<T>> byTable(Connection connection, String sql, RowMapper<T> mapper)
      throws SQLException {
    Map<QualifiedName, List<T>> found = new HashMap<>();
    query(connection, sql)
        .list(
            row -> found.computeIfAbsent(table(row), _ -> new ArrayList<>()).add(mapper.map(row)));
    return found;
  }

  /// The table in a row's columns `nspname` and `relname`.
  public static QualifiedName table(ResultSet row) throws SQLException {
    return new QualifiedName(row.getString("nspname"), row.getString("relname"));
  }

  private String @Nullable [] names(Function<QualifiedName, String> part) {
    return tables == null ? null : tables.stream().map(part).toArray(String[]::new);
  }
}
