package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.progress.LiveDisplay;
import dev.plimsoll.demo.progress.Look;
import dev.plimsoll.demo.progress.PlainDisplay;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    footer = {
      "",
      "Examples:",
      "  ./plimsoll demo --scale 0.5 --keep",
      "  ./plimsoll demo --vectors --rows 200000"
    })
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

  @Option(
      names = "--vectors",
      description =
          "Instead: search vectors by one statement, by several sessions and in memory, and compare"
              + " each answer with plain SQL.")
  private boolean vectors;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "" + VectorOptions.USUAL_ROWS,
      description = "Of the vectors, 1000 to 1000000. Default: ${DEFAULT-VALUE}.")
  private long rows = VectorOptions.USUAL_ROWS;

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
    Demo demo = demo(watch, startedAt);
    terminal.say("Plimsoll demo: " + demo.title());
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
    try (Plant plant = plant(demo, display)) {
      return run(plant, display, demo);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // This process is already ending, and the hook with it.
      }
    }
  }

  private Plant plant(Demo demo, DemoDisplay display) {
    Plant.Maker maker =
        Stream.of(Where.values())
            .filter(where -> where.name().equalsIgnoreCase(target))
            .map(plants::get)
            .findFirst()
            .orElseThrow(() -> usage("--target is local or compose, not " + target));
    return maker.on(data, demo.requiredBytes(), display::tell);
  }

  private int run(Plant plant, DemoDisplay display, Demo demo) {
    int width = terminal.interactive() ? TerminalSize.width() : PlainDisplay.WIDTH;
    Demo.Outcome outcome = demo.run(plant, display, width);
    display.close();
    if (json != null) {
      write(json, Json.write(outcome.report()));
    }
    if (!outcome.lines().isEmpty()) {
      terminal.data("");
      outcome.lines().forEach(terminal::data);
      leave(plant, outcome);
    }
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return ExitCode.OK;
  }

  private void leave(Plant plant, Demo.Outcome outcome) {
    boolean stays = keep || terminal.interactive();
    terminal.data("");
    if (stays) {
      terminal.data("Console: " + plant.console());
    }
    if (keep) {
      plant.detach();
      terminal.data("Everything keeps running; stop it with ./plimsoll down" + suffix());
    }
    (stays ? outcome.next() : outcome.afterwards()).forEach(terminal::next);
    if (!keep && terminal.interactive()) {
      terminal.say("Press Enter to stop.");
      Console console = System.console();
      if (console != null) {
        console.readLine();
      }
    }
  }

  private String suffix() {
    return data == null ? "" : " --data " + data;
  }

  private Demo demo(Stopwatch watch, Instant startedAt) {
    if (vectors) {
      refuse("--vectors searches a table of its own", "--scale", "--kill");
    } else {
      refuse("only --vectors has a table of vectors", "--rows");
    }
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
    try {
      return vectors
          ? new VectorDemo(new VectorOptions(rows, chosen), watch, startedAt, suffix())
          : new CopyDemo(new DemoOptions(scale, chosen, victim()), watch, startedAt);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage() == null ? "not understood" : e.getMessage());
    }
  }

  private void refuse(String why, String... options) {
    for (String option : options) {
      if (spec != null && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw usage("%s: leave %s out".formatted(why, option));
      }
    }
  }

  private @Nullable ServiceName victim() {
    if (kill.equalsIgnoreCase("none")) {
      return null;
    }
    String message = "--kill is sync, materializer, planner, builder or none, not " + kill;
    return Stream.of(ServiceName.values())
        .filter(service -> service.name().equalsIgnoreCase(kill))
        // The demo with a service killed searches for nothing.
        .filter(service -> service != ServiceName.QUERY)
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
}
