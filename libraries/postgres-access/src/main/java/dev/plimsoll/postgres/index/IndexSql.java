package dev.plimsoll.postgres.index;

import static dev.plimsoll.postgres.sql.Identifiers.quote;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/// Statements about one index. Names are quoted here; expressions and predicates are put in
/// parentheses as written, which `IndexDefinition` has checked, like an access method's name.
///
/// They need a session with a `search_path` of `pg_catalog`: other names have their schema, so that
/// no foreign function of the same name is called.
public final class IndexSql {
  private IndexSql() {}

  /// `CREATE [UNIQUE] INDEX CONCURRENTLY`, which blocks neither readers nor writers.
  public static String createConcurrently(
      QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, "CONCURRENTLY " + quote(name), quote(table));
  }

  /// On a partitioned table alone: INVALID until an index of every partition is attached.
  public static String createOnly(QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, quote(name), "ONLY " + quote(table));
  }

  /// On a partitioned table and its partitions: existing indexes are kept, foreign tables skipped.
  public static String createAround(QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, quote(name), quote(table));
  }

  static String create(IndexDefinition definition, String name, String table) {
    return (definition.isUnique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
        + name
        + " ON "
        + table
        + (definition.method().equals(IndexDefinition.BTREE) ? "" : " USING " + definition.method())
        + " ("
        + parts(definition).stream().map(IndexSql::key).collect(Collectors.joining(", "))
        + ")"
        + tail(definition)
        + tablespace(definition, " ")
        + (definition.predicate().isEmpty() ? "" : " WHERE (" + definition.predicate() + ")");
  }

  /// On a partitioned table alone, INVALID as with [#createOnly].
  public static String addKeyOnly(QualifiedName table, IndexDefinition definition, String name) {
    return "ALTER TABLE ONLY %s ADD CONSTRAINT %s PRIMARY KEY (%s)%s%s"
        .formatted(
            quote(table),
            quote(name),
            Identifiers.list(definition.columns()),
            tail(definition),
            tablespace(definition, " USING INDEX "));
  }

  /// Makes a unique index the primary key, with the key's name.
  public static String addKey(QualifiedName table, String key, String index) {
    return "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s"
        .formatted(quote(table), quote(key), quote(index));
  }

  /// Also renames the index' constraint.
  public static String rename(QualifiedName index, String name) {
    return "ALTER INDEX %s RENAME TO %s".formatted(quote(index), quote(name));
  }

  public static String attach(QualifiedName parent, QualifiedName partition) {
    return "ALTER INDEX %s ATTACH PARTITION %s".formatted(quote(parent), quote(partition));
  }

  /// Blocks neither readers nor writers.
  public static String dropConcurrently(QualifiedName index) {
    return "DROP INDEX CONCURRENTLY IF EXISTS " + quote(index);
  }

  /// A part of a definition's key.
  ///
  /// @param column empty for an expression
  /// @param expression empty for a column
  /// @param operatorClass empty for the type's default
  public record KeyPart(
      String column, String expression, String operatorClass, IndexDefinition.Order order) {
    /// The compared value as SQL.
    public String sql() {
      return column.isEmpty() ? "(" + expression + ")" : quote(column);
    }
  }

  public static List<KeyPart> parts(IndexDefinition definition) {
    List<KeyPart> parts = new ArrayList<>();
    Iterator<String> expressions = definition.expressions().iterator();
    for (int i = 0; i < definition.columns().size(); i++) {
      String column = definition.columns().get(i);
      parts.add(
          new KeyPart(
              column,
              column.isEmpty() ? expressions.next() : "",
              definition.operatorClasses().isEmpty() ? "" : definition.operatorClasses().get(i),
              definition.order(i)));
    }
    return parts;
  }

  private static String key(KeyPart part) {
    String operatorClass = part.operatorClass();
    String order = part.order().sql();
    return part.sql()
        + (operatorClass.isEmpty() ? "" : " " + operatorClass(operatorClass))
        + (order.isEmpty() ? "" : " " + order);
  }

  /// The compared values as SQL, without operator classes.
  public static List<String> values(IndexDefinition definition) {
    return parts(definition).stream().map(KeyPart::sql).toList();
  }

  private static String tail(IndexDefinition definition) {
    return (definition.included().isEmpty()
            ? ""
            : " INCLUDE (" + Identifiers.list(definition.included()) + ")")
        + (definition.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
        + (definition.storage().isEmpty() ? "" : " WITH (" + definition.storage() + ")");
  }

  private static String tablespace(IndexDefinition definition, String before) {
    return definition.tablespace().isEmpty()
        ? ""
        : before + "TABLESPACE " + quote(definition.tablespace());
  }

  private static String operatorClass(String name) {
    return List.of(name.split("\\.", 2)).stream()
        .map(Identifiers::quote)
        .collect(Collectors.joining("."));
  }
}
