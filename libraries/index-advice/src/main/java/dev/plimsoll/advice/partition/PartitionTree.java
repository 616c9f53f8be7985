package dev.plimsoll.advice.partition;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Partitioned tables of a database with their partitions at any depth. A table that has nothing
/// to do with partitions is its own root and its own only leaf.
///
/// @param parents of partitions
/// @param partitioned leaves of each partitioned table, sorted: partitions that hold rows here.
///     Foreign ones are left out, since they take no index.
public record PartitionTree(
    Map<QualifiedName, QualifiedName> parents,
    Map<QualifiedName, List<QualifiedName>> partitioned) {
  public static final PartitionTree NONE = new PartitionTree(Map.of(), Map.of());

  public PartitionTree {
    parents = Map.copyOf(parents);
    partitioned = Map.copyOf(partitioned);
  }

  public static PartitionTree of(DatabaseFacts facts) {
    Map<QualifiedName, QualifiedName> parents = new HashMap<>();
    facts
        .tables()
        .forEach(
            (name, table) -> {
              if (table.parent() != null) {
                parents.put(name, table.parent());
              }
            });
    Map<QualifiedName, List<QualifiedName>> leaves = new HashMap<>();
    facts.tables().values().stream()
        .filter(table -> table.kind() == TableFacts.Kind.PARTITION)
        .map(TableFacts::name)
        .sorted()
        .forEach(
            leaf -> {
              @Nullable QualifiedName above = parents.get(leaf);
              while (above != null) {
                leaves.computeIfAbsent(above, _ -> new ArrayList<>()).add(leaf);
                above = parents.get(above);
              }
            });
    leaves.replaceAll((_, some) -> List.copyOf(some));
    return new PartitionTree(parents, leaves);
  }

  /// Partitions that hold the table's rows.
  public List<QualifiedName> leaves(QualifiedName table) {
    return partitioned.getOrDefault(table, List.of(table));
  }

  public boolean isPartitioned(QualifiedName table) {
    return partitioned.containsKey(table);
  }

  /// The topmost table that it is a part of.
  public QualifiedName root(QualifiedName table) {
    return path(table).getLast();
  }

  /// The table, the one that it is a partition of, and so on.
  public List<QualifiedName> path(QualifiedName table) {
    List<QualifiedName> path = new ArrayList<>();
    @Nullable QualifiedName at = table;
    while (at != null) {
      path.add(at);
      at = parents.get(at);
    }
    return path;
  }

  /// Whether a table is the other one or a part of it, so that an index on the other is on it too.
  public boolean covers(QualifiedName whole, QualifiedName table) {
    return whole.equals(table) || path(table).contains(whole);
  }

  /// The table that a statement uses where its plan scans another: the topmost one that it names,
  /// and the root where it names none, as by a view.
  public QualifiedName used(QualifiedName scanned, Set<QualifiedName> named) {
    return path(scanned).reversed().stream()
        .filter(named::contains)
        .findFirst()
        .orElseGet(() -> root(scanned));
  }
}
