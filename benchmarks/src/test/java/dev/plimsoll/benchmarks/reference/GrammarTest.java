package dev.plimsoll.benchmarks.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The grammar of the command line: a noun, then a verb; the same verb for the same act; each with
/// an example. What messages advise is a command that is there.
final class GrammarTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));

  private static final Pattern NAMED = Pattern.compile("`([a-z]+) ([a-z][a-z-]*)[^`]*`");

  /// Commands that are complete by themselves.
  private static final Set<String> ALONE =
      Set.of(
          "advise",
          "plan",
          "apply",
          "demo",
          "up",
          "down",
          "status",
          "logs",
          "test",
          "bench",
          "search",
          "simulate",
          "version");

  private static final Set<String> NOUNS =
      Set.of(
          "db",
          "build",
          "lane",
          "job",
          "maintenance",
          "extract",
          "load",
          "receipt",
          "schedule",
          "threshold",
          "topic",
          "quarantine",
          "outbox",
          "vector",
          "advice",
          "finding",
          "token");

  /// Verbs that mean the same of every noun.
  private static final Set<String> VERBS =
      Set.of(
          "create", "list", "show", "edit", "remove", "run", "pause", "resume", "cancel", "retry",
          "test", "discard", "history", "dismiss", "reopen");

  /// What only one noun has.
  private static final Set<String> OF_ONE_NOUN =
      Set.of(
          "db load-line",
          "db calibration",
          "db pilot",
          "build priority",
          "build release",
          "job graph",
          "job work",
          "maintenance approve",
          "maintenance reject",
          "extract explain",
          "extract analysis",
          "load redshift",
          "topic remove-records",
          "topic offsets",
          "topic fetch",
          "topic consumers",
          "topic shards",
          "topic audit",
          "vector explain",
          "vector stats",
          "vector bench",
          "vector config",
          "advice plan",
          "token rotate");

  private static final Pattern ADVICE =
      Pattern.compile("\\./plimsoll(?: ([a-z][a-z-]*))?(?: ([a-z][a-z-]*))?");

  private final CommandLine commandLine =
      Main.commandLine(new Terminal(System.out, System.err, false, false), Map.of());

  @Test
  void aCommandIsANounWithItsVerbs() {
    Map<String, CommandLine> commands = shown(commandLine);
    assertThat(commands.keySet()).allMatch(name -> ALONE.contains(name) || NOUNS.contains(name));
    for (String noun : NOUNS) {
      Map<String, CommandLine> verbs = shown(commands.get(noun));
      assertThat(verbs).as(noun).isNotEmpty();
      assertThat(verbs.keySet())
          .as(noun)
          .allMatch(verb -> VERBS.contains(verb) || OF_ONE_NOUN.contains(noun + " " + verb));
    }
  }

  @Test
  void everyCommandHasAnExample() {
    List<String> without = new ArrayList<>();
    shown(commandLine)
        .forEach(
            (name, command) -> {
              if (!hasExample(command)) {
                without.add(name);
              }
              shown(command)
                  .forEach(
                      (verb, sub) -> {
                        if (!hasExample(sub)) {
                          without.add(name + " " + verb);
                        }
                      });
            });
    assertThat(without).isEmpty();
  }

  @Test
  void whatMessagesAdviseIsThere() throws IOException {
    List<String> unknown = new ArrayList<>();
    int read = 0;
    for (Path source : sources()) {
      Matcher advice = ADVICE.matcher(Files.readString(source));
      while (advice.find()) {
        read++;
        if (!isThere(advice.toMatchResult())) {
          unknown.add(ROOT.relativize(source) + ": " + advice.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(read).as("commands that were found").isGreaterThan(100);
  }

  /// Pages name commands without `./plimsoll`, too: in code, by a noun and a verb.
  @Test
  void whatPagesNameIsThere() throws IOException {
    List<String> unknown = new ArrayList<>();
    int read = 0;
    for (Path page : pages()) {
      Matcher named = NAMED.matcher(Files.readString(page));
      while (named.find()) {
        @Nullable CommandLine noun = commandLine.getSubcommands().get(named.group(1));
        if (noun != null && NOUNS.contains(named.group(1))) {
          read++;
          if (!noun.getSubcommands().containsKey(named.group(2))) {
            unknown.add(ROOT.relativize(page) + ": " + named.group());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(read).as("commands that were found").isGreaterThan(20);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
          .filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.toString().contains("/adr/"))
          .toList();
    }
  }

  private boolean isThere(MatchResult advice) {
    String first = advice.group(1);
    if (first == null) {
      return true;
    }
    CommandLine command = commandLine.getSubcommands().get(first);
    String second = advice.group(2);
    return command != null
        && (second == null
            || !NOUNS.contains(first)
            || command.getSubcommands().containsKey(second));
  }

  private static boolean hasExample(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().footer())
        .anyMatch(line -> line.startsWith("  ./plimsoll "));
  }

  private static Map<String, CommandLine> shown(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 18)) {
      return files
          .filter(path -> path.toString().contains("/src/main/"))
          .filter(path -> path.toString().matches(".*\\.(java|js|html)"))
          .toList();
    }
  }
}
