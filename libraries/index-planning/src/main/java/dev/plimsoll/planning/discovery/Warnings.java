package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.ForeignKeyFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.KeyProbe;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableReadError;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Warnings for people before a build starts; one sentence each.
public final class Warnings {
  // ANALYZE samples: it calls a column unique a little below 1 as well.
  private static final double NEARLY_ALL = 0.9;

  private Warnings() {}

  public static List<String> invalidIndexes(DatabaseFacts facts) {
    return facts.indexes().values().stream()
        .flatMap(List::stream)
        .filter(index -> !index.valid())
        .sorted(Comparator.comparing(IndexFacts::table).thenComparing(IndexFacts::name))
        .map(index -> invalid(facts, index))
        .toList();
  }

  private static String invalid(DatabaseFacts facts, IndexFacts index) {
    String name = Identifiers.quote(new QualifiedName(index.table().schema(), index.name()));
    String words =
        isPartitioned(facts, index.table())
            ? "is INVALID until an index of every partition is attached to it: a rule for %s has"
                + " them built, or DROP INDEX %s"
            : IndexNames.isUnfinished(index.name())
                ? "is a build of ours that has not ended"
                : "is INVALID and serves nothing but costs each write: look at it, then DROP INDEX"
                    + " CONCURRENTLY %2$s or REINDEX INDEX CONCURRENTLY %2$s";
    return index.table() + ": " + index.name() + " " + words.formatted(index.table(), name);
  }

  private static boolean isPartitioned(DatabaseFacts facts, QualifiedName table) {
    TableFacts known = facts.tables().get(table);
    return known != null && known.kind() == TableFacts.Kind.PARTITIONED_TABLE;
  }

  /// Foreign keys without an index, existing or planned.
  public static List<String> foreignKeys(
      DatabaseFacts facts, Map<QualifiedName, List<IndexDefinition>> planned) {
    return facts.foreignKeys().stream()
        .filter(key -> KeyCandidates.lacksIndex(facts, key))
        .filter(
            key ->
                planned.getOrDefault(key.table(), List.of()).stream()
                    .noneMatch(
                        definition ->
                            IndexShape.asWritten(definition)
                                .serves(
                                    IndexShape.asWritten(
                                        new IndexDefinition(Kind.INDEX, key.columns())))))
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

  /// Key columns without statistics or sample, and tables whose rows could not be sampled.
  public static List<String> unseen(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    List<String> unseen =
        definition.namedColumns().stream()
            .filter(column -> table.heapBytes() > 0)
            .filter(column -> statistics(facts, table.name(), column) == null)
            .toList();
    @Nullable TableReadError reason = facts.unsampled().get(table.name());
    if (reason != null && reason.code() != ErrorCode.INSUFFICIENT_PRIVILEGE) {
      return List.of(
          "%s: its rows could not be sampled (%s), so its sizes rest on %s"
              .formatted(
                  table.name(),
                  reason.reason(),
                  unseen.isEmpty() ? "statistics alone" : "the bytes that it takes"));
    }
    return unseen.isEmpty()
        ? List.of()
        : List.of(
            "%s: nothing is known of %s and the role may not read it, so sizes are guessed from its bytes: GRANT SELECT ON %s TO %s"
                .formatted(
                    table.name(),
                    String.join(", ", unseen),
                    Identifiers.quote(table.name()),
                    Identifiers.quote(table.rights().role())));
  }

  /// Warnings by a probe of the rows, or else by the statistics.
  public static List<String> ofDefinition(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    @Nullable KeyProbe probe =
        definition.isUnique() && definition.isPlain()
            ? facts.probeOf(table.name(), definition.columns())
            : null;
    List<String> warnings = new ArrayList<>();
    if (definition.kind() == Kind.PRIMARY_KEY) {
      warnings.addAll(nulls(facts, table.name(), definition, probe));
    }
    if (definition.isUnique() && !definition.isUnsafePeer() && table.rows() > 0) {
      duplicates(facts, table, definition, probe).ifPresent(warnings::add);
    }
    return warnings;
  }

  private static List<String> nulls(
      DatabaseFacts facts,
      QualifiedName table,
      IndexDefinition definition,
      @Nullable KeyProbe probe) {
    if (probe != null && probe.nullRows() > 0) {
      return List.of(
          "%s: %s have NULL in %s: the primary key will be refused"
              .formatted(table, share(probe.nullRows(), probe), key(definition)));
    }
    if (probe != null && !probe.nullColumns().isEmpty()) {
      return List.of(
          "%s: %s holds NULL, as an index on it shows: the primary key will be refused"
              .formatted(table, String.join(", ", probe.nullColumns())));
    }
    List<String> warnings = new ArrayList<>();
    for (String column : definition.columns()) {
      Statistics statistics = statistics(facts, table, column);
      if (statistics != null && statistics.nullFraction() > 0 && !isSeenWhole(probe)) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s: %.2g %% of %s is NULL: the primary key will be refused",
                table,
                100 * statistics.nullFraction(),
                column));
      }
    }
    return warnings;
  }

  private static Optional<String> duplicates(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition, @Nullable KeyProbe probe) {
    if (probe != null && probe.duplicateRows() > 0) {
      return Optional.of(
          "%s: %s have the same %s as another one of them: no unique index can be built"
              .formatted(table.name(), share(probe.duplicateRows(), probe), key(definition)));
    }
    double distinct = distinct(facts, table, definition.columns());
    return distinct >= NEARLY_ALL * table.rows() || isSeenWhole(probe)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: duplicates suspected, pg_stats takes %s for about %,.0f values in %,d rows",
                table.name(),
                String.join(", ", definition.columns()),
                distinct,
                table.rows()));
  }

  private static boolean isSeenWhole(@Nullable KeyProbe probe) {
    return probe != null && probe.whole();
  }

  private static String share(long some, KeyProbe probe) {
    return String.format(
        Locale.ROOT, "%,d of %,d %srows", some, probe.rows(), probe.whole() ? "" : "sampled ");
  }

  private static String key(IndexDefinition definition) {
    return "(" + String.join(", ", definition.columns()) + ")";
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
