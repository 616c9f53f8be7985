package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Look-up of operator classes in the catalog instead of along a `search_path`: those of extensions
/// may be written without their schema.
public final class OperatorClasses {
  private static final String SCHEMAS =
      """
      SELECT n.nspname FROM pg_catalog.pg_opclass o
      JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
      JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
      WHERE o.opcname = ? AND m.amname = ?
      ORDER BY n.nspname <> 'pg_catalog', n.nspname
      """;

  private OperatorClasses() {}

  /// The definition with the schemas of its operator classes, except those in `pg_catalog`, and
  /// those in several schemas or none, which PostgreSQL refuses with a reason.
  public static IndexDefinition qualified(Connection connection, IndexDefinition definition)
      throws SQLException {
    if (definition.operatorClasses().stream().allMatch(OperatorClasses::isPlain)) {
      return definition;
    }
    List<String> qualified = new ArrayList<>();
    for (String name : definition.operatorClasses()) {
      List<String> schemas = isPlain(name) ? List.of() : schemas(connection, definition, name);
      qualified.add(
          schemas.size() == 1 && !schemas.contains("pg_catalog")
              ? schemas.getFirst() + "." + name
              : name);
    }
    return definition.withOperatorClasses(qualified);
  }

  private static boolean isPlain(String name) {
    return name.isEmpty() || name.indexOf('.') >= 0;
  }

  /// Schemas with such a class for the access method, `pg_catalog` first.
  static List<String> schemas(Connection connection, IndexDefinition definition, String name)
      throws SQLException {
    return Sql.of(connection, SCHEMAS, name, definition.method())
        .list(row -> row.getString("nspname"));
  }
}
