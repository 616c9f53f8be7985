package dev.plimsoll.cli.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.discovery.TablePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules as people write them, one a line, `#` for comments:
///
/// ```
/// features.*: primary key (hashkey)
/// shop.orders: index (customer_id, placed_at)
/// ```
final class RuleText {
  private static final Pattern RULE =
      Pattern.compile(
          "(.+?)\\s*:\\s*(primary key|unique|index)\\s*\\((.+)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PRIMARY_KEY = Pattern.compile("(.+?)\\s*=\\s*\\((.+)\\)");

  private RuleText() {}

  /// @throws PlimsollException USAGE, naming the line
  static List<KeyRule> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "the rules in " + file + " cannot be read", e);
    }
    List<KeyRule> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        rules.add(parse(line, file + " line " + (i + 1)));
      }
    }
    return rules;
  }

  static KeyRule parse(String line, String where) {
    Matcher matcher = RULE.matcher(line);
    if (!matcher.matches()) {
      throw new PlimsollException(
          ErrorCode.USAGE,
          where
              + ": a rule is 'schema.table: primary key|unique|index (columns)', not '"
              + line
              + "'");
    }
    Kind kind =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "unique" -> Kind.UNIQUE;
          case "index" -> Kind.INDEX;
          default -> Kind.PRIMARY_KEY;
        };
    return rule(matcher.group(1), kind, matcher.group(3), where);
  }

  /// `schema.table=(a,b)`
  ///
  /// @throws PlimsollException USAGE
  static KeyRule primaryKey(String text) {
    Matcher matcher = PRIMARY_KEY.matcher(text);
    if (!matcher.matches()) {
      throw new PlimsollException(
          ErrorCode.USAGE, "--primary-key is 'schema.table=(a,b)', not '" + text + "'");
    }
    return rule(matcher.group(1), Kind.PRIMARY_KEY, matcher.group(2), "--primary-key");
  }

  private static KeyRule rule(String tables, Kind kind, String columns, String where) {
    try {
      TablePattern.check(tables);
      return new KeyRule(
          tables,
          new IndexDefinition(kind, Arrays.stream(columns.split(",")).map(String::strip).toList()));
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, where + ": " + e.getMessage(), e);
    }
  }
}
