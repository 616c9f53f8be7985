package dev.plimsoll.contracts.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Condition on a column. Rows of a search meet all of them.
///
/// @param values one for each comparison; none for [Comparison#IS_NULL] and [Comparison#NOT_NULL];
///     1 or more for [Comparison#IN]. Bound, never written into the statement. Absent: none.
public record RowFilter(
    @JsonProperty(required = true) @Within(Bound.IDENTIFIER) String column,
    @JsonProperty(required = true) Comparison comparison,
    @Nullable @Within(Bound.CONDITION_VALUES) List<@Within(Bound.CONDITION_VALUE) String> values) {
  /// @throws PlimsollException INVALID_REQUEST for another number of values than it takes
  public RowFilter {
    values = values == null ? List.of() : List.copyOf(values);
    if (!comparison.takes(values.size())) {
      throw PlimsollException.invalidRequest(
          "the condition on %s takes %s".formatted(column, comparison.arity));
    }
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public List<String> values() {
    return values;
  }

  public static RowFilter equal(String column, String value) {
    return new RowFilter(column, Comparison.EQUAL, List.of(value));
  }

  /// How a column's value is compared.
  public enum Comparison {
    EQUAL("equal", "=", "one value"),
    NOT_EQUAL("not-equal", "<>", "one value"),
    LESS("less", "<", "one value"),
    AT_MOST("at-most", "<=", "one value"),
    GREATER("greater", ">", "one value"),
    AT_LEAST("at-least", ">=", "one value"),
    IN("in", "IN", "a value or more"),
    IS_NULL("is-null", "IS NULL", "no value"),
    NOT_NULL("not-null", "IS NOT NULL", "no value");

    private final String value;
    private final String sql;
    private final String arity;

    Comparison(String value, String sql, String arity) {
      this.value = value;
      this.sql = sql;
      this.arity = arity;
    }

    /// Its name in requests, for example `at-most`.
    @JsonValue
    public String value() {
      return value;
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
