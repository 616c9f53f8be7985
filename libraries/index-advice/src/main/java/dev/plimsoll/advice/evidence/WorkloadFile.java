package dev.plimsoll.advice.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pasted workload: statements separated by `;`, each optionally after comments `-- calls: 120`,
/// `-- mean: 3.5` (milliseconds) and `-- name: what`.
public final class WorkloadFile {
  private static final Pattern HEAD =
      Pattern.compile("--\\s*(calls|mean|name)\\s*:\\s*(\\S+)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern DOLLAR = Pattern.compile("\\$(?:[A-Za-z_]\\w*)?\\$");

  private final String text;
  private int at;

  private WorkloadFile(String text) {
    this.text = text;
  }

  /// @throws IllegalArgumentException for a number that is none, or a quote that does not end
  public static List<ObservedStatement> parse(String text) {
    return new WorkloadFile(text).statements();
  }

  private List<ObservedStatement> statements() {
    List<ObservedStatement> statements = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    String name = "";
    long calls = 1;
    double mean = Double.NaN;
    while (at <= text.length()) {
      if (at == text.length() || text.charAt(at) == ';') {
        String statement = sql.toString().strip();
        if (!statement.isEmpty()) {
          String id = name.isEmpty() ? "statement " + (statements.size() + 1) : name;
          statements.add(ObservedStatement.weighted(id, statement, calls).withMeanMillis(mean));
          name = "";
          calls = 1;
          mean = Double.NaN;
        }
        sql.setLength(0);
        at++;
      } else if (text.startsWith("--", at)) {
        String comment = upTo(text.indexOf('\n', at), 0);
        Matcher head = HEAD.matcher(comment);
        if (head.matches()) {
          switch (head.group(1).toLowerCase(Locale.ROOT)) {
            case "calls" -> calls = Math.max(1, Long.parseLong(head.group(2)));
            case "mean" -> mean = Double.parseDouble(head.group(2));
            default -> name = head.group(2);
          }
        }
      } else {
        sql.append(token());
      }
    }
    return List.copyOf(statements);
  }

  /// The next character, or a whole quoted text or comment.
  private String token() {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      boolean escapes = c == '\'' && at > 0 && (text.charAt(at - 1) | 0x20) == 'e';
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != c) {
        end += escapes && text.charAt(end) == '\\' ? 2 : 1;
      }
      return ended(end < text.length() ? end : -1, 1);
    }
    if (text.startsWith("/*", at)) {
      ended(text.indexOf("*/", at + 2), 2);
      return " ";
    }
    Matcher dollar = DOLLAR.matcher(text).region(at, text.length());
    if (c == '$' && dollar.lookingAt()) {
      String tag = dollar.group();
      return ended(text.indexOf(tag, at + tag.length()), tag.length());
    }
    at++;
    return String.valueOf(c);
  }

  private String ended(int end, int more) {
    if (end < 0) {
      throw new IllegalArgumentException("a quote or comment does not end: from position " + at);
    }
    return upTo(end, more);
  }

  private String upTo(int end, int more) {
    int begin = at;
    at = end < 0 ? text.length() : end + more;
    return text.substring(begin, at);
  }
}
