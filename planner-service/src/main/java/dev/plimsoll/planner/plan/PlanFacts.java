package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.sizing.Sizes;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a plan was made for: the load line, and of each table that it builds on whatever would have
/// changed the plan. Pure.
///
/// @param tables by name
public record PlanFacts(Capacity capacity, List<Table> tables) {
  // Growth beyond both counts: a plan of a moment ago has moved by neither.
  private static final int GROWTH_SHARE = 10;
  private static final long LEAST_GROWTH_BYTES = 64L << 10;

  public PlanFacts {
    tables = tables == null ? List.of() : List.copyOf(tables);
  }

  /// @param columns by position
  /// @param indexes by name
  public record Table(
      QualifiedName name,
      TableFacts.Kind kind,
      long heapBytes,
      List<Column> columns,
      List<Index> indexes) {
    public Table {
      columns = List.copyOf(columns);
      indexes = List.copyOf(indexes);
    }
  }

  /// @param collation empty where the type has none
  public record Column(String name, String type, String collation) {}

  /// @param definition as `pg_get_indexdef` writes it
  public record Index(String name, String definition, boolean valid) {}

  /// @param tables that the plan builds on
  static PlanFacts of(Capacity capacity, DatabaseFacts facts, Collection<QualifiedName> tables) {
    return new PlanFacts(
        capacity,
        tables.stream()
            .distinct()
            .sorted()
            .map(name -> table(facts, name))
            .filter(Objects::nonNull)
            .toList());
  }

  private static @Nullable Table table(DatabaseFacts facts, QualifiedName name) {
    TableFacts table = facts.tables().get(name);
    return table == null
        ? null
        : new Table(
            name,
            table.kind(),
            table.heapBytes(),
            facts.columnsOf(name).stream().map(PlanFacts::column).toList(),
            facts.indexesOf(name).stream()
                .map(index -> new Index(index.name(), index.definition(), index.valid()))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
  }

  private static Column column(ColumnFacts column) {
    ColumnFacts.Collation collation = column.collation();
    return new Column(
        column.name(),
        column.type(),
        collation == null ? "" : collation.name() + " " + collation.locale());
  }

  List<QualifiedName> names() {
    return tables.stream().map(Table::name).toList();
  }

  /// What is other now, one sentence each; empty where the plan still holds.
  List<String> moved(PlanFacts now) {
    List<String> moved = new ArrayList<>();
    if (!capacity.equals(now.capacity)) {
      moved.add("the load line was changed");
    }
    Map<QualifiedName, Table> present = byName(now.tables, Table::name);
    for (Table then : tables) {
      Table table = present.get(then.name());
      if (table == null) {
        moved.add(then.name() + " is gone");
      } else {
        moved(then, table, moved);
      }
    }
    return moved;
  }

  private static void moved(Table then, Table now, List<String> moved) {
    if (then.kind() != now.kind()) {
      moved.add(
          then.name() + " is now a " + now.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    long growth = now.heapBytes() - then.heapBytes();
    if (growth > Math.max(LEAST_GROWTH_BYTES, then.heapBytes() / GROWTH_SHARE)) {
      moved.add(
          then.name()
              + " grew from "
              + Sizes.bytes(then.heapBytes())
              + " to "
              + Sizes.bytes(now.heapBytes()));
    }
    Map<String, Column> columns = byName(now.columns(), Column::name);
    for (Column column : then.columns()) {
      Column other = columns.get(column.name());
      if (other == null) {
        moved.add(then.name() + " lost the column " + column.name());
      } else if (!other.type().equals(column.type())) {
        moved.add(
            then.name()
                + ": "
                + column.name()
                + " is now "
                + other.type()
                + " instead of "
                + column.type());
      } else if (!other.collation().equals(column.collation())) {
        moved.add(
            then.name()
                + ": "
                + column.name()
                + " is now collated "
                + other.collation()
                + " instead of "
                + column.collation());
      }
    }
    movedIndexes(then, now, moved);
  }

  private static void movedIndexes(Table then, Table now, List<String> moved) {
    Map<String, Index> before = byName(then.indexes(), Index::name);
    Map<String, Index> after = byName(now.indexes(), Index::name);
    for (Index index : now.indexes()) {
      Index known = before.get(index.name());
      if (known == null) {
        moved.add(then.name() + " got the index " + index.name());
      } else if (!known.equals(index)) {
        moved.add(
            then.name()
                + ": the index "
                + index.name()
                + (known.valid() == index.valid()
                    ? " is another one now"
                    : index.valid() ? " is valid now" : " is INVALID now"));
      }
    }
    for (Index index : then.indexes()) {
      if (!after.containsKey(index.name())) {
        moved.add(then.name() + " lost the index " + index.name());
      }
    }
  }

  private static <K, T> Map<K, T> byName(List<T> items, Function<T, K> name) {
    return items.stream().collect(Collectors.toUnmodifiableMap(name, item -> item));
  }
}
