package dev.plimsoll.cli.search;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of tables as arguments, in the catalog's case.
final class SearchedTable {
  private static final String PUBLIC = "public";
  private static final String NAME = "\"(?:[^\"]|\"\")+\"|[^\".]+";
  private static final Pattern TABLE = Pattern.compile("(?:(%s)\\.)?(%<s)".formatted(NAME));

  private SearchedTable() {}

  /// `schema.table`, or a table of the schema public. A name with a dot is `"quoted"`.
  ///
  /// @throws PlimsollException USAGE
  static QualifiedName parse(String text) {
    Matcher matcher = TABLE.matcher(text.strip());
    if (!matcher.matches()) {
      throw PlimsollException.usage(
          "a table is schema.table or a name of the schema public, with a name that has a dot in"
              + " double quotes, not '"
              + text
              + "'");
    }
    String schema = matcher.group(1);
    return new QualifiedName(
        schema == null ? PUBLIC : unquoted(schema), unquoted(matcher.group(2)));
  }

  static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  /// As [#parse] reads it.
  static String write(QualifiedName table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  private static String quoted(String name) {
    return name.contains(".") || name.contains("\"")
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }
}
