package dev.plimsoll.cli;

import dev.plimsoll.cli.build.ApplyCommand;
import dev.plimsoll.cli.build.BuildCommand;
import dev.plimsoll.cli.build.BuildsCommand;
import dev.plimsoll.cli.build.CancelCommand;
import dev.plimsoll.cli.build.PauseCommand;
import dev.plimsoll.cli.build.PriorityCommand;
import dev.plimsoll.cli.build.ResumeCommand;
import dev.plimsoll.cli.build.RetryCommand;
import dev.plimsoll.cli.db.CalibrationCommand;
import dev.plimsoll.cli.db.DbCommands;
import dev.plimsoll.cli.db.LoadLineCommand;
import dev.plimsoll.cli.db.PilotCommand;
import dev.plimsoll.cli.demo.DemoCommand;
import dev.plimsoll.cli.demo.LocalPlant;
import dev.plimsoll.cli.extract.ExtractCommands;
import dev.plimsoll.cli.load.LoadCommands;
import dev.plimsoll.cli.local.DownCommand;
import dev.plimsoll.cli.local.LogsCommand;
import dev.plimsoll.cli.local.PrepareCommand;
import dev.plimsoll.cli.local.StatusCommand;
import dev.plimsoll.cli.local.TestCommand;
import dev.plimsoll.cli.local.UpCommand;
import dev.plimsoll.cli.plan.PlanCommand;
import dev.plimsoll.cli.receipt.VerifyCommand;
import dev.plimsoll.cli.simulate.SimulateCommand;
import dev.plimsoll.cli.source.SourceCommands;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.threshold.ThresholdCommands;
import dev.plimsoll.cli.version.VersionCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/// The entry of the `plimsoll` command.
public final class Main {
  private static final Set<String> JSON_TO_FILE = Set.of("demo", "bench");

  private final Terminal terminal;
  private final Map<String, String> environment;

  Main(Terminal terminal, Map<String, String> environment) {
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

  /// How failures of a command with these arguments are told.
  Failures failures(String... arguments) {
    List<String> given = Arrays.asList(arguments);
    // Where --json names a file, its document goes there and failures are told as text.
    boolean toFile = !given.isEmpty() && JSON_TO_FILE.contains(given.getFirst());
    return new Failures(
        terminal,
        given.contains("--json") && !toFile,
        !environment.getOrDefault("PLIMSOLL_DEBUG", "").isEmpty());
  }

  /// Runs one command.
  ///
  /// @return its exit code
  int run(Failures failures, String... arguments) {
    CommandLine commandLine = commandLine(failures);
    if (arguments.length == 0) {
      commandLine.usage(terminal.err());
      return ExitCode.USAGE;
    }
    return commandLine.execute(arguments);
  }

  private CommandLine commandLine(Failures failures) {
    CommandLine commandLine = new CommandLine(new PlimsollCommand());
    for (Object command : commands()) {
      commandLine.addSubcommand(command);
    }
    addHelp(commandLine);
    commandLine
        .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures);
    return commandLine;
  }

  /// Every command, in the order of the help.
  private List<Object> commands() {
    List<Object> commands = new ArrayList<>();
    commands.add(new DemoCommand(terminal, LocalPlant::on));
    commands.add(DbCommands.of(terminal, environment));
    commands.add(new PlanCommand(terminal, environment));
    commands.add(new ApplyCommand(terminal, environment));
    commands.add(new BuildsCommand(terminal, environment));
    commands.add(new BuildCommand(terminal, environment));
    commands.add(new CancelCommand(terminal, environment));
    commands.add(new PauseCommand(terminal, environment));
    commands.add(new ResumeCommand(terminal, environment));
    commands.add(new PriorityCommand(terminal, environment));
    commands.add(new RetryCommand(terminal, environment));
    commands.add(new LoadLineCommand(terminal, environment));
    commands.add(new CalibrationCommand(terminal, environment));
    commands.add(new PilotCommand(terminal, environment));
    commands.add(SourceCommands.of(terminal, environment));
    commands.add(ExtractCommands.of(terminal, environment));
    commands.add(LoadCommands.of(terminal, environment));
    commands.add(ThresholdCommands.of(terminal, environment));
    commands.add(new VerifyCommand(terminal, environment));
    commands.add(new SimulateCommand(terminal));
    commands.add(new UpCommand(terminal, environment));
    commands.add(new StatusCommand(terminal));
    commands.add(new LogsCommand(terminal));
    commands.add(new DownCommand(terminal));
    commands.add(new PrepareCommand(terminal));
    commands.add(new TestCommand());
    commands.add(new VersionCommand(terminal));
    ServiceLoader.load(CommandProvider.class)
        .forEach(provider -> commands.addAll(provider.commands(terminal)));
    return commands;
  }

  private static void addHelp(CommandLine commandLine) {
    commandLine
        .getCommandSpec()
        .addMixin("help", CommandLine.Model.CommandSpec.forAnnotatedObject(new HelpOption()));
    commandLine.getSubcommands().values().forEach(Main::addHelp);
  }
}
