package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.SpecialValues;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.SpecialValuesRule;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules for special values by column patterns; the last match counts.
public record SpecialValuesRules(List<Rule> rules) {
  private static final int MOST = 1_000;

  /// @param as null to carry the whole column as text
  record Rule(ColumnPattern columns, @Nullable SpecialValues as) {}

  /// @param asked null for none
  /// @throws PlimsollException INVALID_REQUEST
  public static SpecialValuesRules of(@Nullable List<SpecialValuesRule> asked) {
    if (asked == null) {
      return new SpecialValuesRules(List.of());
    }
    if (asked.size() > MOST) {
      throw PlimsollException.invalidRequest(
          "at most " + MOST + " rules of special values may be given");
    }
    return new SpecialValuesRules(asked.stream().map(SpecialValuesRules::rule).toList());
  }

  private static Rule rule(@Nullable SpecialValuesRule asked) {
    if (asked == null || asked.columns() == null) {
      throw PlimsollException.invalidRequest(
          "specialValues are rules of columns, and as what they are to be read");
    }
    return new Rule(ColumnPattern.of(asked.columns()), as(asked.as()));
  }

  private static @Nullable SpecialValues as(@Nullable String name) {
    return switch (name) {
      case "keep" -> SpecialValues.KEEP;
      case "null" -> SpecialValues.NULL;
      case "clamp" -> SpecialValues.CLAMP;
      case "refuse" -> SpecialValues.REFUSE;
      case "text" -> null;
      case null, default ->
          throw PlimsollException.invalidRequest(
              "special values are read as keep, null, clamp, text or refuse");
    };
  }

  /// Columns of a PostgreSQL table under these rules.
  ///
  /// @param untouched names of columns whose values must not change
  public List<Column> applied(
      QualifiedName table, List<Column> columns, Collection<String> untouched) {
    return columns.stream()
        .map(column -> applied(table, column, untouched.contains(column.name())))
        .toList();
  }

  private Column applied(QualifiedName table, Column column, boolean untouched) {
    @Nullable Rule rule = find(table, column);
    if (rule == null) {
      return column;
    }
    SpecialValues as = rule.as();
    boolean changes = as == null || as == SpecialValues.NULL || as == SpecialValues.CLAMP;
    if (changes && untouched) {
      return column;
    }
    return as == null ? column.asText() : column.withSpecial(as);
  }

  private @Nullable Rule find(QualifiedName table, Column column) {
    return column.hasSpecialValues()
        ? rules.stream()
            .filter(rule -> rule.columns().matches(table, column.name()))
            .reduce((_, last) -> last)
            .orElse(null)
        : null;
  }

  /// @throws PlimsollException INVALID_REQUEST where a rule matches a column
  public void requireNone(QualifiedName table, List<Column> columns) {
    if (columns.stream().anyMatch(column -> find(table, column) != null)) {
      throw PlimsollException.invalidRequest(
          table
              + ": rules of special values are for tables of a PostgreSQL; a zero date of a"
              + " MariaDB is -infinity");
    }
  }
}
