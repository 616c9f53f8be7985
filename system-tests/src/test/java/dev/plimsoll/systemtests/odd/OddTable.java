package dev.plimsoll.systemtests.odd;

import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.systemtests.odd.OddTables.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that is odd.
///
/// @param heading what is odd
/// @param sql makes it, and nothing that another one needs
record OddTable(String heading, String sql, List<Want> wants) {
  private static final Pattern WANT =
      Pattern.compile("(.+?)\\.(.+): ((?:primary key|unique|index)\\b.*)");

  OddTable {
    wants = List.copyOf(wants);
  }

  /// `## heading`, then SQL, and wants as `=> schema.table: rule`; names stand as they are.
  static List<OddTable> parse(String text) {
    List<OddTable> tables = new ArrayList<>();
    String[] sections = text.split("(?m)^## ", -1);
    for (int i = 1; i < sections.length; i++) {
      StringBuilder sql = new StringBuilder();
      List<Want> wants = new ArrayList<>();
      List<String> lines = sections[i].lines().toList();
      for (String line : lines.subList(1, lines.size())) {
        if (line.startsWith("=> ")) {
          wants.add(want(line.substring("=> ".length())));
        } else {
          sql.append(line).append('\n');
        }
      }
      tables.add(new OddTable(lines.getFirst(), sql.toString(), wants));
    }
    return tables;
  }

  private static Want want(String line) {
    Matcher parts = WANT.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(line);
    }
    return want(new QualifiedName(parts.group(1), parts.group(2)), parts.group(3));
  }

  /// @param rule from `primary key`, `unique` or `index` on
  static Want want(QualifiedName table, String rule) {
    KeyRule parsed = RuleText.parse("a.b: " + rule, table.toString());
    return new Want(table, parsed.definition(), statement(Identifiers.quote(table), rule));
  }

  /// Rules are written nearly as SQL is.
  private static String statement(String table, String rule) {
    if (rule.startsWith("primary key")) {
      return "ALTER TABLE %s ADD %s".formatted(table, rule);
    }
    String[] words = rule.split(" ", 2);
    String unique = words[0].toUpperCase(Locale.ROOT).replace("INDEX", "");
    return "CREATE %s INDEX ON %s %s".formatted(unique, table, words[1]);
  }
}
