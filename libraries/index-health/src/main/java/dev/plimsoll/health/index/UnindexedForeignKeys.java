package dev.plimsoll.health.index;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.health.facts.ForeignKeyHealth;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.Remedy;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.index.IndexSql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Foreign keys whose referencing rows no index finds. Foreign keys of the same columns want one
/// index.
public final class UnindexedForeignKeys {
  private static final long MANY_ROWS = 100_000;

  private UnindexedForeignKeys() {}

  /// Writes to the referenced table that look for referencing rows, and rows that they scan.
  ///
  /// @param rows of the referencing table, partitions included
  /// @param deleted from the referenced table, partitions included
  /// @param updated likewise; only those of key columns count, which are not known
  public record Load(long rows, long deleted, long updated) {}

  /// @param indexes all of one table
  /// @param keys all of one table
  /// @param names by which a new index is named; those in use are reserved
  public static List<HealthFinding> judge(
      TableHealth table,
      List<IndexHealth> indexes,
      List<ForeignKeyHealth> keys,
      Function<ForeignKeyHealth, Load> loads,
      IndexNames names,
      HealthOptions options) {
    List<HealthFinding> findings = new ArrayList<>();
    Set<Set<String>> wanted = new HashSet<>();
    for (ForeignKeyHealth key : keys) {
      Load load = loads.apply(key);
      List<String> columns = key.facts().columns().stream().distinct().toList();
      if (load.rows >= options.thresholds().smallRows()
          && indexes.stream().noneMatch(index -> ForeignKeyCover.covers(index, columns))
          && wanted.add(Set.copyOf(columns))) {
        findings.add(finding(table, key, columns, load, names));
      }
    }
    return findings;
  }

  private static HealthFinding finding(
      TableHealth table, ForeignKeyHealth key, List<String> columns, Load load, IndexNames names) {
    IndexDefinition definition = new IndexDefinition(Kind.INDEX, columns);
    boolean partitioned = table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
    String name = names.choose(table.name(), definition);
    String sql =
        partitioned
            ? IndexSql.createAround(table.name(), definition, name)
            : IndexSql.createConcurrently(table.name(), definition, name);
    String rationale =
        "each delete from %s scans %s rows of %s for the foreign key %s%s; %s rows were deleted"
                .formatted(
                    key.facts().referenced(),
                    count(load.rows),
                    key.facts().table(),
                    key.facts().name(),
                    key.cascades() ? ", which cascades" : "",
                    count(load.deleted))
            + " there and %s updated.".formatted(count(load.updated));
    int priority = load.deleted == 0 ? 4 : load.rows >= MANY_ROWS ? 2 : 3;
    return HealthFinding.of(FindingCode.FOREIGN_KEY_UNINDEXED, key.subject(), priority, rationale)
        .with("referencing_rows", load.rows)
        .with("referenced_deletes", load.deleted)
        .with("referenced_updates", load.updated)
        .costing(
            partitioned
                ? "this statement blocks writes to all partitions while it builds; planned, each"
                    + " partition's is built CONCURRENTLY and attached; every write keeps it up"
                : "a scan of the table and a sort, beside reads and writes; disk, and every write"
                    + " keeps it up")
        .mendedBy(Remedy.of(List.of(sql)).building(definition));
  }
}
