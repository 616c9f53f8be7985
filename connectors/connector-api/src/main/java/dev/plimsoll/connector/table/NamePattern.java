package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One part of a dotted name: `*` stands for any characters, unless the part is quoted as in SQL.
record NamePattern(String text, boolean quoted) {
  private static final char QUOTE = '"';

  /// Parts of a dotted text; dots within double quotes count for nothing, doubled quotes are
  /// quotes.
  ///
  /// @return an empty list where a part is empty or a quote is not closed
  static List<NamePattern> parts(String text) {
    List<NamePattern> parts = new ArrayList<>();
    int position = 0;
    while (position < text.length()) {
      StringBuilder part = new StringBuilder();
      boolean quoted = text.charAt(position) == QUOTE;
      position = quoted ? quoted(text, position + 1, part) : plain(text, position, part);
      boolean ended = position == text.length() || position > 0 && text.charAt(position) == '.';
      if (position < 0 || !ended || part.isEmpty() || position == text.length() - 1) {
        return List.of();
      }
      parts.add(new NamePattern(part.toString(), quoted));
      position++;
    }
    return List.copyOf(parts);
  }

  // The end of the part; -1 where its quote is not closed.
  private static int quoted(String text, int from, StringBuilder part) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != QUOTE) {
        part.append(text.charAt(i));
      } else if (i + 1 < text.length() && text.charAt(i + 1) == QUOTE) {
        part.append(QUOTE);
        i++;
      } else {
        return i + 1;
      }
    }
    return -1;
  }

  private static int plain(String text, int from, StringBuilder part) {
    int dot = text.indexOf('.', from);
    int end = dot < 0 ? text.length() : dot;
    part.append(text, from, end);
    return end;
  }

  /// Several parts joined by dots: one name that has dots in it.
  static NamePattern joined(List<NamePattern> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : new NamePattern(String.join(".", parts.stream().map(NamePattern::text).toList()), false);
  }

  static PlimsollException notOneOf(String form, String text) {
    return PlimsollException.invalidRequest(
        "%s, not as \"%s\"; a name with a dot goes in double quotes".formatted(form, text));
  }

  boolean isExact() {
    return quoted || text.indexOf('*') < 0;
  }

  boolean matches(String name) {
    return quoted
        ? text.equals(name)
        : Pattern.compile(
                "\\Q" + text.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E",
                Pattern.DOTALL)
            .matcher(name)
            .matches();
  }
}
