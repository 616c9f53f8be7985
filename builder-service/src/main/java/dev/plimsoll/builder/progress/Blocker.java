package dev.plimsoll.builder.progress;

import java.time.Duration;
import java.util.regex.Pattern;

/// A session that a build waits for.
///
/// @param pid 0 for a prepared transaction
/// @param state as `pg_stat_activity` has it, for example `idle in transaction`
/// @param transactionAge since its transaction began; zero where it has none
/// @param query its current or last statement
/// @param backendType for example `autovacuum worker`
public record Blocker(
    int pid,
    String user,
    String application,
    String state,
    Duration transactionAge,
    String query,
    String backendType) {
  private static final int MAX_QUERY = 100;
  // Another session's statement may carry values that are nobody's business here.
  private static final Pattern STRINGS = Pattern.compile("'(?:[^']|'')*'?|\\$\\$.*?(\\$\\$|$)");
  private static final Pattern NUMBERS = Pattern.compile("\\b\\d+(\\.\\d+)?\\b");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /// For example `session 4711 (role shop, psql, idle in transaction for 5 min 3 s, UPDATE …)`.
  public String describe() {
    if (pid == 0) {
      return "a prepared transaction (see pg_prepared_xacts)";
    }
    StringBuilder text = new StringBuilder("session ").append(pid).append(" (");
    text.append(user.isEmpty() ? backendType : "role " + user);
    if (!application.isEmpty()) {
      text.append(", ").append(application);
    }
    if (!state.isEmpty()) {
      text.append(", ").append(state);
    }
    if (!transactionAge.isZero()) {
      text.append(", its transaction is ").append(age(transactionAge)).append(" old");
    }
    String shape = shape(query);
    if (!shape.isEmpty()) {
      text.append(", ").append(shape);
    }
    return text.append(')').toString();
  }

  /// A statement without its values, cut at 100 characters.
  static String shape(String query) {
    String plain = STRINGS.matcher(query).replaceAll("?");
    plain = NUMBERS.matcher(plain).replaceAll("?");
    plain = SPACES.matcher(plain).replaceAll(" ").strip();
    return plain.length() <= MAX_QUERY ? plain : plain.substring(0, MAX_QUERY) + "...";
  }

  static String age(Duration age) {
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    return Math.max(1, age.toSeconds()) + " s";
  }
}
