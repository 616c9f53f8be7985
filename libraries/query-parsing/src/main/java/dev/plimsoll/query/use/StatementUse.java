package dev.plimsoll.query.use;

import java.util.List;

/// What a statement uses.
///
/// @param queries the statement's own first, then those within it: sub-queries, CTEs, arms of
///     UNION
/// @param tables one for each place that names a table; a table named twice is there twice
/// @param joins comparisons of one table's column with another's, wherever they stand
/// @param unknown what could not be told: names of columns, tables and expressions; empty where
///     everything is known
public record StatementUse(
    Kind kind,
    List<QueryUse> queries,
    List<TableUse> tables,
    List<ColumnPair> joins,
    List<String> unknown) {
  public StatementUse {
    queries = List.copyOf(queries);
    tables = List.copyOf(tables);
    joins = List.copyOf(joins);
    unknown = List.copyOf(unknown);
  }

  /// Of the statement as a whole; a query within it may be of another.
  public enum Kind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    /// Everything else. Tables of a query within, such as a cursor's, are listed all the same.
    UTILITY
  }

  /// `left operator right`. An index on one side's key can be searched with the other side's
  /// values where `search…` says so: not below OR or NOT, not on the side of an outer join that
  /// keeps its rows, not through the LIMIT or GROUP BY of a sub-query, and not from within a
  /// sub-query that is answered for each row.
  ///
  /// @param leftTable its place in [StatementUse#tables]
  /// @param rightTable likewise; the same place for a comparison within one row
  public record ColumnPair(
      int leftTable,
      ComparedKey left,
      String operator,
      int rightTable,
      ComparedKey right,
      boolean searchLeft,
      boolean searchRight) {}
}
