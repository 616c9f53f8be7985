package dev.plimsoll.cli.rules;

import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.discovery.RulePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules as people write them, one a line, `#` for comments:
///
/// ```
/// features.*: primary key (hashkey)
/// shop.orders: unique (lower(email)) where deleted_at is null
/// shop.orders: index (customer_id, placed_at) include (total) with (fillfactor = 70)
/// shop.notes: index using gin (body gin_trgm_ops)
/// ```
///
/// After the columns come `include`, `nulls not distinct`, `with`, `tablespace` and
/// `where`, in this order, each of them or none.
public final class RuleText {
  public static final String FORM =
      "schema.table: primary key|unique|index [using METHOD] (COLUMNS)"
          + " [include (COLUMNS)] [nulls not distinct] [with (PARAMETER = VALUE, …)] [tablespace NAME]"
          + " [where CONDITION]";

  private static final Pattern HEAD =
      Pattern.compile(
          "(.+?)\\s*:\\s*(primary\\s+key|unique(?:\\s+index)?|index)(?=[\\s(])\\s*(.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRIMARY_KEY = Pattern.compile("(.+?)\\s*=\\s*(\\(.+\\))");

  private RuleText() {}

  /// Rules of a file, if any, and of `--rule`.
  ///
  /// @throws PlimsollException USAGE, naming the line or the option
  public static List<KeyRule> all(@Nullable Path file, List<String> rules) {
    List<KeyRule> all = file == null ? new ArrayList<>() : read(file);
    rules.stream().map(rule -> parse(rule, "--rule")).forEach(all::add);
    return all;
  }

  /// @throws PlimsollException USAGE, naming the line
  public static List<KeyRule> read(Path file) {
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

  /// @param where for messages
  /// @throws PlimsollException USAGE
  public static KeyRule parse(String line, String where) {
    Matcher matcher = HEAD.matcher(line.strip());
    if (!matcher.matches()) {
      throw PlimsollException.usage(where + ": a rule is '" + FORM + "', not '" + line + "'");
    }
    Kind kind =
        switch (matcher.group(2).toLowerCase(Locale.ROOT).charAt(0)) {
          case 'u' -> Kind.UNIQUE;
          case 'i' -> Kind.INDEX;
          default -> Kind.PRIMARY_KEY;
        };
    return rule(matcher.group(1), kind, matcher.group(3), where);
  }

  /// `schema.table=(a,b)`
  ///
  /// @throws PlimsollException USAGE
  public static KeyRule primaryKey(String text) {
    Matcher matcher = PRIMARY_KEY.matcher(text);
    if (!matcher.matches()) {
      throw PlimsollException.usage("--primary-key is 'schema.table=(a,b)', not '" + text + "'");
    }
    return rule(matcher.group(1), Kind.PRIMARY_KEY, matcher.group(2), "--primary-key");
  }

  private static KeyRule rule(String tables, Kind kind, String definition, String where) {
    return Usage.checked(
        where + ": ",
        () -> {
          RulePattern.check(tables);
          return new KeyRule(tables, new DefinitionParser(definition).parse(kind));
        });
  }
}
