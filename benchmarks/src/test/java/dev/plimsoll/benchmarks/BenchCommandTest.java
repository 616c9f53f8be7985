package dev.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Benchmark.Ready;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.demo.checks.Check;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchCommandTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Counting counting = new Counting();

  @TempDir private Path folder;

  @Test
  void writesTableDocumentAndPlotAndTakesEverythingDown() throws Exception {
    // given
    Path json = folder.resolve("out.json");
    Path plot = folder.resolve("out.png");
    // when
    int exitCode = run("counting", "--quick", "--json", json.toString(), "--plot", plot.toString());
    // then
    assertThat(exitCode).isZero();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("of ceiling").contains("subject");
    JsonNode document = Json.MAPPER.readTree(Files.readString(json));
    JsonNode measured = document.get("measured");
    JsonNode outcome = measured.get("outcome");
    assertThat(measured.get("checks").get(0).get("holds").booleanValue()).isTrue();
    assertThat(outcome.get("runs")).hasSize(12);
    assertThat(outcome.get("results").get(1).get("ofCeiling").isNumber()).isTrue();
    assertThat(document.get("machine").get("processors").intValue()).isPositive();
    assertThat(plot).exists();
    assertThat(counting.closed).isTrue();
    assertThat(counting.data).doesNotExist();
  }

  @Test
  void theReportSaysWhatTheFiguresDependOn() throws Exception {
    // given
    Path reports = folder.resolve("kept").resolve("here");
    // when
    int exitCode =
        run(
            "counting",
            "--seed",
            "42",
            "--report",
            reports.toString(),
            "--plot",
            folder.resolve("p.png").toString());
    // then
    assertThat(exitCode).isZero();
    JsonNode document = Json.MAPPER.readTree(Files.readString(reports.resolve("counting.json")));
    JsonNode machine = document.get("machine");
    JsonNode commit = machine.get("software").get("commit");
    assertThat(commit.get("id").textValue()).matches("[0-9a-f]{40}");
    assertThat(commit.has("clean")).isTrue();
    assertThat(machine.get("processors").intValue()).isPositive();
    JsonNode environment = document.get("environment");
    assertThat(environment.get("seed").longValue()).isEqualTo(42);
    assertThat(environment.get("command").textValue()).isEqualTo("./plimsoll bench counting");
    assertThat(environment.get("postgresSettings").get("shared_buffers").textValue())
        .isEqualTo("512MB");
    assertThat(environment.get("jvm")).noneMatch(option -> option.textValue().contains("/"));
    assertThat(environment.has("loadBefore")).isTrue();
    assertThat(environment.has("loadAfter")).isTrue();
    JsonNode outcome = document.get("measured").get("outcome");
    assertThat(outcome.get("results").get(1).get("rates").get("each")).hasSize(5);
    assertThat(outcome.get("runs").get(0).get("repetitions")).isNotEmpty();
    assertThat(Files.readString(reports.resolve("counting.md")))
        .contains("| commit | " + commit.get("id").textValue())
        .contains("shared_buffers = 512MB")
        .contains("| seed of the order | 42 |")
        .contains("- round 5: ")
        .contains("1 of 1 checks held.");
  }

  @Test
  void failsWhenACheckDoesNotHold() {
    // given
    counting.expected = 2;
    // then
    assertThat(run("counting", "--plot", folder.resolve("p.png").toString())).isEqualTo(1);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("FAIL same work: 1");
  }

  @Test
  void notesStandUnderTheTable() throws Exception {
    // given
    Path json = folder.resolve("out.json");
    // when
    run("counting", "--json", json.toString(), "--plot", folder.resolve("p.png").toString());
    // then
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("nobody was left out");
    assertThat(
            Json.MAPPER
                .readTree(Files.readString(json))
                .get("measured")
                .get("notes")
                .get(0)
                .asText())
        .isEqualTo("nobody was left out");
  }

  @Test
  void rowsAreForThoseThatTakeThem() {
    assertThat(run("counting", "--rows", "5000")).isEqualTo(2);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("has one size");
    // given
    counting.takesRows = true;
    // then
    assertThat(run("counting", "--rows", "999")).isEqualTo(2);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("1000 or more");
    assertThat(run("counting", "--rows", "5000", "--plot", folder.resolve("p.png").toString()))
        .isZero();
    assertThat(counting.rows).isEqualTo(5_000);
  }

  @Test
  void aServerOfOnesOwnIsForThoseThatTakeIt() {
    // given
    String[] own = {"--host", "db.example", "--user", "me", "--database", "mine"};
    // then
    assertThat(run(arguments("counting", own))).isEqualTo(2);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("a PostgreSQL of its own");
    assertThat(counting.server).isNull();
    // given
    counting.takesServer = true;
    // then
    assertThat(run(arguments("counting", own))).isZero();
    assertThat(counting.server).isNotNull().hasToString("me@db.example:5432/mine");
  }

  private String[] arguments(String name, String... more) {
    return Stream.of(Stream.of(name, "--plot", folder.resolve("p.png").toString()), Stream.of(more))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  @Test
  void saysWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("counting").contains("counts");
    assertThat(run("nonsense")).isEqualTo(3);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("no benchmark nonsense");
  }

  @Test
  void theCommandLineFindsIt() {
    assertThat(ServiceLoader.load(CommandProvider.class))
        .hasAtLeastOneElementOfType(BenchCommandProvider.class);
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false);
    Failures failures = new Failures(terminal, false, false);
    return new CommandLine(new BenchCommand(terminal, List.of(counting)))
        .setExecutionExceptionHandler(failures)
        .execute(arguments);
  }

  private static final class Counting implements Benchmark {
    private boolean closed;
    private long expected = 1;
    private Path data = Path.of("missing");
    private boolean takesRows;
    private @Nullable Long rows;
    private boolean takesServer;
    private @Nullable ResolvedAddress server;

    @Override
    public boolean takesServer() {
      return takesServer;
    }

    @Override
    public boolean takesRows() {
      return takesRows;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String about() {
      return "counts to one";
    }

    @Override
    public Ready setUp(Conditions conditions) {
      data = conditions.data();
      rows = conditions.rows();
      server = conditions.server();
      return new Ready(race(), null, Map.of("shared_buffers", "512MB"), () -> closed = true);
    }

    private Setup race() {
      return new Setup.Race() {
        // Whatever its work takes, it is no second.
        @Override
        public Rounds rounds(boolean quick) {
          return new Rounds(1, quick ? 3 : 5, Duration.ZERO);
        }

        @Override
        public String unit() {
          return "counts";
        }

        @Override
        public List<Contender> contenders() {
          return List.of(
              new Contender("", "slow", Role.BASELINE, () -> Done.of(1)),
              new Contender("", "ours", Role.SUBJECT, () -> Done.of(1)),
              new Contender("", "fast", Role.CEILING, () -> Done.of(1)));
        }

        @Override
        public List<Check> checks(Outcome outcome) {
          return List.of(
              Check.equal(
                  "same work",
                  Math.round(outcome.runs().getFirst().repetitions().getFirst().work()),
                  expected));
        }

        @Override
        public List<String> notes(Outcome outcome) {
          return List.of("nobody was left out");
        }
      };
    }
  }
}
