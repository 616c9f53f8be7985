package dev.plimsoll.systemtests.frozen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules for a migration that comes after a frozen version: it expands. The former version's
/// processes run beside it and behind it, and nobody is kept waiting for long. What takes away
/// says so in its header: `-- contract: unused since VERSION`.
final class MigrationRules {
  private static final Pattern CONTRACT = Pattern.compile("(?m)^-- contract: unused since (\\S+)$");
  private static final Pattern CREATED =
      Pattern.compile("create (?:unlogged )?table (?:if not exists )?([a-z0-9_.\"]+)");
  private static final Pattern ALTERED =
      Pattern.compile("alter table (?:if exists )?(?:only )?([a-z0-9_.\"]+)");
  private static final Pattern INDEXED =
      Pattern.compile("create (?:unique )?index (?!concurrently)(?:.* )?on (?:only )?([^ (]+)");

  /// @param taken what is taken away, refused, or asked of everybody
  private record Rule(Pattern taken, String why) {
    static Rule of(String pattern, String why) {
      return new Rule(Pattern.compile(pattern), why);
    }
  }

  /// Of any table.
  private static final List<Rule> EVER =
      List.of(
          Rule.of("\\bdrop (table|view|schema|sequence|function|type|column)\\b", "drops"),
          Rule.of("\\brename\\b", "renames"),
          Rule.of("^truncate\\b", "empties a table"),
          Rule.of(
              "^(lock table|lock|cluster|vacuum full|reindex (?!.*concurrently))",
              "locks a table"));

  /// Of a table that is there already.
  private static final List<Rule> OF_EXISTING =
      List.of(
          Rule.of("\\bset not null\\b", "requires what the former version may leave out"),
          Rule.of(
              "\\badd column\\b(?!.*\\bdefault\\b).*\\bnot null\\b",
              "adds a column that the former version does not fill"),
          Rule.of(
              "\\badd column\\b.*\\bdefault\\b.*(clock_timestamp|random|gen_random_uuid|nextval)",
              "writes every row anew"),
          Rule.of("\\badd column\\b.*(generated|identity|serial)", "writes every row anew"),
          Rule.of(
              "\\balter (column )?\\S+ (set data )?type\\b", "writes every row anew, or reads all"),
          Rule.of(
              "\\badd (constraint \\S+ )?(check|foreign key)(?!.*\\bnot valid\\b)",
              "reads every row under a lock"),
          Rule.of(
              "\\badd (constraint \\S+ )?(primary key|unique|exclude)(?!.*\\busing index\\b)",
              "builds an index under a lock"));

  private MigrationRules() {}

  /// What is wrong with a migration.
  ///
  /// @param frozen names of the versions that were frozen
  static List<String> findings(String sql, List<String> frozen) {
    Optional<String> since = contract(sql);
    if (since.isPresent()) {
      return frozen.contains(since.get())
          ? List.of()
          : List.of("contract: there is no version " + since.get());
    }
    List<String> findings = new ArrayList<>();
    Set<String> created = new HashSet<>();
    for (String statement : statements(sql)) {
      Matcher table = CREATED.matcher(statement);
      if (table.find()) {
        created.add(table.group(1));
      }
      for (Rule rule : EVER) {
        if (rule.taken().matcher(statement).find()) {
          findings.add(rule.why() + ": " + statement);
        }
      }
      Matcher altered = ALTERED.matcher(statement);
      if (altered.find() && !created.contains(altered.group(1))) {
        for (Rule rule : OF_EXISTING) {
          if (rule.taken().matcher(statement).find()) {
            findings.add(rule.why() + ": " + statement);
          }
        }
      }
      Matcher indexed = INDEXED.matcher(statement);
      if (indexed.find() && !created.contains(indexed.group(1))) {
        findings.add("builds an index under a lock: " + statement);
      }
    }
    return findings;
  }

  private static Optional<String> contract(String sql) {
    Matcher contract = CONTRACT.matcher(sql);
    return contract.find() ? Optional.of(contract.group(1)) : Optional.empty();
  }

  private static List<String> statements(String sql) {
    List<String> statements = new ArrayList<>();
    for (String statement : sql.replaceAll("(?m)--.*$", "").split(";")) {
      String plain = statement.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
      if (!plain.isEmpty()) {
        statements.add(plain);
      }
    }
    return statements;
  }
}
