package dev.plimsoll.cli.rules;

import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `CREATE INDEX` statement as a rule: without the index's name, which the planner gives, and
/// with names as PostgreSQL folds them.
public final class CreateIndexText {
  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\w$]+)";
  private static final Pattern STATEMENT =
      Pattern.compile(
          "create\\s+(unique\\s+)?index(?:\\s+concurrently)?(?:\\s+(?!on\\s)(?:if\\s+not\\s+exists\\s+)?("
              + NAME
              + "))?\\s+on\\s+(?:only\\s+)?("
              + NAME
              + ")(?:\\s*\\.\\s*("
              + NAME
              + "))?\\s*(?=\\(|using\\s)(.*?)\\s*;?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private CreateIndexText() {}

  /// Whether a text is such a statement, and no rule.
  public static boolean isOne(String text) {
    return text.strip().toLowerCase(Locale.ROOT).matches("(?s)create\\s.*");
  }

  /// @param where for messages
  /// @throws PlimsollException USAGE
  public static KeyRule parse(String statement, String where) {
    Matcher matcher = STATEMENT.matcher(statement.strip());
    if (!matcher.matches()) {
      throw PlimsollException.usage(
          where
              + ": that is no CREATE [UNIQUE] INDEX ON schema.table [USING method] (columns) …; a rule"
              + " does as well: '"
              + RuleText.FORM
              + "'");
    }
    if (matcher.group(2) != null) {
      throw PlimsollException.usage(
          where + ": leave the name " + matcher.group(2) + " out: the planner gives one");
    }
    String first = plain(matcher.group(3));
    String table =
        matcher.group(4) == null ? "public." + first : first + "." + plain(matcher.group(4));
    return RuleText.parse(
        "%s: %s %s"
            .formatted(
                table, matcher.group(1) == null ? "index" : "unique", folded(matcher.group(5))),
        where);
  }

  private static String plain(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }

  /// Lower case outside of quotes.
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder();
    char quote = 0;
    for (char c : text.toCharArray()) {
      if (quote == 0) {
        quote = c == '"' || c == '\'' ? c : 0;
        folded.append(Character.toLowerCase(c));
      } else {
        quote = c == quote ? 0 : quote;
        folded.append(c);
      }
    }
    return folded.toString();
  }
}
