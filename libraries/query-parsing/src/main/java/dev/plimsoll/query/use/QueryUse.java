package dev.plimsoll.query.use;

import java.util.List;

/// One SELECT, or the statement that it stands in.
///
/// @param orderBy in order; empty where the answer has none
/// @param groupBy keys that could be read; see `groups`
/// @param groups whether there is a GROUP BY, with sets too
/// @param distinct `SELECT DISTINCT` of the whole output
/// @param distinctOn keys of `DISTINCT ON`
/// @param limited whether LIMIT or FETCH ends the answer early
public record QueryUse(
    List<SortKey> orderBy,
    List<TableKey> groupBy,
    boolean groups,
    boolean distinct,
    List<TableKey> distinctOn,
    boolean limited) {
  public QueryUse {
    orderBy = List.copyOf(orderBy);
    groupBy = List.copyOf(groupBy);
    distinctOn = List.copyOf(distinctOn);
  }

  /// Key of a table, by the table's place in [StatementUse#tables].
  public record TableKey(int table, ComparedKey key) {}

  /// Sort key. The key is absent (`known` false) where it is computed from several tables, an
  /// aggregate, or otherwise of no table alone: what follows it cannot come out of an index
  /// either.
  public record SortKey(
      boolean known, int table, ComparedKey key, boolean descending, Nulls nulls) {}

  /// Where NULLs stand; the default is last for ascending keys and first for descending ones.
  public enum Nulls {
    DEFAULT,
    FIRST,
    LAST
  }
}
