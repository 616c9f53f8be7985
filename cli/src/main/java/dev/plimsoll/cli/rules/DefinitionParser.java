package dev.plimsoll.cli.rules;

import static dev.plimsoll.contracts.build.IndexDefinition.BTREE;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parser of an index definition in a rule: `[using METHOD] (PART, …) [include (COLUMN, …)] [nulls
/// not distinct] [with (PARAMETER = VALUE, …)] [tablespace NAME] [where CONDITION]`. Of `with`,
/// `with fillfactor N` is a short form.
///
/// A part is a column, a function's call, or any expression in parentheses. A column with a space,
/// comma, quote or parenthesis is `"quoted"`. An operator class may follow, and then an order:
/// `asc` or `desc`, `nulls first` or `nulls last`. Names are in the catalog's case.
final class DefinitionParser {
  private static final Pattern OPERATOR_CLASS = Pattern.compile("[\\w$]+(\\.[\\w$]+)?");
  private static final String FILLFACTOR = "fillfactor";
  // PostgreSQL writes a value in quotes where it shows an index.
  private static final Pattern PARAMETER = Pattern.compile("([\\w$]+)\\s*=\\s*'?([^'\\s]+)'?");
  // Alone, or with blanks before it.
  private static final Pattern ORDER =
      Pattern.compile(
          "(?:^|\\s+)(asc|desc)?(?:(?:^|(?<=\\s)|\\s+)nulls\\s+(first|last))?$",
          Pattern.CASE_INSENSITIVE);

  private final String text;
  private int at;

  DefinitionParser(String text) {
    this.text = text.strip();
  }

  IndexDefinition parse(Kind kind) {
    String method = word("using") ? name("an access method").toLowerCase(Locale.ROOT) : BTREE;
    List<String> columns = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    List<Order> orders = new ArrayList<>();
    for (String part : list("the columns")) {
      new DefinitionParser(part).part(columns, expressions, classes, orders);
    }
    List<String> included = word("include") ? columnsOf(list("include")) : List.of();
    boolean nullsNotDistinct = word("nulls");
    if (nullsNotDistinct && !(word("not") && word("distinct"))) {
      throw new IllegalArgumentException("after 'nulls' comes 'not distinct'");
    }
    Map<String, String> parameters = word("with") ? parameters() : new TreeMap<>();
    int fillfactor = fillfactor(parameters.remove(FILLFACTOR));
    String tablespace = word("tablespace") ? name("a tablespace") : "";
    String predicate = word("where") ? predicate() : "";
    skipBlanks();
    if (at < text.length()) {
      throw new IllegalArgumentException(
          "'"
              + text.substring(at)
              + "' is not understood; after the columns come include (…), nulls not distinct, with"
              + " (PARAMETER = VALUE, …), tablespace NAME and where …, in this order");
    }
    boolean defaults = classes.stream().allMatch(String::isEmpty);
    return new IndexDefinition(
        kind,
        columns,
        method,
        included,
        expressions,
        predicate,
        defaults ? List.of() : classes,
        fillfactor,
        orders,
        nullsNotDistinct,
        tablespace,
        parameters);
  }

