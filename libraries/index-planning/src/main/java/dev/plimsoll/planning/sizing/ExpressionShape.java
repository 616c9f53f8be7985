package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The shape of an expression's values, by its function.
///
/// @param column in its place
/// @param known false for an assumed width
record ExpressionShape(ColumnFacts column, boolean known) {
  private static final Pattern CALL =
      Pattern.compile("\\(?\\s*(\\w+)\\s*\\((.*)\\)\\s*\\)?", Pattern.DOTALL);
  private static final Pattern ARGUMENT = Pattern.compile("\"(?:[^\"]|\"\")+\"|\\w+");
  private static final int UNKNOWN_WIDTH = 32;

  static ExpressionShape of(String expression, List<ColumnFacts> columns) {
    Matcher call = CALL.matcher(expression.strip());
    if (!call.matches()) {
      return unknown(expression, columns);
    }
    String argument = call.group(2).strip();
    @Nullable ColumnFacts column = column(argument, columns);
    return switch (call.group(1).toLowerCase(Locale.ROOT)) {
      case "lower", "upper", "trim", "btrim", "reverse" ->
          column == null ? unknown(expression, columns) : new ExpressionShape(column, true);
      case "md5" -> new ExpressionShape(text(expression, 33, collation(columns)), true);
      case "length", "hashtext", "char_length" -> new ExpressionShape(fixed(expression, 4), true);
      case "date_trunc", "to_timestamp", "hashtextextended", "date_part" ->
          new ExpressionShape(fixed(expression, 8), true);
      default -> unknown(expression, columns);
    };
  }

  private static ExpressionShape unknown(String expression, List<ColumnFacts> columns) {
    return new ExpressionShape(text(expression, UNKNOWN_WIDTH, collation(columns)), false);
  }

  private static @Nullable ColumnFacts column(String argument, List<ColumnFacts> columns) {
    if (!ARGUMENT.matcher(argument).matches()) {
      return null;
    }
    String name = Selectivity.name(argument);
    return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElse(null);
  }

  /// The dearest collation of the table, since the arguments determine it.
  private static @Nullable Collation collation(List<ColumnFacts> columns) {
    return columns.stream()
        .filter(column -> column.collation() != null)
        .max((a, b) -> KeyKind.of(List.of(a)).compareTo(KeyKind.of(List.of(b))))
        .map(ColumnFacts::collation)
        .orElse(null);
  }

  private static ColumnFacts text(String name, int width, @Nullable Collation collation) {
    return new ColumnFacts(
        name, "text", -1, 4, false, true, collation, Statistics.of(width, -1, 0));
  }

  private static ColumnFacts fixed(String name, int bytes) {
    return new ColumnFacts(
        name, "bigint", bytes, bytes, false, true, null, Statistics.of(bytes, -1, 0));
  }
}
