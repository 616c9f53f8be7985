package dev.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every verb that asks a service, where all is well, where there is nothing, and where it is
/// refused; on a terminal, in a pipe, and as JSON.
final class VerbWalkTest extends FakeApiTestCase {
  private static final String NEXT = "next: ./plimsoll ";
  private static final CommandLine ALL =
      Main.commandLine(new Terminal(System.out, System.err, false, false), Map.of());

  /// @param says in text, on stdout or, where there is no data, on stderr
  record Case(String title, String arguments, Consumer<FakeApi> given, int exitCode, String says) {
    @Override
    public String toString() {
      return title + ": " + arguments;
    }

    String[] words() {
      return arguments.split(" ");
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            PlannerCases.all(),
            MaintenanceCases.all(),
            SyncCases.all(),
            LogCases.all(),
            OutboxCases.all(),
            SearchCases.all(),
            AdviceCases.all(),
            FindingCases.all(),
            JobCases.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void speaksInAPipe(Case verb) {
    speaks(verb, false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void speaksOnATerminal(Case verb) {
    speaks(verb, true);
  }

  private void speaks(Case verb, boolean interactive) {
    // given
    verb.given().accept(api);
    // when
    CommandRun run = run(interactive, verb.words());
    // then
    assertThat(run.exitCode())
        .as("%s%n%s%n%s", verb, run.out(), run.err())
        .isEqualTo(verb.exitCode());
    assertThat(run.out() + run.err()).contains(verb.says()).doesNotContain(FakeApi.TOKEN, "\tat ");
    if (verb.title().equals("error")) {
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("plimsoll: ");
    } else {
      assertThat(run.err()).contains("next: ./plimsoll ");
      run.err().lines().filter(line -> line.startsWith(NEXT)).forEach(VerbWalkTest::isACommand);
    }
  }

  /// What is advised is a command that is there.
  private static void isACommand(String line) {
    List<String> words = List.of(line.substring(NEXT.length()).split(" "));
    CommandLine command = ALL.getSubcommands().get(words.getFirst());
    assertThat(command).as(line).isNotNull();
    if (!command.getSubcommands().isEmpty() && !words.getFirst().equals("plan")) {
      assertThat(command.getSubcommands()).as(line).containsKey(words.get(1));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersWithOneDocument(Case verb) throws IOException {
    // given
    verb.given().accept(api);
    // when
    CommandRun run = run((verb.arguments() + " --json").split(" "));
    // then
    assertThat(run.exitCode()).as(run.out()).isEqualTo(verb.exitCode());
    try (JsonParser parser = Json.MAPPER.createParser(run.out())) {
      JsonNode document = Json.MAPPER.readTree(parser);
      assertThat((Object) parser.nextToken()).as("more than one document").isNull();
      if (verb.title().equals("error")) {
        Problem problem = Json.MAPPER.treeToValue(document, Problem.class);
        assertThat(problem.detail()).isEqualTo("because of this");
        assertThat(problem.fix()).isNotBlank();
      } else if (verb.says().startsWith("There are no builds")
          || verb.says().startsWith("There are no plans")
          || verb.says().startsWith("There are no extracts")
          || verb.says().startsWith("Nothing is extracted")
          || verb.says().startsWith("Nothing is set aside")
          || verb.says().startsWith("No index is recommended")
          || verb.says().startsWith("Nothing is found")
          || verb.says().startsWith("Nobody has changed")
          || verb.says().startsWith("Nothing is remembered")
          || verb.says().startsWith("No threshold")
          || verb.says().startsWith("Nobody has ever")
          || verb.says().startsWith("No database")
          || verb.says().startsWith("Nothing has been searched")) {
        assertThat(document.toString()).isEqualTo("[]");
      } else if (verb.title().equals("ok")) {
        // What a service answered, and not the braces of a record that nobody filled.
        assertThat(document.isContainerNode()).as("%s%n%s", verb, run.out()).isTrue();
        assertThat(document.isEmpty()).as("%s%n%s", verb, run.out()).isFalse();
        assertThat(leaves(document)).as("%s%n%s", verb, run.out()).isNotEmpty();
      }
    }
  }

  /// Values, at whatever depth, that say something.
  private static List<JsonNode> leaves(JsonNode node) {
    if (node.isValueNode()) {
      return node.isNull() || node.asText().isBlank() ? List.of() : List.of(node);
    }
    List<JsonNode> leaves = new ArrayList<>();
    node.forEach(child -> leaves.addAll(leaves(child)));
    return leaves;
  }

  @Test
  void everyVerbThatAsksAServiceIsWalked() {
    CommandRun overview = CommandRun.of(Map.of(), "--help");
    List<String> walked = cases().map(Case::arguments).toList();
    List<String> others =
        List.of(
            "demo",
            "up",
            "status",
            "logs",
            "down",
            "token",
            "prepare",
            "test",
            "version",
            "bench",
            "db",
            "build",
            "maintenance",
            "extract",
            "load",
            "receipt",
            "threshold",
            "schedule",
            "topic",
            "quarantine",
            "outbox",
            "vector",
            "job",
            "simulate",
            "advice",
            "finding");
    verbs(overview.out())
        .filter(verb -> !others.contains(verb))
        .forEach(verb -> assertThat(walked).as(verb).anyMatch(each -> each.startsWith(verb)));
    for (String group :
        List.of(
            "db",
            "plan",
            "build",
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
            "job")) {
      verbs(CommandRun.of(Map.of(), group, "--help").out())
          .map(verb -> group + " " + verb)
          .forEach(verb -> assertThat(walked).as(verb).anyMatch(each -> each.startsWith(verb)));
    }
  }

  private static Stream<String> verbs(String help) {
    return help.lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.matches("  \\w.*"))
        .map(line -> line.strip().split("[ ,]", 2)[0]);
  }

  @Test
  void thePlannerThatIsNotThereIsNotFound() {
    // given
    Map<String, String> environment = api.environment(folder);
    api.close();
    // when
    CommandRun run = CommandRun.of(environment, "build", "list");
    // then
    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.err()).contains("does not answer");
  }
}
