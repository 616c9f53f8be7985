package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DemoCommandTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakePlant plant = new FakePlant();

  @TempDir private Path folder;

  @Test
  void theCommandLineFindsIt() {
    assertThat(ServiceLoader.load(CommandProvider.class))
        .hasAtLeastOneElementOfType(DemoCommandProvider.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--scale=0", "--scale=1000", "--scale=x", "--kill=postgres", "--seed=x", "--what"})
  void refusesWhatItDoesNotKnowBeforeAnythingStarts(String option) {
    assertThat(run(option)).isEqualTo(2);
    assertThat(plant.done).isEmpty();
    assertThat(said()).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--vectors --scale=0.1",
        "--vectors --kill=none",
        "--vectors --rows=999",
        "--vectors --rows=1000001",
        "--rows=2000"
      })
  void refusesWhatContradictsItself(String options) {
    assertThat(run(options.split(" "))).isEqualTo(2);
    assertThat(plant.done).isEmpty();
    assertThat(said()).doesNotContain("Exception");
  }

  @Test
  void theDemoOfVectorsEndsAsTheOtherOneWhereItCannotStart() throws Exception {
    // given
    plant.refusesToStart = new PlimsollException(ErrorCode.DISK_FULL, "12 MB are free");
    Path file = folder.resolve("out.json");
    // when
    int exitCode = run("--vectors", "--rows=2000", "--seed=42", "--json", file.toString());
    // then
    assertThat(exitCode).isEqualTo(5);
    assertThat(plant.done).containsExactly("start stack", "close");
    assertThat(said()).contains("nearest of 2,000 vectors, seed 42").contains("12 MB are free");
    JsonNode json = Json.MAPPER.readTree(Files.readString(file));
    assertThat(json.get("passed").booleanValue()).isFalse();
    assertThat(json.get("table").get("rows").longValue()).isEqualTo(2_000);
    assertThat(json.get("problem").get("code").textValue()).isEqualTo("disk-full");
    assertThat(json.get("evidence").isNull()).isTrue();
  }

  @Test
  void saysWhatWentWrongInTheDocumentTooAndStopsEverything() throws Exception {
    // given
    plant.refusesToStart = new PlimsollException(ErrorCode.DISK_FULL, "12 MB are free");
    Path file = folder.resolve("out.json");
    // when
    int exitCode = run("--json", file.toString(), "--seed", "42");
    // then
    assertThat(exitCode).isEqualTo(5);
    assertThat(plant.done).containsExactly("start stack", "close");
    assertThat(said()).contains("seed 42").contains("12 MB are free");
    JsonNode json = Json.MAPPER.readTree(Files.readString(file));
    assertThat(json.get("passed").booleanValue()).isFalse();
    assertThat(json.get("seed").longValue()).isEqualTo(42);
    assertThat(json.get("problem").get("code").textValue()).isEqualTo("disk-full");
    assertThat(json.get("timings").get("firstPlan").longValue()).isEqualTo(-1);
  }

  @Test
  void aDocumentThatCannotBeWrittenIsSaidBeforeTheRun() {
    // when
    int exitCode = run("--json", folder.resolve("missing/out.json").toString());
    // then
    assertThat(exitCode).isEqualTo(2);
    assertThat(plant.done).isEmpty();
    assertThat(said()).contains("out.json");
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false);
    Failures failures = new Failures(terminal, false, false);
    return new CommandLine(
            new DemoCommand(terminal, Map.of(DemoCommand.Where.LOCAL, (_, _, _) -> plant)))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .execute(arguments);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
