package dev.plimsoll.advice.use;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Condition of a plan, as PostgreSQL writes one: every operation in parentheses of its own, every
/// column with its alias.
sealed interface Condition {
  /// All of these hold.
  record All(List<Condition> parts) implements Condition {}

  /// One of these holds.
  record Any(List<Condition> parts) implements Condition {}

  /// @param operator for example `=`, `<`, `= ANY`, `IS NULL`
  /// @param right SQL as written; empty for a unary operator
  record Comparison(String left, String operator, String right, String text) implements Condition {}

  /// A column of a named relation.
  record Reference(String alias, String column) {}

  Pattern COLUMN =
      Pattern.compile(
          "((?:\"(?:[^\"]|\"\")+\")|[a-z_][\\w$]*)\\.((?:\"(?:[^\"]|\"\")+\")|[a-z_][\\w$]*)");
  Pattern PLAIN =
      Pattern.compile("(?<![\\w$.\"])((?:\"(?:[^\"]|\"\")+\")|[a-z_][\\w$]*)(?![\\w$.(\"])");
  Pattern NO_NAMES =
      Pattern.compile("'(?:[^']|'')*'|::[a-z_][\\w. ]*(?:\\([\\d,]+\\))?(?:\\[\\])*");
  Pattern RELABELLED =
      Pattern.compile("::(?:text|character varying|bpchar|character|varchar)(?:\\(\\d+\\))?$");
  Pattern OPERATOR = Pattern.compile(" ([-+*/<>=~!@#%^&|`?]{1,4})(?: (ANY|ALL))? ");

  static Condition parse(String text) {
    String inner = unwrapped(text.strip());
    List<String> all = split(inner, " AND ");
    if (all.size() > 1) {
      return new All(all.stream().map(Condition::parse).toList());
    }
    List<String> any = split(inner, " OR ");
    if (any.size() > 1) {
      return new Any(any.stream().map(Condition::parse).toList());
    }
    if (inner.startsWith("NOT ")) {
      String negated = unwrapped(inner.substring(4).strip());
      boolean flag = COLUMN.matcher(negated).matches();
      return new Comparison(negated, flag ? "=" : "NOT", flag ? "false" : "", inner);
    }
    for (String unary : List.of(" IS NOT NULL", " IS NULL")) {
      if (inner.endsWith(unary)) {
        String left = inner.substring(0, inner.length() - unary.length());
        return new Comparison(left, unary.strip(), "", inner);
      }
    }
    Matcher operator = OPERATOR.matcher(inner);
    for (int from = 0; operator.find(from); from = operator.start() + 1) {
      if (depth(inner, operator.start()) == 0) {
        String quantifier = operator.group(2) == null ? "" : " " + operator.group(2);
        return new Comparison(
            inner.substring(0, operator.start()),
            operator.group(1) + quantifier,
            inner.substring(operator.end()),
            inner);
      }
    }
    boolean flag = COLUMN.matcher(inner).matches();
    return new Comparison(inner, flag ? "=" : "", flag ? "true" : "", inner);
  }

  /// The column that an operand is, under casts that change no value; null for another operand.
  static @Nullable Reference reference(String operand) {
    Matcher column = COLUMN.matcher(bare(operand));
    return column.matches() ? new Reference(name(column.group(1)), name(column.group(2))) : null;
  }

  /// An operand without parentheses and casts that change no value.
  static String bare(String operand) {
    String before = operand;
    String after = RELABELLED.matcher(unwrapped(operand.strip())).replaceFirst("");
    while (!after.equals(before)) {
      before = after;
      after = RELABELLED.matcher(unwrapped(after)).replaceFirst("");
    }
    return after;
  }

  /// Names without a relation's, of columns and perhaps of something else; none of functions,
  /// types and literals.
  static List<String> plainNames(String text) {
    Matcher name = PLAIN.matcher(NO_NAMES.matcher(text).replaceAll(" "));
    return name.results().map(found -> name(found.group(1))).toList();
  }

  /// All columns that a text names.
  static List<Reference> references(String text) {
    List<Reference> found = new ArrayList<>();
    Matcher column = COLUMN.matcher(text);
    while (column.find()) {
      found.add(new Reference(name(column.group(1)), name(column.group(2))));
    }
    return found;
  }

  private static String name(String written) {
    return written.startsWith("\"")
        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
        : written;
  }

  private static String unwrapped(String text) {
    String inner = text;
    while (inner.startsWith("(") && closing(inner) == inner.length() - 1) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    return inner;
  }

  /// Position of the parenthesis that closes the first one.
  private static int closing(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0) {
          return i;
        }
      }
    }
    return -1;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + 1)) {
      if (depth(text, i) == 0) {
        parts.add(text.substring(begin, i));
        begin = i + separator.length();
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }

  /// Open parentheses before a position; -1 inside of a quoted text.
  private static int depth(String text, int position) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < position; i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      }
    }
    return quoted ? -1 : depth;
  }
}
