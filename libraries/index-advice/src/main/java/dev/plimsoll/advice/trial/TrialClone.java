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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Clone of tables in a scratch schema, with their rows, indexes, statistics and foreign keys, on
/// which indexes are built and statements run. It takes the tables' space, and is not logged. The
/// schema is dropped at the end.
///
/// A partitioned table is cloned with its partitions and their bounds. Foreign ones stay empty.
public final class TrialClone implements AutoCloseable {
  // Foreign keys tell the planner how many rows a join has; they need not be checked.
  private static final String FOREIGN_KEYS =
      """
      SELECT c.relname, f.relname AS referenced, %s AS columns, %s AS referenced_columns
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relkind = 'r' AND f.relkind = 'r'
        AND k.conrelid = ANY (?::text[]::regclass[]) AND k.confrelid = ANY (?::text[]::regclass[])
      """
          .formatted(
              ColumnFacts.namesSql("k.conrelid", "k.conkey"),
              ColumnFacts.namesSql("k.confrelid", "k.confkey"));

  // An index' parts with storage: none of a plain one.
  private static final String INDEX_PARTS =
      """
      SELECT c.relname, pg_relation_size(c.oid) AS bytes
      FROM pg_partition_tree(?::text::regclass) t JOIN pg_catalog.pg_class c ON c.oid = t.relid
      WHERE t.isleaf AND t.level > 0
      """;

  private final Connection session;
  private final String schema;
  private final Set<QualifiedName> tables;
  private final Map<QualifiedName, QualifiedName> copies = new LinkedHashMap<>();
  private final Map<String, String> wholes = new HashMap<>();
  private final Map<String, QualifiedName> originals = new HashMap<>();
  private final List<QualifiedName> foreign = new ArrayList<>();
  private int built;

  private TrialClone(Connection session, String schema, Set<QualifiedName> tables) {
    this.session = session;
    this.schema = schema;
    this.tables = tables;
    tables.forEach(table -> copies.put(table, new QualifiedName(schema, table.name())));
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
      List<TablePart> parts = TablePart.of(session, table);
      originals.put(cloned(table).name(), table);
      if (parts.isEmpty()) {
        table(table);
        fill(table, share);
      }
      for (TablePart part : parts) {
        part(part, share);
        originals.put(cloned(part.name()).name(), table);
      }
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

  private void table(QualifiedName original) throws SQLException {
    execute(
        "CREATE UNLOGGED TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STATISTICS INCLUDING STORAGE) WITH (autovacuum_enabled = off)"
            .formatted(Identifiers.quote(cloned(original)), Identifiers.quote(original)));
  }

  private void fill(QualifiedName original, double share) throws SQLException {
    String sample =
        share >= 1 ? "" : " TABLESAMPLE SYSTEM (%s) REPEATABLE (1)".formatted(100 * share);
    execute(
        "INSERT INTO %s SELECT * FROM %s%s"
            .formatted(Identifiers.quote(cloned(original)), Identifiers.quote(original), sample));
  }

  /// Attached while it is empty, so that nothing is searched for rows beyond its bound. An index
  /// that lacks partitions would be whole in a copy.
  private void part(TablePart part, double share) throws SQLException {
    copies.computeIfAbsent(part.name(), this::freeName);
    if (part.key().isEmpty()) {
      table(part.name());
    } else {
      execute(
          "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING STATISTICS INCLUDING STORAGE%s) PARTITION BY %s"
              .formatted(
                  Identifiers.quote(cloned(part.name())),
                  Identifiers.quote(part.name()),
                  part.whollyIndexed() ? " INCLUDING INDEXES" : "",
                  part.key()));
    }
    if (part.parent() != null) {
      execute(
          "ALTER TABLE %s ATTACH PARTITION %s %s"
              .formatted(
                  Identifiers.quote(cloned(part.parent())),
                  Identifiers.quote(cloned(part.name())),
                  part.bound()));
    }
    if (part.hasRows()) {
      fill(part.name(), share);
    } else if (part.isForeign()) {
      foreign.add(part.name());
    }
  }

  /// Its own, where no other table has it.
  private QualifiedName freeName(QualifiedName part) {
    QualifiedName own = new QualifiedName(schema, part.name());
    return copies.containsValue(own)
        ? new QualifiedName(schema, "plimsoll_part_" + copies.size())
        : own;
  }

  private String named(String table) {
    return Identifiers.quote(new QualifiedName(schema, table));
  }

  private QualifiedName cloned(QualifiedName table) {
    return copies.getOrDefault(table, new QualifiedName(schema, table.name()));
  }

  /// Indexes of the whole by the names of their parts, as long as the clone is there.
  Map<String, String> wholes() {
    return Collections.unmodifiableMap(wholes);
  }

  /// The table that was copied, by the name of its clone or of a partition's; null for another's.
  @Nullable QualifiedName original(String relation) {
    return originals.get(relation);
  }

  /// What a reader of its times has to know.
  public List<String> notes() {
    return foreign.isEmpty()
        ? List.of()
        : List.of(
            "the clone has no rows of foreign partitions: "
                + foreign.stream().map(QualifiedName::toString).collect(Collectors.joining(", ")));
  }

  /// A statement with the clone's tables instead of those that it names by their schema.
  public ObservedStatement onClone(ObservedStatement statement) {
    String text = statement.text();
    for (QualifiedName table : copies.keySet()) {
      if (!cloned(table).name().equals(table.name())) {
        continue;
      }
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

  /// @param bytes of its main fork, or of those of its parts
  public record Built(Candidate candidate, String name, long bytes) {}

  /// Builds an index. An expression gets its statistics.
  public Built build(Candidate candidate) throws SQLException {
    QualifiedName table = cloned(candidate.table());
    QualifiedName index = new QualifiedName(schema, "advised_" + ++built);
    execute(IndexSql.createAround(table, candidate.definition(), index.name()));
    if (!candidate.definition().expressions().isEmpty()) {
      execute("ANALYZE " + Identifiers.quote(table));
    }
    return new Built(candidate, index.name(), bytes(index));
  }

  /// Notes the names of its parts, by which plans know it.
  private long bytes(QualifiedName index) throws SQLException {
    long own =
        Sql.of(session, "SELECT pg_relation_size(?::text::regclass)", Identifiers.quote(index))
            .one(row -> row.getLong(1));
    List<Long> parts =
        Sql.of(session, INDEX_PARTS, Identifiers.quote(index))
            .list(
                row -> {
                  wholes.put(row.getString("relname"), index.name());
                  return row.getLong("bytes");
                });
    return own + parts.stream().mapToLong(Long::longValue).sum();
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
