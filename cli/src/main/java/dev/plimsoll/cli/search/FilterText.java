package dev.plimsoll.cli.search;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.contracts.search.RowFilter.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Conditions on columns as arguments, such as `price <= 10` or `color in red,green`.
final class FilterText {
  /// Help of the option.
  static final String HELP =
      "A condition that all rows meet; repeatable. COLUMN=VALUE, or with != < <= > >=; 'COLUMN in"
          + " VALUE,VALUE', 'COLUMN is null', 'COLUMN is not null'. A value with commas or outer"
          + " blanks is in single quotes, a column with blanks or signs in double quotes.";

  private static final Pattern CONDITION =
      Pattern.compile(
          "(\"(?:[^\"]|\"\")+\"|[^\\s=!<>\"]+)"
              + "(?:\\s*(=|!=|<>|<=|>=|<|>)\\s*(.*)|\\s+(is\\s+null|is\\s+not\\s+null)"
              + "|\\s+in\\s+(.*))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  // A quote inside is doubled.
  private static final Pattern VALUE =
      Pattern.compile("\\s*+(?:'((?:[^']|'')*+)'|(?!')([^,]*))\\s*(,|$)");

  private FilterText() {}

  /// @throws PlimsollException USAGE
  static RowFilter parse(String text) {
    Matcher matcher = CONDITION.matcher(text.strip());
    if (!matcher.matches()) {
      throw PlimsollException.usage(
          "a condition is COLUMN=VALUE (or != < <= > >=), 'COLUMN in VALUE,VALUE', 'COLUMN is"
              + " null' or 'COLUMN is not null', not '%s'".formatted(text));
    }
    String column = SearchedTable.unquoted(matcher.group(1));
    if (matcher.group(2) != null) {
      return new RowFilter(
          column, comparison(matcher.group(2)), List.of(unquoted(matcher.group(3))));
    }
    if (matcher.group(4) != null) {
      boolean isNot = matcher.group(4).toLowerCase(Locale.ROOT).contains("not");
      return new RowFilter(column, isNot ? Comparison.NOT_NULL : Comparison.IS_NULL, List.of());
    }
    return new RowFilter(column, Comparison.IN, list(matcher.group(5)));
  }

  private static Comparison comparison(String sign) {
    return switch (sign) {
      case "=" -> Comparison.EQUAL;
      case "<" -> Comparison.LESS;
      case "<=" -> Comparison.AT_MOST;
      case ">" -> Comparison.GREATER;
      case ">=" -> Comparison.AT_LEAST;
      default -> Comparison.NOT_EQUAL;
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
  }

  private static List<String> list(String text) {
    List<String> values = new ArrayList<>();
    Matcher value = VALUE.matcher(text);
    boolean more = true;
    while (more) {
      if (!value.lookingAt()) {
        throw PlimsollException.usage("a quote is not closed, or text follows it, in " + text);
      }
      values.add(
          value.group(1) == null ? value.group(2).strip() : value.group(1).replace("''", "'"));
      more = !value.group(3).isEmpty();
      value.region(value.end(), text.length());
    }
    return values;
  }
}
