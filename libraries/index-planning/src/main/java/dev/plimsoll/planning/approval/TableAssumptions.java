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
/// @param heapBytes as they were sized with
/// @param columns of the index, the included ones too
/// @param indexes of the table, valid or not, as `pg_get_indexdef` writes them, by name
/// @param partitions of a partitioned table, by name; empty for any other
public record TableAssumptions(
    long oid,
    long rows,
    long heapBytes,
    List<Column> columns,
    List<String> indexes,
    List<String> partitions) {

  /// @param type as `format_type` writes it
  /// @param collation name and locale; empty for a type without
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

  /// As the facts are; null where the table is none of them.
  ///
  /// @param rows as the build was sized with, for a table of which the facts have none
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

  /// Names of the direct ones.
  static List<String> partitions(DatabaseFacts facts, QualifiedName table) {
    return facts.tables().values().stream()
        .filter(part -> table.equals(part.parent()))
        .map(part -> part.name().toString())
        .sorted()
        .toList();
  }
}
