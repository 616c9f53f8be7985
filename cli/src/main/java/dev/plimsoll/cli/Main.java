package dev.plimsoll.cli;

import dev.plimsoll.cli.advise.AdviceCommands;
import dev.plimsoll.cli.advise.AdviseCommand;
import dev.plimsoll.cli.advise.FindingCommands;
import dev.plimsoll.cli.build.ApplyCommand;
import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.db.DbCommands;
import dev.plimsoll.cli.extract.ExtractCommands;
import dev.plimsoll.cli.job.JobCommands;
import dev.plimsoll.cli.lane.LaneCommands;
import dev.plimsoll.cli.load.LoadCommands;
import dev.plimsoll.cli.local.DownCommand;
import dev.plimsoll.cli.local.LocalTrouble;
import dev.plimsoll.cli.local.LogsCommand;
import dev.plimsoll.cli.local.StatusCommand;
import dev.plimsoll.cli.local.SuperviseCommand;
import dev.plimsoll.cli.local.TestCommand;
import dev.plimsoll.cli.local.TokenCommands;
import dev.plimsoll.cli.local.UpCommand;
import dev.plimsoll.cli.maintenance.MaintenanceCommands;
import dev.plimsoll.cli.outbox.OutboxCommands;
import dev.plimsoll.cli.plan.PlanCommand;
import dev.plimsoll.cli.receipt.ReceiptCommands;
import dev.plimsoll.cli.schedule.ScheduleCommands;
import dev.plimsoll.cli.search.SearchCommand;
import dev.plimsoll.cli.search.VectorCommands;
import dev.plimsoll.cli.simulate.SimulateCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.PlimsollCommand;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.threshold.ThresholdCommands;
import dev.plimsoll.cli.topic.QuarantineCommands;
import dev.plimsoll.cli.topic.TopicCommands;
import dev.plimsoll.cli.version.VersionCommand;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/// Entry of the `plimsoll` command.
public final class Main {
  private static final Set<String> JSON_TO_FILE = Set.of("demo", "bench");
  // The first command of the help; the module demo brings it.
  private static final String FIRST = "demo";

  private final Terminal terminal;
  private final Map<String, String> environment;

  private Main(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    Main main = new Main(Terminal.ofProcess(environment), environment);
    Failures failures = main.failures(arguments);
    Interruption interruption = new Interruption(failures);
    interruption.watch();
    int exitCode = main.run(failures, arguments);
    interruption.end();
    System.exit(exitCode);
  }

  /// Runs one command and returns its exit code; the process goes on.
  public static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    Main main = new Main(terminal, environment);
    return main.run(main.failures(arguments), arguments);
  }

  /// Command line with the commands of other modules, for reading only.
  public static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
    Main main = new Main(terminal, environment);
    return main.commandLine(main.failures(), "");
  }

  private Failures failures(String... arguments) {
    List<String> given = Arrays.asList(arguments);
    // With --json FILE the document goes to the file, and failures are reported as text.
    boolean toFile = !given.isEmpty() && JSON_TO_FILE.contains(given.getFirst());
    return new Failures(
        terminal,
        given.contains("--json") && !toFile,
        !environment.getOrDefault("PLIMSOLL_DEBUG", "").isEmpty());
  }

  private int run(Failures failures, String... arguments) {
    CommandLine commandLine = commandLine(failures, arguments.length == 0 ? "" : arguments[0]);
    if (arguments.length == 0) {
      commandLine.usage(terminal.err());
      return ExitCode.USAGE;
    }
    return commandLine.execute(arguments);
  }

  private CommandLine commandLine(Failures failures, String first) {
    CommandLine commandLine =
        new CommandLine(new PlimsollCommand(terminal, environment, System.in));
    commands(first).forEach(commandLine::addSubcommand);
    addHelp(commandLine);
    commandLine
        .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new LocalTrouble(failures, environment))
        .setParameterExceptionHandler(failures);
    return commandLine;
  }

  /// The one command of this name, since a command takes time to set up. All commands where none
  /// has the name: the help and the suggestions need them.
  private List<Object> commands(String name) {
    SequencedMap<String, Supplier<Object>> commands = commands();
    if (!commands.containsKey(name)) {
      ServiceLoader.load(CommandProvider.class)
          .forEach(provider -> commands.putAll(provider.commands(terminal)));
    }
    @Nullable Supplier<Object> one = commands.get(name);
    if (one != null) {
      return List.of(one.get());
    }
    @Nullable Supplier<Object> first = commands.get(FIRST);
    if (first != null) {
      commands.putFirst(FIRST, first);
    }
    return commands.values().stream().map(Supplier::get).toList();
  }

  private SequencedMap<String, Supplier<Object>> commands() {
    SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("db", DbCommands::of);
    commands.put("advise", AdviseCommand::new);
    commands.put("advice", AdviceCommands::new);
    commands.put("finding", FindingCommands::new);
    commands.put("plan", PlanCommand::of);
    commands.put("apply", ApplyCommand::new);
    commands.put("build", BuildCommands::of);
    commands.put("lane", LaneCommands::new);
    commands.put("job", JobCommands::new);
    commands.put("maintenance", MaintenanceCommands::new);
    commands.put("extract", ExtractCommands::new);
    commands.put("load", LoadCommands::new);
    commands.put("receipt", ReceiptCommands::new);
    commands.put("schedule", ScheduleCommands::new);
    commands.put("threshold", ThresholdCommands::new);
    commands.put("topic", TopicCommands::new);
    commands.put("quarantine", QuarantineCommands::new);
    commands.put("outbox", OutboxCommands::new);
    commands.put("search", SearchCommand::new);
    commands.put("vector", VectorCommands::new);
    commands.put("simulate", SimulateCommand::new);
    commands.put("up", UpCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("token", TokenCommands::new);
    commands.put("down", DownCommand::new);
    commands.put("supervise", () -> new SuperviseCommand(terminal, environment));
    commands.put("test", TestCommand::new);
    commands.put("version", VersionCommand::new);
    return commands;
  }

  private static void addHelp(CommandLine commandLine) {
    commandLine
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and leave.")
                .build());
    commandLine.getSubcommands().values().forEach(Main::addHelp);
  }

  /// Report of a command that a signal stopped. It is printed once, and later failures are muted.
  static final class Interruption {
    private final Failures failures;
    private volatile boolean ended;

    Interruption(Failures failures) {
      this.failures = failures;
    }

    void watch() {
      Runtime.getRuntime().addShutdownHook(new Thread(this::report, "interruption"));
    }

    private void report() {
      if (!ended) {
        failures.report(ErrorCode.INTERRUPTED, "stopped by a signal");
        failures.mute();
      }
    }

    void end() {
      ended = true;
    }
  }
}
