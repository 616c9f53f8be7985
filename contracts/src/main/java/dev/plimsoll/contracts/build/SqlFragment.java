package dev.plimsoll.contracts.build;

/// A check of expressions and predicates, the only SQL that a person writes and a statement
/// carries. They stand inside parentheses, so nothing may leave these: no semicolon, comment,
/// unbalanced parenthesis or quote, nothing whose quoting depends on settings.
///
/// It keeps a slip from becoming another statement, and does not make foreign SQL safe: an
/// expression may call any function that the builder's role may call. So only users who may start
/// builds may write rules.
final class SqlFragment {
  private static final int LONGEST = 4_000;

  private SqlFragment() {}

  static void check(String sql) {
    if (sql.isBlank() || sql.length() > LONGEST) {
      throw refused("it has 1 to 4000 characters", sql);
    }
    int depth = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      switch (c) {
        case '\'', '"' -> {
          int end = sql.indexOf(c, i + 1);
          if (end < 0) {
            throw refused("a quote is open", sql);
          }
          i = end;
        }
        case '(' -> depth++;
        case ')' -> {
          if (--depth < 0) {
            throw refused("a parenthesis is closed that was not opened", sql);
          }
        }
        case ';' -> throw refused("it has a semicolon", sql);
        case '$' -> throw refused("it has a dollar sign", sql);
        case '\\' -> throw refused("it has a backslash", sql);
        default -> {
          if (Character.isISOControl(c)) {
            throw refused("it has a control character", sql);
          }
          if (sql.startsWith("--", i) || sql.startsWith("/*", i)) {
            throw refused("it has a comment", sql);
          }
        }
      }
    }
    if (depth > 0) {
      throw refused("a parenthesis is open", sql);
    }
    // A backslash inside a quoted text means one thing with E'' and another without.
    if (sql.indexOf('\\') >= 0) {
      throw refused("it has a backslash", sql);
    }
  }

  private static IllegalArgumentException refused(String why, String sql) {
    String shown = sql.length() > 80 ? sql.substring(0, 80) + "…" : sql;
    return new IllegalArgumentException("not an expression, " + why + ": " + shown);
  }
}
