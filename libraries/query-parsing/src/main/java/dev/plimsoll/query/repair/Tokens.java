package dev.plimsoll.query.repair;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ends of the few tokens that a repair replaces, in a text that is known to parse.
final class Tokens {
  private static final Pattern FIELDS =
      Pattern.compile(
          """
          \\s+(year|month|day|hour|minute|second)(\\s+to\\s+(month|hour|minute|second))?\
          (\\s*\\(\\s*\\d+\\s*\\))?""",
          Pattern.CASE_INSENSITIVE);

  private Tokens() {}

  /// Behind `$` and its digits.
  static int afterParameter(byte[] sql, int start) {
    int end = start + 1;
    while (end < sql.length && sql[end] >= '0' && sql[end] <= '9') {
      end++;
    }
    return end;
  }

  /// Behind what may follow an interval's constant: `day`, `hour to second(3)`. An interval
  /// without such words has no field mask, and a column's name that follows is its alias.
  static int afterIntervalFields(byte[] sql, int start, JsonNode type) {
    JsonNode names = type.path("names");
    if (!names.path(names.size() - 1).path("String").path("sval").asText().equals("interval")
        || !maskAt(type, start)) {
      return start;
    }
    Matcher fields = FIELDS.matcher(new String(sql, StandardCharsets.ISO_8859_1));
    return fields.region(start, sql.length).lookingAt() ? fields.end() : start;
  }

  private static boolean maskAt(JsonNode type, int start) {
    return type.path("typmods").path(0).path("A_Const").path("location").asInt(-1) >= start;
  }

  /// Over white space and comments.
  static int skipBlanks(byte[] sql, int start) {
    int at = start;
    while (at < sql.length) {
      if (Character.isWhitespace(sql[at])) {
        at++;
      } else if (sql[at] == '/' && sql[at + 1] == '*') {
        at += 2;
        while (!(sql[at] == '*' && sql[at + 1] == '/')) {
          at++;
        }
        at += 2;
      } else {
        break;
      }
    }
    return at;
  }
}
