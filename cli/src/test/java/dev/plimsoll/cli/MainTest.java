package dev.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MainTest {
  private CommandRun last = new CommandRun(0, "", "");

  private int run(String... arguments) {
    last = CommandRun.of(Map.of(), arguments);
    return last.exitCode();
  }

  private String out() {
    return last.out();
  }

  private String err() {
    return last.err();
  }

  @Test
  void withoutACommandShowsItsHelpAsTalk() {
    assertThat(run()).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err()).contains("COMMAND", "version", "Exit codes");
  }

  @Test
  void helpAskedForIsData() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("COMMAND", "version");
    assertThat(err()).isEmpty();
  }

  @Test
  void versionIsOneLineOrOneDocument() throws IOException {
    assertThat(run("version")).isZero();
    assertThat(out()).startsWith("plimsoll ").hasLineCount(1);
    assertThat(run("version", "--json")).isZero();
    String version = Json.MAPPER.readTree(out()).path("plimsoll").asText();
    Path pom = Path.of(System.getProperty("plimsoll.root"), "pom.xml");
    assertThat(pom).content().contains("<version>" + version + "</version>");
  }

  @Test
  void anUnknownCommandIsAMistakeOfUsage() {
    assertThat(run("verzion")).isEqualTo(2);
    assertThat(err()).contains("verzion").contains("version").doesNotContain("at dev.plimsoll");
    assertThat(out()).isEmpty();
  }

  @Test
  void eachCommandGoesByItsName() {
    run("--help");
    List<String> names =
        out()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .skip(1)
            .takeWhile(line -> !line.isBlank())
            .filter(line -> line.matches("  \\w.*"))
            .map(line -> line.strip().split("[ ,]", 2)[0])
            .toList();
    assertThat(names).hasSizeGreaterThan(18);
    for (String name : names) {
      assertThat(run(name, "--help")).as(name).isZero();
      assertThat(out()).startsWith("Usage: plimsoll " + name + " ");
    }
  }

  @Test
  void mistakesAreJsonWhenJsonWasAsked() {
    assertThat(run("version", "--json", "--what")).isEqualTo(2);
    assertThat(Json.read(out(), Problem.class).code()).isEqualTo(ErrorCode.USAGE);
  }
}
