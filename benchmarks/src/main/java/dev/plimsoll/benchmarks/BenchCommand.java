package dev.plimsoll.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.benchmarks.harness.BenchReport;
import dev.plimsoll.benchmarks.harness.BenchReport.Measured;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Benchmark.Ready;
import dev.plimsoll.benchmarks.harness.Environment;
import dev.plimsoll.benchmarks.harness.Harness;
import dev.plimsoll.benchmarks.harness.MarkdownReport;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Plot;
import dev.plimsoll.benchmarks.harness.ResultTable;
import dev.plimsoll.benchmarks.harness.Setup.Estimate;
import dev.plimsoll.benchmarks.harness.Setup.Race;
import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.benchmarks.harness.Setup.Survey;
import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.Machines;
import dev.plimsoll.devstack.folder.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll bench NAME`.
@Command(
    name = "bench",
    description = {
      "Measure something beside its baseline and its ceiling, in the same run on this machine.",
      "Without a name: say what there is."
    },
    footer = {"", "Example:", "  ./plimsoll bench pipeline --json pipeline.json"})
public final class BenchCommand implements Callable<Integer> {
  private static final int WIDTH_OF_PIPES = 200;
  private static final long LEAST_ROWS = 1_000;
  private static final Outcome NOTHING_RACED = new Outcome(List.of(), List.of());

  private final Terminal terminal;
  private final List<Benchmark> benchmarks;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which one.")
  private @Nullable String name;

  @Option(
      names = "--quick",
      description = "Little data and three rounds: to see that it works, not for figures to quote.")
  private boolean quick;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Rows of each table, 1,000 or more. Of extract: 2,000,000, or 200,000 with --quick; of"
              + " knn's largest: 500,000, or 50,000. Others have one size.")
  private @Nullable Long rows;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write machine, versions, every run and each check as one JSON document.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description =
          "Write NAME.json and NAME.md there. Reports that the documentation cites are in"
              + " docs/benchmarks, all of one commit.")
  private @Nullable Path report;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Order in which contenders run, each round another; vectors of knn. Default: any.")
  private @Nullable Long seed;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Where the plot goes, a PNG. Default: bench-results/NAME.png in the current folder.")
  private @Nullable Path plot;

  @ArgGroup(
      exclusive = false,
      heading = "%nA PostgreSQL of your own instead of the embedded one, for knn alone:%n")
  private AddressOptions address = new AddressOptions();

  public BenchCommand(Terminal terminal, List<Benchmark> benchmarks) {
    this.terminal = terminal;
    this.benchmarks = List.copyOf(benchmarks);
  }

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      benchmarks.forEach(
          benchmark -> terminal.data("%-12s %s".formatted(benchmark.name(), benchmark.about())));
      terminal.next("./plimsoll bench pipeline --quick");
      return ExitCode.OK;
    }
    return measure(find(name));
  }

  private Benchmark find(String wanted) {
    return benchmarks.stream()
        .filter(benchmark -> benchmark.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "there is no benchmark %s, but %s"
                        .formatted(
                            wanted,
                            benchmarks.stream()
                                .map(Benchmark::name)
                                .collect(Collectors.joining(", ")))));
  }

  private int measure(Benchmark benchmark) throws Exception {
    requireRows(benchmark);
    @Nullable ResolvedAddress server = server(benchmark);
    // A seed that is short enough to be typed again.
    long order = seed == null ? new Random().nextInt(100_000) : seed;
    Start start = new Start(Instant.now(), order, Environment.load());
    terminal.say("order of the contenders: --seed " + start.seed());
    Path folder = Files.createTempDirectory("plimsoll-bench-");
    Conditions conditions =
        new Conditions(quick, rows, start.seed(), server, folder, terminal::say);
    try (Ready running = benchmark.setUp(conditions)) {
      @Nullable Studied studied =
          running.setup() instanceof Study study ? study.study(terminal::say) : null;
      Measured measured =
          switch (running.setup()) {
            case Race race -> race(benchmark, race, start);
            case Survey survey -> survey(benchmark, survey);
            case Study _ -> studied(Objects.requireNonNull(studied, "studied"));
          };
      List<Check> checks = measured.checks();
      checks.stream().filter(check -> !check.holds()).map(Check::toString).forEach(terminal::data);
      terminal.data(
          "%d of %d checks held"
              .formatted(checks.stream().filter(Check::holds).count(), checks.size()));
      BenchReport made = report(benchmark, running, measured, start);
      if (json != null) {
        Files.writeString(json, Json.write(made));
      }
      if (report != null) {
        keep(made, studied, report);
      }
      return made.passed() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      Folders.delete(folder);
    }
  }

  /// Writes both forms, without the plot's path, which means nothing on another machine.
  private void keep(BenchReport made, @Nullable Studied studied, Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode document = Json.MAPPER.valueToTree(made);
    ((ObjectNode) document.get("measured")).remove("plot");
    Files.writeString(folder.resolve(made.name() + ".json"), Json.write(document) + "\n");
    Files.writeString(
        folder.resolve(made.name() + ".md"),
        MarkdownReport.of(made, studied == null ? List.of() : studied.section()));
    if (studied != null) {
      for (Map.Entry<String, String> drawing : studied.drawings().entrySet()) {
        Files.writeString(folder.resolve(drawing.getKey()), drawing.getValue());
      }
    }
    terminal.say("report: " + folder.resolve(made.name() + ".md").toAbsolutePath());
  }

  /// State of the machine before anything ran.
  private record Start(Instant at, long seed, @Nullable String load) {}

  private BenchReport report(Benchmark benchmark, Ready running, Measured measured, Start start) {
    String command =
        "./plimsoll bench %s%s%s"
            .formatted(
                benchmark.name(), quick ? " --quick" : "", rows == null ? "" : " --rows " + rows);
    return new BenchReport(
        benchmark.name(),
        Check.allHold(measured.checks()),
        quick,
        start.at(),
        Machines.current(running.serverVersion()),
        Environment.now(command, start.seed(), running.serverSettings(), start.load()),
        running.setup().scale(),
        measured);
  }

  private void requireRows(Benchmark benchmark) {
    if (rows == null) {
      return;
    }
    if (!benchmark.takesRows()) {
      throw PlimsollException.usage(
          "the data of bench %s has one size".formatted(benchmark.name()));
    }
    if (rows < LEAST_ROWS) {
      throw PlimsollException.usage("--rows must be %d or more".formatted(LEAST_ROWS));
    }
  }

  private @Nullable ResolvedAddress server(Benchmark benchmark) {
    if (!address.areGiven()) {
      return null;
    }
    if (!benchmark.takesServer()) {
      throw PlimsollException.usage(
          "bench %s brings a PostgreSQL of its own".formatted(benchmark.name()));
    }
    return address.resolve(System.getenv());
  }

  private Measured race(Benchmark benchmark, Race race, Start start) throws Exception {
    String unit = race.unit();
    Outcome outcome =
        new Harness(System::nanoTime, start.seed(), terminal::say)
            .measure(race.contenders(), unit, race.rounds(quick));
    List<Check> checks = race.checks(outcome);
    @Nullable String drawn =
        draw(benchmark, file -> Plot.write(title(benchmark), unit, outcome, file));
    List<String> notes = race.notes(outcome);
    ResultTable.lines(outcome, unit, WIDTH_OF_PIPES).forEach(terminal::data);
    notes.forEach(terminal::data);
    return new Measured(unit, outcome, List.of(), checks, notes, drawn, null);
  }

  private Measured survey(Benchmark benchmark, Survey survey) throws Exception {
    List<Estimate> estimates = survey.estimate(quick ? 3 : 5, terminal::say);
    List<Check> checks = survey.checks(estimates);
    @Nullable String drawn = draw(benchmark, file -> Plot.write(title(benchmark), estimates, file));
    ResultTable.lines(estimates, WIDTH_OF_PIPES).forEach(terminal::data);
    return new Measured("", NOTHING_RACED, estimates, checks, List.of(), drawn, null);
  }

  private Measured studied(Studied studied) {
    studied.lines().forEach(terminal::data);
    return new Measured(
        "", NOTHING_RACED, List.of(), studied.checks(), List.of(), null, studied.details());
  }

  private static String title(Benchmark benchmark) {
    return "bench " + benchmark.name();
  }

  private interface Drawing {
    void to(Path file) throws IOException;
  }

  /// Draws the table as a picture; null where there are no fonts, which is no failure.
  private @Nullable String draw(Benchmark benchmark, Drawing drawing) {
    Path file = plot == null ? Path.of("bench-results", benchmark.name() + ".png") : plot;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      drawing.to(file);
      terminal.say("plot: " + file.toAbsolutePath());
      return file.toAbsolutePath().toString();
    } catch (IOException | LinkageError | InternalError e) {
      terminal.say("no plot could be drawn (it needs fontconfig and a font): " + e);
      return null;
    }
  }
}
