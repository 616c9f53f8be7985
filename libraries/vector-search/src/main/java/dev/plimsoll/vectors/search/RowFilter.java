package dev.plimsoll.vectors.search;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;

/// Condition on a column. Rows of a search meet all of them.
///
/// @param values one for each comparison; none for [Comparison#IS_NULL] and [Comparison#NOT_NULL];
///     1 or more for [Comparison#IN]. Bound, never written into the statement.
public record RowFilter(String column, Comparison comparison, List<String> values) {
  public RowFilter {
    values = List.copyOf(values);
    if (!comparison.takes(values.size())) {
      throw PlimsollException.invalidRequest(
          "the condition on %s takes %s".formatted(column, comparison.arity));
    }
  }

  public static RowFilter equal(String column, String value) {
    return new RowFilter(column, Comparison.EQUAL, List.of(value));
  }

  /// How a column's value is compared.
  public enum Comparison {
    EQUAL("=", "one value"),
    NOT_EQUAL("<>", "one value"),
    LESS("<", "one value"),
    AT_MOST("<=", "one value"),
    GREATER(">", "one value"),
    AT_LEAST(">=", "one value"),
    IN("IN", "a value or more"),
    IS_NULL("IS NULL", "no value"),
    NOT_NULL("IS NOT NULL", "no value");

    private final String sql;
    private final String arity;

    Comparison(String sql, String arity) {
      this.sql = sql;
      this.arity = arity;
    }

    public String sql() {
      return sql;
    }

    private boolean takes(int values) {
      return switch (this) {
        case IN -> values >= 1;
        case IS_NULL, NOT_NULL -> values == 0;
        default -> values == 1;
      };
    }
  }
}
