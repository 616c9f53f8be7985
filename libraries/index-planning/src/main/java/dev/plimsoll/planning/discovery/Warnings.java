package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.ForeignKeyFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person should know before a build starts; one sentence each.
public final class Warnings {
  // ANALYZE estimates from a sample: it calls a column unique a little below 1 as well.
  private static final double NEARLY_ALL = 0.9;

  private Warnings() {}

  /// INVALID indexes, whoever left them.
  public static List<String> invalidIndexes(DatabaseFacts facts) {
    return facts.indexes().values().stream()
        .flatMap(List::stream)
        .filter(index -> !index.valid())
        .sorted(Comparator.comparing(IndexFacts::table).thenComparing(IndexFacts::name))
        .map(
            index ->
                OwnNames.isUnfinished(index.name())
                    ? index.table() + ": " + index.name() + " is a build of ours that has not ended"
                    : index.table()
                        + ": "
                        + index.name()
                        + " is INVALID and serves nothing but costs each write: look at it, then DROP"
                        + " INDEX CONCURRENTLY "
                        + qualified(index)
                        + " or REINDEX INDEX CONCURRENTLY "
                        + qualified(index))
        .toList();
  }

  private static String qualified(IndexFacts index) {
    return Identifiers.quote(new QualifiedName(index.table().schema(), index.name()));
  }

  /// Foreign keys that no index begins with, neither one that is there nor one that is planned.
  ///
  /// @param planned by table
  public static List<String> foreignKeys(
      DatabaseFacts facts, Map<QualifiedName, List<IndexDefinition>> planned) {
    return facts.foreignKeys().stream()
        .filter(key -> KeyCandidates.lacksIndex(facts, key))
        .filter(
            key ->
                planned.getOrDefault(key.table(), List.of()).stream()
                    .noneMatch(
                        definition ->
                            Coverage.satisfies(
                                definition, new IndexDefinition(Kind.INDEX, key.columns()))))
        .sorted(Comparator.comparing(ForeignKeyFacts::table).thenComparing(ForeignKeyFacts::name))
        .map(
            key ->
                "%s: the foreign key %s (%s) has no index, so each DELETE or key change in %s scans the table"
                    .formatted(
                        key.table(),
                        key.name(),
                        String.join(", ", key.columns()),
                        key.referenced()))
        .toList();
  }

  /// What the statistics say against a definition.
  public static List<String> ofDefinition(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    List<String> warnings = new ArrayList<>();
    QualifiedName name = table.name();
    if (definition.kind() == Kind.PRIMARY_KEY) {
      for (String column : definition.columns()) {
        Statistics statistics = statistics(facts, name, column);
        if (statistics != null && statistics.nullFraction() > 0) {
          warnings.add(
              String.format(
                  Locale.ROOT,
                  "%s: %.2g %% of %s is NULL: the primary key will be refused",
                  name,
                  100 * statistics.nullFraction(),
                  column));
        }
      }
    }
    if (definition.isUnique() && !definition.isUnsafePeer() && table.rows() > 0) {
      double distinct = distinct(facts, table, definition.columns());
      if (distinct < NEARLY_ALL * table.rows()) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s: duplicates suspected, pg_stats takes %s for about %,.0f values in %,d rows",
                name,
                String.join(", ", definition.columns()),
                distinct,
                table.rows()));
      }
    }
    return warnings;
  }

  private static double distinct(DatabaseFacts facts, TableFacts table, List<String> columns) {
    double distinct = 1;
    for (String column : columns) {
      Statistics statistics = statistics(facts, table.name(), column);
      distinct *= statistics == null ? table.rows() : statistics.distinctOf(table.rows());
    }
    return distinct;
  }

  private static @Nullable Statistics statistics(
      DatabaseFacts facts, QualifiedName table, String column) {
    ColumnFacts known = facts.column(table, column);
    return known == null ? null : known.statistics();
  }
}
