package dev.plimsoll.benchmarks.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.testkit.page.GeneratedPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `docs/reference/commands.md` says what `--help` says, of the whole command line: with what this
/// module brings. `-Dplimsoll.docs.write=true` writes it anew.
final class CommandReferenceTest {
  private static final String HEAD =
      """
      # Commands

      Made from `./plimsoll --help` and the help of each command; do not edit.
      """;
  private static final String SECTION = "\n## %s\n\n```\n%s\n```\n";

  @Test
  void saysWhatTheHelpSays() throws IOException {
    Path reference =
        Path.of(System.getProperty("plimsoll.root")).resolve("docs/reference/commands.md");
    String overview = help();
    StringBuilder expected =
        new StringBuilder(HEAD).append(SECTION.formatted("plimsoll", overview));
    List<String> commands = commands(overview);
    assertThat(commands)
        .contains(
            "demo", "plan", "simulate", "up", "down", "status", "logs", "test", "version", "bench");
    assertThat(commands).contains("db", "apply", "build", "extract", "schedule", "topic");
    for (String command : commands) {
      String text = help(command);
      expected.append(SECTION.formatted(command, text));
      for (String subcommand : commands(text)) {
        String name = command + " " + subcommand;
        expected.append(SECTION.formatted(name, help(command, subcommand)));
      }
    }
    GeneratedPage.require(reference, expected.toString());
  }

  private static List<String> commands(String overview) {
    return overview
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.matches("  \\w.*"))
        .map(line -> line.strip().split("[ ,]", 2)[0])
        .toList();
  }

  private static String help(String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.add("--help");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, false, false);
    assertThat(Main.run(terminal, Map.of(), line.toArray(String[]::new))).isZero();
    return out.toString(StandardCharsets.UTF_8).stripTrailing().replaceAll("(?m) +$", "");
  }
}
