package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/// Statements about one index. Names are quoted here; expressions and predicates stand inside
/// parentheses as they were written, which `IndexDefinition` has checked that they cannot leave, as
/// it has an access method's name.
///
/// They are meant for a session whose `search_path` is `pg_catalog`: what lies elsewhere is written
/// with its schema, so that nobody's function of the same name is called.
public final class IndexSql {
  private IndexSql() {}

  /// `CREATE [UNIQUE] INDEX CONCURRENTLY`, which neither readers nor writers wait for.
  public static String createConcurrently(
      QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, "CONCURRENTLY " + Identifiers.quote(name), Identifiers.quote(table));
  }

  /// Of a partitioned table alone: INVALID until an index of every partition is attached.
  public static String createOnly(QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, Identifiers.quote(name), "ONLY " + Identifiers.quote(table));
  }

  /// Of a partitioned table and all its partitions: those that have one already keep it, and
  /// foreign tables are left out.
  public static String createAround(QualifiedName table, IndexDefinition definition, String name) {
    return create(definition, Identifiers.quote(name), Identifiers.quote(table));
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

  /// Of a partitioned table alone, INVALID as with [#createOnly].
  public static String addKeyOnly(QualifiedName table, IndexDefinition definition, String name) {
    return "ALTER TABLE ONLY %s ADD CONSTRAINT %s PRIMARY KEY (%s)%s%s"
        .formatted(
            Identifiers.quote(table),
            Identifiers.quote(name),
            Identifiers.list(definition.columns()),
            tail(definition),
            tablespace(definition, " USING INDEX "));
  }

  /// Makes a unique index the primary key and gives it the key's name.
  public static String addKey(QualifiedName table, String key, String index) {
    return "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s"
        .formatted(Identifiers.quote(table), Identifiers.quote(key), Identifiers.quote(index));
  }

  /// Renames a constraint with its index, where it has one.
  public static String rename(QualifiedName index, String name) {
    return "ALTER INDEX %s RENAME TO %s"
        .formatted(Identifiers.quote(index), Identifiers.quote(name));
  }

  public static String attach(QualifiedName parent, QualifiedName partition) {
    return "ALTER INDEX %s ATTACH PARTITION %s"
        .formatted(Identifiers.quote(parent), Identifiers.quote(partition));
  }

  /// Neither readers nor writers wait for it.
  public static String dropConcurrently(QualifiedName index) {
    return "DROP INDEX CONCURRENTLY IF EXISTS " + Identifiers.quote(index);
  }

  /// A part of a definition's key.
  ///
  /// @param column empty for an expression
  /// @param expression empty for a column
  /// @param operatorClass empty for the type's default
  public record KeyPart(
      String column, String expression, String operatorClass, IndexDefinition.Order order) {
    /// What is compared, as SQL.
    public String sql() {
      return column.isEmpty() ? "(" + expression + ")" : Identifiers.quote(column);
    }
  }

  /// The parts of a definition's key, in order.
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

  /// The key parts as a query has them: what is compared, without operator classes.
  public static List<String> values(IndexDefinition definition) {
    return parts(definition).stream().map(KeyPart::sql).toList();
  }

  private static String tail(IndexDefinition definition) {
    return (definition.included().isEmpty()
            ? ""
            : " INCLUDE (" + Identifiers.list(definition.included()) + ")")
        + (definition.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
        + (definition.fillfactor() == 0
            ? ""
            : " WITH (fillfactor = " + definition.fillfactor() + ")");
  }

  private static String tablespace(IndexDefinition definition, String before) {
    return definition.tablespace().isEmpty()
        ? ""
        : before + "TABLESPACE " + Identifiers.quote(definition.tablespace());
  }

  /// `name` or `schema.name`; the dot that parts them is the first.
  private static String operatorClass(String name) {
    return List.of(name.split("\\.", 2)).stream()
        .map(Identifiers::quote)
        .collect(Collectors.joining("."));
  }
}
