package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.progress.LiveDisplay;
import dev.plimsoll.demo.progress.Look;
import dev.plimsoll.demo.progress.PlainDisplay;
import dev.plimsoll.demo.report.DemoChecks;
import dev.plimsoll.demo.report.DemoReport;
import dev.plimsoll.demo.report.Evidence;
import dev.plimsoll.demo.report.FinalTables;
import dev.plimsoll.demo.report.Machines;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `plimsoll demo`.
@Command(
    name = "demo",
    description = {
      "Take made tables the whole way, before your eyes: from a source database through Parquet and a"
          + " log with offsets into a target, then build the keys they lack there.",
      "One of the services is killed in the middle. It ends with a receipt: the target is equal to"
          + " the source, nothing lost, nothing doubled."
    },
    footer = {"", "Example:", "  ./plimsoll demo --scale 0.5 --keep"})
public final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<Where, Plant.Maker> plants;

  /// Where the demo's services run.
  enum Where {
    LOCAL,
    COMPOSE
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "0.1",
      description =
          "TPC-H's scale factor, 0.001 to 100; 1 is 8.6 million rows. Default: ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write everything that came out, with each check, as one JSON document.")
  private @Nullable Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept. Default: ~/.plimsoll.")
  private @Nullable Path data;

  @Option(
      names = "--kill",
      paramLabel = "SERVICE",
      defaultValue = "sync",
      description =
          "The service that gets SIGKILL in the middle: sync, materializer, planner, builder or none. Default: ${DEFAULT-VALUE}.")
  private String kill = "sync";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Makes the same data again. TPC-H's own data follows from the scale alone.")
  private @Nullable Long seed;

  @Option(
      names = "--target",
      paramLabel = "WHERE",
      defaultValue = "local",
      description =
          "local: starts everything on this machine. compose: uses the containers that docker compose"
              + " up has started. Default: ${DEFAULT-VALUE}.")
  private String target = "local";

  @Option(names = "--keep", description = "Leave everything running; ./plimsoll down stops it.")
  private boolean keep;

  public DemoCommand(Terminal terminal, Map<Where, Plant.Maker> plants) {
    this.terminal = terminal;
    this.plants = plants;
  }

  @Override
  public Integer call() {
    Stopwatch watch = Stopwatch.ofThisProcess();
    Instant startedAt = Instant.now().minus(watch.elapsed());
    DemoOptions options = options();
    terminal.say(
        "Plimsoll demo: scale %s, seed %d%s"
            .formatted(
                options.scale(),
                options.seed(),
                options.kill() == null
                    ? ""
                    : ", " + options.kill().value() + " will be killed in the middle"));
    if (json != null) {
      // A path that cannot be written fails now, not after the run.
      write(json, "");
    }
    DemoDisplay display =
        terminal.interactive()
            ? new LiveDisplay(terminal.err(), () -> Look.of(terminal))
            : new PlainDisplay(terminal.err());
    // After Ctrl-C the display shows the interruption and no more progress.
    Thread hook = new Thread(display::close, "display-close");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Plant plant = plant(options, display)) {
      return run(plant, display, options, watch, startedAt);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // This process is already ending, and the hook with it.
      }
    }
  }

  private Plant plant(DemoOptions options, DemoDisplay display) {
    Plant.Maker maker =
        Stream.of(Where.values())
            .filter(where -> where.name().equalsIgnoreCase(target))
            .map(plants::get)
            .findFirst()
            .orElseThrow(() -> usage("--target is local or compose, not " + target));
    return maker.on(data, options.requiredBytes(), display::tell);
  }

  private int run(
      Plant plant, DemoDisplay display, DemoOptions options, Stopwatch watch, Instant startedAt) {
    DemoRun run = new DemoRun(plant, options, display, watch);
    @Nullable Evidence evidence = null;
    @Nullable PlimsollException failure = null;
    List<Check> checks = List.of();
    try {
      evidence = run.run();
      checks = DemoChecks.of(evidence);
      if (!Check.allHold(checks)) {
        failure = new PlimsollException(ErrorCode.CHECK_FAILED, failed(checks));
      }
    } catch (PlimsollException e) {
      failure = e;
    }
    display.close();
    DemoReport report =
        new DemoReport(
            failure == null,
            startedAt,
            Machines.current(run.postgresVersion()),
            options.seed(),
            options.scale(),
            watch.timings(),
            failure == null ? null : Problem.of(failure.code(), failure.getMessage()),
            checks,
            evidence);
    if (json != null) {
      write(json, Json.write(report));
    }
    if (evidence != null) {
      show(evidence, report);
      leave(plant);
    }
    if (failure != null) {
      throw failure;
    }
    return ExitCode.OK;
  }

  private void show(Evidence evidence, DemoReport report) {
    int width = terminal.interactive() ? TerminalSize.width() : PlainDisplay.WIDTH;
    terminal.data("");
    FinalTables.tables(evidence, width).forEach(terminal::data);
    terminal.data("");
    FinalTables.builds(evidence, width).forEach(terminal::data);
    terminal.data("");
    terminal.data("Receipt");
    FinalTables.receipt(evidence, report.checks()).forEach(line -> terminal.data("  " + line));
    terminal.data(
        "  first plan after %s, receipt after %s"
            .formatted(millis(report.timings().firstPlan()), millis(report.timings().receipt())));
    if (evidence.kill() != null) {
      terminal.data(
          "  %s was killed and was ready again %s later"
              .formatted(evidence.kill().service(), millis(evidence.kill().readyMillis())));
    }
  }

  private void leave(Plant plant) {
    terminal.data("");
    if (keep || terminal.interactive()) {
      terminal.data("Console: " + plant.console());
    }
    if (keep) {
      plant.detach();
      terminal.data(
          "Everything keeps running; stop it with ./plimsoll down"
              + (data == null ? "" : " --data " + data));
    }
    terminal.next(
        "./plimsoll plan --service mydb   (your own database, by its name in PGSERVICEFILE; reads only)");
    if (!keep && terminal.interactive()) {
      terminal.say("Press Enter to stop.");
      Console console = System.console();
      if (console != null) {
        console.readLine();
      }
    }
  }

  private DemoOptions options() {
    try {
      long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
      return new DemoOptions(scale, chosen, victim());
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage() == null ? "not understood" : e.getMessage());
    }
  }

  private @Nullable ServiceName victim() {
    if (kill.equalsIgnoreCase("none")) {
      return null;
    }
    String message = "--kill is sync, materializer, planner, builder or none, not " + kill;
    return Stream.of(ServiceName.values())
        .filter(service -> service.name().equalsIgnoreCase(kill))
        .findFirst()
        .orElseThrow(() -> usage(message));
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, "cannot write " + file + ": " + e, e);
    }
  }

  private static String failed(List<Check> checks) {
    List<Check> failed = checks.stream().filter(check -> !check.holds()).toList();
    return failed.isEmpty()
        ? "nothing was checked"
        : "%d of %d, first: %s".formatted(failed.size(), checks.size(), failed.getFirst());
  }

  private static String millis(long millis) {
    return millis < 0 ? "-" : Amounts.duration(Duration.ofMillis(millis));
  }
}
