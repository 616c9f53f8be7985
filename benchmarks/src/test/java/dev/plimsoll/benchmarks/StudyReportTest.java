package dev.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.demo.checks.Check;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `bench NAME --report` writes of a study.
final class StudyReportTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void itsDocumentItsSectionAndItsDrawingsAreKept() throws Exception {
    // when
    int exitCode = run(true);
    // then
    assertThat(exitCode).isZero();
    JsonNode document = Json.MAPPER.readTree(Files.readString(folder.resolve("looked.json")));
    assertThat(document.at("/measured/details/seen").intValue()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("looked.md")))
        .contains("# bench looked")
        .contains("## What was seen\n")
        .contains("1 of 1 checks held.");
    assertThat(folder.resolve("looked.svg")).hasContent("<svg/>");
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("three were seen");
  }

  @Test
  void aCheckThatDoesNotHoldFailsIt() {
    assertThat(run(false)).isEqualTo(1);
  }

  private int run(boolean holds) {
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false);
    return new CommandLine(new BenchCommand(terminal, List.of(new Looked(holds))))
        .setExecutionExceptionHandler(new Failures(terminal, false, false))
        .execute("looked", "--report", folder.toString());
  }

  private record Seen(int seen) {}

  private record Looked(boolean holds) implements Benchmark, Study {
    @Override
    public String name() {
      return "looked";
    }

    @Override
    public String about() {
      return "looks";
    }

    @Override
    public boolean takesRows() {
      return false;
    }

    @Override
    public Ready setUp(Conditions conditions) {
      return new Ready(this, null, Map.of(), () -> {});
    }

    @Override
    public Studied study(Consumer<String> say) {
      return new Studied(
          new Seen(3),
          List.of("three were seen"),
          List.of("## What was seen", ""),
          Map.of("looked.svg", "<svg/>"),
          List.of(Check.isTrue("seen", holds)));
    }
  }
}
