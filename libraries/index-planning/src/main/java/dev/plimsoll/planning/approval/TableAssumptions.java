package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The assumptions of a planned build about its table.
///
/// @param oid of the table; 0 where unknown
/// @param rows by the catalog
/// @param columns of the index, with the included ones
/// @param indexes of the table, valid or not, by `pg_get_indexdef`, sorted
/// @param partitions direct ones of a partitioned table, by name; else empty
public record TableAssumptions(
    long oid,
    long rows,
    long heapBytes,
    List<Column> columns,
    List<String> indexes,
    List<String> partitions) {

  /// @param type by `format_type`
  /// @param collation name and locale; empty for other types
  public record Column(String name, String type, String collation) {
    static Column of(ColumnFacts facts) {
      ColumnFacts.@Nullable Collation collation = facts.collation();
      return new Column(
          facts.name(),
          facts.type(),
          collation == null
              ? ""
              : collation.name() + " (" + collation.provider() + " " + collation.locale() + ")");
    }

    @Override
    public String toString() {
      return collation.isEmpty() ? type : type + " collate " + collation;
    }
  }

  public TableAssumptions {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    partitions = List.copyOf(partitions);
  }

  /// Assumptions by the facts; null for an unknown table.
  ///
  /// @param rows of the sizing, for a table without a known number
  public static @Nullable TableAssumptions of(
      DatabaseFacts facts, QualifiedName table, IndexDefinition definition, long rows) {
    TableFacts known = facts.tables().get(table);
    if (known == null) {
      return null;
    }
    List<Column> columns =
        definition.allColumns().stream()
            .map(name -> facts.column(table, name))
            .filter(Objects::nonNull)
            .map(Column::of)
            .toList();
    return new TableAssumptions(
        known.oid(),
        known.rowsKnown() ? known.rows() : rows,
        known.heapBytes(),
        columns,
        facts.indexesOf(table).stream().map(IndexFacts::definition).sorted().toList(),
        partitions(facts, table));
  }

  static List<String> partitions(DatabaseFacts facts, QualifiedName table) {
    return facts.tables().values().stream()
        .filter(part -> table.equals(part.parent()))
        .map(part -> part.name().toString())
        .sorted()
        .toList();
  }
}
