package dev.plimsoll.planning.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `pg_get_indexdef` writes, taken apart: for whatever the catalog has as an expression tree
/// only.
///
/// @param keys between the parentheses after the access method, in order, as written
/// @param predicate after WHERE, without its outer parentheses; empty without
record IndexText(List<String> keys, String predicate) {
  IndexText {
    keys = List.copyOf(keys);
  }

  /// @return null for what is no index's definition
  static @Nullable IndexText parse(String definition) {
    int using = definition.indexOf(" USING ");
    int open = using < 0 ? -1 : definition.indexOf('(', using);
    int close = open < 0 ? -1 : closing(definition, open);
    if (close < 0) {
      return null;
    }
    int where = definition.indexOf(" WHERE ", close);
    return new IndexText(
        split(definition.substring(open + 1, close)),
        where < 0 ? "" : bare(definition.substring(where + 7)));
  }

  /// Without outer parentheses, runs of white space and the casts that PostgreSQL adds to literals.
  /// Two texts that come out equal mean the same; two that differ may mean the same all the same.
  static String bare(String sql) {
    String text = sql.strip().replaceAll("\\s+", " ").replace("::text", "");
    while (text.startsWith("(") && closing(text, 0) == text.length() - 1) {
      text = text.substring(1, text.length() - 1).strip();
    }
    return text;
  }

  /// Equal but for case outside of quotes.
  static boolean same(String one, String other) {
    return folded(bare(one)).equals(folded(bare(other)));
  }

  private static String folded(String sql) {
    StringBuilder folded = new StringBuilder();
    char quote = 0;
    for (char c : sql.toCharArray()) {
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
        folded.append(c);
      } else {
        quote = c == '\'' || c == '"' ? c : 0;
        folded.append(String.valueOf(c).toLowerCase(Locale.ROOT));
      }
    }
    return folded.toString();
  }

  private static int closing(String text, int open) {
    int depth = 0;
    char quote = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(list.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(list.substring(from).strip());
    return parts;
  }
}
