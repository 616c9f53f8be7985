package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table, or what may be taken for one.
///
/// @param kind by `relkind`
/// @param rows `reltuples` scaled to the heap's present size, as PostgreSQL's own planner does it;
///     -1 where the table was never analyzed
/// @param heapBytes main fork only; 0 for what has no storage
/// @param oid of the table, which a table dropped and made again does not keep; 0 where unknown
/// @param parent the partitioned table that it is a partition of; null for none
/// @param partitionKey of a partitioned table, in order; an expression stands as an empty text
/// @param rights of the role that read this
/// @param parallelWorkers of its storage parameters; null where nobody has set it
public record TableFacts(
    QualifiedName name,
    Kind kind,
    long rows,
    long heapBytes,
    long oid,
    @Nullable QualifiedName parent,
    List<String> partitionKey,
    TableRights rights,
    @Nullable Integer parallelWorkers) {

  public TableFacts {
    partitionKey = List.copyOf(partitionKey);
  }

  /// What a name in a rule may turn out to be.
  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    PARTITION,
    MATERIALIZED_VIEW,
    VIEW,
    FOREIGN_TABLE
  }

  /// True where the number of rows is known at least roughly.
  public boolean rowsKnown() {
    return rows >= 0;
  }

  /// The same table, with a better number of rows.
  public TableFacts withRows(long better) {
    return new TableFacts(
        name, kind, better, heapBytes, oid, parent, partitionKey, rights, parallelWorkers);
  }
}