  private void part(
      List<String> columns, List<String> expressions, List<String> classes, List<Order> orders) {
    skipBlanks();
    int from = at;
    if (at < text.length() && text.charAt(at) == '(') {
      expressions.add(group());
      columns.add("");
    } else {
      String name = name("a column");
      boolean quoted = text.charAt(from) == '"';
      if (!quoted && at < text.length() && text.charAt(at) == '(') {
        group();
        expressions.add(text.substring(from, at));
        columns.add("");
      } else {
        columns.add(name);
      }
    }
    String rest = text.substring(at).strip();
    Matcher order = ORDER.matcher(rest);
    if (order.find()) {
      orders.add(order(order.group(1), order.group(2)));
      rest = rest.substring(0, order.start()).strip();
    } else {
      orders.add(Order.ASC);
    }
    if (!rest.isEmpty() && !OPERATOR_CLASS.matcher(rest).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither a column nor a function's call; put an expression into parentheses"
              + " of its own, and a name with blanks into double quotes");
    }
    classes.add(rest);
  }

  /// PostgreSQL's defaults: NULLs last, and first in a descending order.
  private static Order order(@Nullable String direction, @Nullable String nulls) {
    boolean descending = "desc".equalsIgnoreCase(direction);
    boolean first = nulls == null ? descending : nulls.equalsIgnoreCase("first");
    return descending
        ? first ? Order.DESC : Order.DESC_NULLS_LAST
        : first ? Order.ASC_NULLS_FIRST : Order.ASC;
  }

  private static List<String> columnsOf(List<String> parts) {
    List<String> columns = new ArrayList<>();
    for (String part : parts) {
      DefinitionParser parser = new DefinitionParser(part);
      columns.add(parser.name("a column"));
      parser.skipBlanks();
      if (parser.at < parser.text.length()) {
        throw new IllegalArgumentException("include takes plain columns, not '" + part + "'");
      }
    }
    return columns;
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    if (word(FILLFACTOR)) {
      parameters.put(FILLFACTOR, name("a number"));
      return parameters;
    }
    for (String part : list("storage parameters")) {
      Matcher parameter = PARAMETER.matcher(part.strip());
      if (!parameter.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no storage parameter: with (fillfactor = 70), for example"
                .formatted(part.strip()));
      }
      String name = parameter.group(1).toLowerCase(Locale.ROOT);
      if (parameters.put(name, parameter.group(2)) != null) {
        throw new IllegalArgumentException("'" + name + "' is given twice");
      }
    }
    return parameters;
  }

  private static int fillfactor(@Nullable String number) {
    try {
      return number == null ? 0 : Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("fillfactor is 10 to 100, not '" + number + "'", e);
    }
  }

  private String predicate() {
    skipBlanks();
    String rest = text.substring(at).strip();
    at = text.length();
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("after 'where' comes a condition");
    }
    if (rest.startsWith("(")) {
      DefinitionParser parser = new DefinitionParser(rest);
      String inside = parser.group();
      return parser.at == rest.length() ? inside : rest;
    }
    return rest;
  }

  private boolean word(String word) {
    skipBlanks();
    int end = at + word.length();
    boolean there =
        text.regionMatches(true, at, word, 0, word.length())
            && (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)));
    if (there) {
      at = end;
    }
    return there;
  }

  private String name(String what) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '"') {
      int end = closingQuote(at);
      String name = text.substring(at + 1, end).replace("\"\"", "\"");
      at = end + 1;
      return required(name, what);
    }
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && "(),\"'".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return required(text.substring(from, at), what);
  }

  private String required(String name, String what) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " is missing in '" + text + "'");
    }
    return name;
  }

  /// The comma-separated parts of the next parentheses.
  private List<String> list(String what) {
    skipBlanks();
    if (at >= text.length() || text.charAt(at) != '(') {
      throw new IllegalArgumentException(what + " must stand in parentheses in '" + text + "'");
    }
    String inside = group();
    List<String> parts = new ArrayList<>();
    DefinitionParser parser = new DefinitionParser(inside);
    int from = 0;
    while (parser.at < parser.text.length()) {
      if (parser.text.charAt(parser.at) == ',') {
        parts.add(parser.text.substring(from, parser.at));
        from = ++parser.at;
      } else {
        parser.step();
      }
    }
    parts.add(parser.text.substring(from));
    return parts;
  }

  /// Skips the next parentheses and returns their content.
  private String group() {
    int from = at;
    step();
    return text.substring(from + 1, at - 1).strip();
  }

  /// Skips a character, a quoted text or a pair of parentheses.
  private void step() {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      at = closingQuote(at) + 1;
    } else if (c == '(') {
      int from = at++;
      while (at < text.length() && text.charAt(at) != ')') {
        step();
      }
      if (at == text.length()) {
        throw new IllegalArgumentException(
            "a parenthesis is open in '" + text.substring(from) + "'");
      }
      at++;
    } else {
      at++;
    }
  }

  /// A quote inside is doubled.
  private int closingQuote(int open) {
    char quote = text.charAt(open);
    int end = text.indexOf(quote, open + 1);
    while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
      end = text.indexOf(quote, end + 2);
    }
    if (end < 0) {
      throw new IllegalArgumentException("a quote is open in '" + text.substring(open) + "'");
    }
    return end;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
