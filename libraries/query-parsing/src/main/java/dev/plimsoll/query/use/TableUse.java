package dev.plimsoll.query.use;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table where a statement names it.
///
/// @param query the place in [StatementUse#queries] of the query whose FROM or target it is
/// @param schema null where neither the statement nor the catalog tells it
/// @param known whether the catalog has it: otherwise its unqualified columns are unknown
/// @param target whether the statement writes to it
/// @param read columns that the statement reads anywhere, by conditions too
/// @param output columns of its query's SELECT or RETURNING list, within expressions too
/// @param wholeRow whether that list, or an expression, takes every column
/// @param assigned columns that INSERT, UPDATE or MERGE gives values to
public record TableUse(
    int query,
    @Nullable String schema,
    String name,
    String alias,
    boolean known,
    boolean target,
    List<ColumnFilter> filters,
    Set<String> read,
    Set<String> output,
    boolean wholeRow,
    Set<String> assigned) {
  public TableUse {
    filters = List.copyOf(filters);
  }

  /// Comparison of a key with something that is no column of the same table.
  ///
  /// @param operator as PostgreSQL's catalog names it (`=`, `~~*` for ILIKE, `@>`), flipped
  ///     where the key stood on the right; `IN`, `BETWEEN`, `IS NULL` and the like for what is
  ///     none
  /// @param literal a constant as SQL text, where there is exactly one
  /// @param required whether every row of the answer passes it: false below OR, and on the side
  ///     of an outer join that keeps its rows
  public record ColumnFilter(
      ComparedKey key,
      Test test,
      String operator,
      Against against,
      @Nullable String literal,
      boolean required) {}

  /// What an index can do with a comparison.
  public enum Test {
    EQUAL,
    /// `IN (…)`, `= ANY (…)`.
    ONE_OF,
    /// `<`, `<=`, `>`, `>=`, `BETWEEN`.
    RANGE,
    /// `LIKE 'abc%'`. A LIKE whose pattern is not known is [#OTHER].
    PREFIX,
    IS_NULL,
    IS_NOT_NULL,
    /// A boolean key alone.
    IS_TRUE,
    /// `NOT` of one.
    IS_FALSE,
    /// By its operator: `@>`, `&&`, `@@`, `~~*`, `<>`, …
    OTHER
  }

  /// What a key is compared with.
  public enum Against {
    CONSTANT,
    PARAMETER,
    /// Another table's column, a sub-query, or something computed.
    EXPRESSION,
    NOTHING
  }
}
