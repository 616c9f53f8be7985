package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.ForeignKeyFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Candidates for keys and indexes of a database without rules.
public final class KeyCandidates {
  // Wider keys are seldom what a person would take for a primary key.
  private static final int WIDEST_KEY = 100;

  private static final Set<TableFacts.Kind> KEYED =
      Set.of(TableFacts.Kind.TABLE, TableFacts.Kind.PARTITIONED_TABLE);

  private KeyCandidates() {}

  /// @param why its reason, a clause
  /// @param verify conditions to check before a build; empty where the catalog proves them
  public record Candidate(
      QualifiedName table, IndexDefinition definition, String why, String verify) {
    public boolean guessed() {
      return !verify.isEmpty();
    }

    public KeyRule rule() {
      return new KeyRule(RulePattern.of(table), definition);
    }
  }

  /// Primary keys for tables without one, then indexes for foreign keys without one; by table.
  public static List<Candidate> find(DatabaseFacts facts) {
    Stream<Candidate> primaryKeys =
        withoutKey(facts).flatMap(table -> primaryKey(facts, table).stream());
    Stream<Candidate> foreignKeys =
        facts.foreignKeys().stream()
            .filter(key -> lacksIndex(facts, key))
            .map(
                key ->
                    new Candidate(
                        key.table(),
                        new IndexDefinition(Kind.INDEX, key.columns()),
                        "the foreign key "
                            + key.name()
                            + " to "
                            + key.referenced()
                            + " has no index",
                        ""));
    return Stream.concat(primaryKeys, foreignKeys).toList();
  }

  /// Tables without a primary key and without a candidate for one.
  public static List<QualifiedName> keyless(DatabaseFacts facts) {
    return withoutKey(facts)
        .filter(table -> primaryKey(facts, table).isEmpty())
        .map(TableFacts::name)
        .toList();
  }

  /// Tables that may get a primary key. A partition has that of its partitioned table.
  private static Stream<TableFacts> withoutKey(DatabaseFacts facts) {
    return facts.tables().values().stream()
        .filter(table -> KEYED.contains(table.kind()))
        .filter(table -> table.parent() == null && !table.partitionKey().contains(""))
        .filter(table -> facts.indexesOf(table.name()).stream().noneMatch(IndexFacts::primary))
        .sorted(Comparator.comparing(TableFacts::name));
  }

  static boolean lacksIndex(DatabaseFacts facts, ForeignKeyFacts key) {
    return facts.indexesOf(key.table()).stream()
        .noneMatch(index -> leadsWith(index, key.columns()));
  }

  /// Whether the index begins with these columns in any order, which is enough to look up all of
  /// them.
  private static boolean leadsWith(IndexFacts index, List<String> columns) {
    return index.valid()
        && !index.partial()
        && index.method().equals(IndexDefinition.BTREE)
        && index.columns().size() >= columns.size()
        && new HashSet<>(index.columns().subList(0, columns.size())).equals(new HashSet<>(columns));
  }

  private static Optional<Candidate> primaryKey(DatabaseFacts facts, TableFacts table) {
    Optional<Candidate> proven =
        facts.indexesOf(table.name()).stream()
            .filter(index -> provesKey(facts, table, index))
            .min(Comparator.comparingInt(index -> index.columns().size()))
            .map(
                index ->
                    new Candidate(
                        table.name(),
                        new IndexDefinition(Kind.PRIMARY_KEY, index.columns()),
                        "the unique index " + index.name() + " over NOT NULL columns proves it",
                        ""));
    return proven.isPresent() ? proven : guess(facts, table);
  }

  private static boolean provesKey(DatabaseFacts facts, TableFacts table, IndexFacts index) {
    return index.unique()
        && index.valid()
        && !index.shape().uniqueness().deferrable()
        && !index.partial()
        && !index.expression()
        && index.columns().stream()
            .allMatch(
                name -> {
                  ColumnFacts column = facts.column(table.name(), name);
                  return column != null && column.notNull();
                });
  }

  private static Optional<Candidate> guess(DatabaseFacts facts, TableFacts table) {
    return facts.columnsOf(table.name()).stream()
        .filter(KeyCandidates::looksLikeKey)
        // NOT NULL columns come first, then names of keys.
        .min(
            Comparator.comparing((ColumnFacts column) -> !column.notNull())
                .thenComparing(column -> !namedLikeKey(column)))
        .map(
            column ->
                new Candidate(
                    table.name(),
                    new IndexDefinition(Kind.PRIMARY_KEY, withPartitionKey(table, column.name())),
                    "pg_stats takes " + column.name() + " for unique",
                    column.notNull()
                        ? "that it has no duplicates"
                        : "that it has neither duplicates nor NULLs"));
  }

  /// Without the partition key nothing can be unique in all partitions.
  private static List<String> withPartitionKey(TableFacts table, String column) {
    return Stream.concat(Stream.of(column), table.partitionKey().stream()).distinct().toList();
  }

  private static boolean looksLikeKey(ColumnFacts column) {
    Statistics statistics = column.statistics();
    boolean inexact = column.type().startsWith("timestamp") || column.type().equals("date");
    return statistics != null
        && statistics.distinct() == -1
        && statistics.nullFraction() == 0
        && statistics.averageWidth() <= WIDEST_KEY
        && column.deduplicable()
        && !inexact;
  }

  private static boolean namedLikeKey(ColumnFacts column) {
    String name = column.name().toLowerCase(Locale.ROOT);
    return name.endsWith("id") || name.endsWith("key") || name.contains("hash");
  }
}
