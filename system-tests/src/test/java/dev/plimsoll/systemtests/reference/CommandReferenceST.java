package dev.plimsoll.systemtests.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/reference/commands.md` says what `--help` says. `-Dplimsoll.docs.write=true` writes it
/// anew.
final class CommandReferenceST {
  private static final String HEAD =
      """
      # Commands

      Made from `./plimsoll --help` and the help of each command; do not edit.
      """;
  private static final String SECTION = "\n## %s\n\n```\n%s\n```\n";

  @Test
  void saysWhatTheHelpSays() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    Path reference = root.resolve("docs/reference/commands.md");
    String overview = help(root);
    StringBuilder expected =
        new StringBuilder(HEAD).append(SECTION.formatted("plimsoll", overview));
    List<String> commands = commands(overview);
    assertThat(commands)
        .contains(
            "demo", "plan", "simulate", "up", "down", "status", "logs", "test", "version", "bench");
    assertThat(commands).contains("db", "apply", "builds", "cancel", "pause", "resume", "retry");
    for (String command : commands) {
      String text = help(root, command);
      expected.append(SECTION.formatted(command, text));
      for (String subcommand : commands(text)) {
        String name = command + " " + subcommand;
        expected.append(SECTION.formatted(name, help(root, command, subcommand)));
      }
    }
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.writeString(reference, expected);
    }
    assertThat(Files.readString(reference))
        .as("run ./plimsoll test -Dplimsoll.docs.write=true and commit what changes")
        .isEqualTo(expected.toString());
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

  private static String help(Path root, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(root.resolve("plimsoll").toString()));
    line.addAll(List.of(command));
    line.add("--help");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("NO_COLOR", "1");
    builder.environment().put("COLUMNS", "100");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text.stripTrailing().replaceAll("(?m) +$", "");
  }
}
