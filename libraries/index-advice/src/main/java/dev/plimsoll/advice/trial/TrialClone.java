package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Clone of tables in a scratch schema, with their rows, indexes, statistics and foreign keys,
/// on
/// which indexes are built and statements run. It takes the tables' space, and is not logged.
/// The schema
/// is dropped at the end.
public final class TrialClone implements AutoCloseable {
  // Foreign keys tell the planner how many rows a join has; they need not be checked.
  private static final String FOREIGN_KEYS =
      """
      SELECT c.relname, f.relname AS referenced, %s AS columns, %s AS referenced_columns
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      WHERE k.contype = 'f' AND k.conparentid = 0
        AND k.conrelid = ANY (?::text[]::regclass[]) AND k.confrelid = ANY (?::text[]::regclass[])
      """
          .formatted(
              ColumnFacts.namesSql("k.conrelid", "k.conkey"),
              ColumnFacts.namesSql("k.confrelid", "k.confkey"));

  private final Connection session;
  private final String schema;
  private final Set<QualifiedName> tables;
  private int built;

  private TrialClone(Connection session, String schema, Set<QualifiedName> tables) {
    this.session = session;
    this.schema = schema;
    this.tables = tables;
  }

  /// Copies tables, and leaves the session with the clone before its own `search_path`.
  ///
  /// @param schema a name that is not there
  /// @param share of the rows, above 0 to 1: times are then those of smaller tables
  public static TrialClone of(
      Connection session, Collection<QualifiedName> tables, String schema, double share)
      throws SQLException {
    Set<QualifiedName> copied = new LinkedHashSet<>();
    Set<String> names = new HashSet<>();
    tables.stream().sorted().filter(table -> names.add(table.name())).forEach(copied::add);
    TrialClone clone = new TrialClone(session, schema, copied);
    // Before anything that is undone: a schema that was there is somebody's, and stays.
    clone.execute("CREATE SCHEMA " + Identifiers.quote(schema));
    try {
      clone.create(share);
      return clone;
    } catch (SQLException e) {
      try {
        clone.close();
      } catch (SQLException later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  private void create(double share) throws SQLException {
    String path = Sql.of(session, "SHOW search_path").one(row -> row.getString(1));
    for (QualifiedName table : tables) {
      String copy = Identifiers.quote(cloned(table));
      String original = Identifiers.quote(table);
      execute(
          "CREATE UNLOGGED TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STATISTICS INCLUDING STORAGE) WITH (autovacuum_enabled = off)"
              .formatted(copy, original));
      String sample =
          share >= 1 ? "" : " TABLESAMPLE SYSTEM (%s) REPEATABLE (1)".formatted(100 * share);
      execute("INSERT INTO %s SELECT * FROM %s%s".formatted(copy, original, sample));
    }
    String[] all = tables.stream().map(Identifiers::quote).toArray(String[]::new);
    for (String key :
        Sql.of(session, FOREIGN_KEYS, all, all)
            .list(
                row ->
                    "ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s) NOT VALID"
                        .formatted(
                            named(row.getString("relname")),
                            Identifiers.list(Columns.texts(row, "columns")),
                            named(row.getString("referenced")),
                            Identifiers.list(Columns.texts(row, "referenced_columns"))))) {
      execute(key);
    }
    for (QualifiedName table : tables) {
      execute("VACUUM ANALYZE " + Identifiers.quote(cloned(table)));
    }
    execute("SET search_path = %s, %s".formatted(Identifiers.quote(schema), path));
  }

  private String named(String table) {
    return Identifiers.quote(new QualifiedName(schema, table));
  }

  private QualifiedName cloned(QualifiedName table) {
    return new QualifiedName(schema, table.name());
  }

  /// A statement with the clone's tables instead of those that it names by their schema.
  public ObservedStatement onClone(ObservedStatement statement) {
    String text = statement.text();
    for (QualifiedName table : tables) {
      Pattern qualified =
          Pattern.compile(
              "(?<![\\w\"])\"?%s\"?\\s*\\.\\s*(?=\"?%s\\b)"
                  .formatted(Pattern.quote(table.schema()), Pattern.quote(table.name())));
      text =
          qualified
              .matcher(text)
              .replaceAll(Matcher.quoteReplacement(Identifiers.quote(schema) + "."));
    }
    return new ObservedStatement(
        statement.id(),
        text,
        statement.calls(),
        statement.meanMillis(),
        statement.meanRows(),
        statement.meanBlocks());
  }

  /// @param bytes of its main fork
  public record Built(Candidate candidate, String name, long bytes) {}

  /// Builds an index. An expression gets its statistics.
  public Built build(Candidate candidate) throws SQLException {
    QualifiedName table = cloned(candidate.table());
    QualifiedName index = new QualifiedName(schema, "advised_" + ++built);
    execute(IndexSql.createAround(table, candidate.definition(), index.name()));
    if (!candidate.definition().expressions().isEmpty()) {
      execute("ANALYZE " + Identifiers.quote(table));
    }
    long bytes =
        Sql.of(session, "SELECT pg_relation_size(?::text::regclass)", Identifiers.quote(index))
            .one(row -> row.getLong(1));
    return new Built(candidate, index.name(), bytes);
  }

  public void drop(Built index) throws SQLException {
    execute(dropping(List.of(index)));
  }

  /// Empty for none.
  String dropping(Collection<Built> some) {
    return some.isEmpty()
        ? ""
        : some.stream()
            .map(index -> named(index.name()))
            .collect(Collectors.joining(", ", "DROP INDEX ", ""));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection session() {
    return session;
  }

  @Override
  public void close() throws SQLException {
    execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(Identifiers.quote(schema)));
  }
}
