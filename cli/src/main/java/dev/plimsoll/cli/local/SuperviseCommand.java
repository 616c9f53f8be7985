package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.process.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The process that `up` leaves behind to restart parts that die.
@Command(
    name = "supervise",
    hidden = true,
    description = "Watch over a system that was left running; up starts it.")
public final class SuperviseCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Map<String, String> environment;
  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--heap", description = "As of up.")
  private Map<ServiceName, Integer> heaps = new TreeMap<>();

  @Option(names = "--stack-option", description = "Of the stack, one word each.")
  private List<String> stackOptions = new ArrayList<>();

  public SuperviseCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  /// Starts a supervisor that outlives this process.
  static ProcessMark launch(LocalSettings settings) {
    List<String> line = new ArrayList<>(Session.PREFIX);
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx40m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    Path recorded = settings.root().resolve("target").resolve("aot").resolve("command-line.aot");
    if (Files.exists(recorded)) { // of the launcher's
      line.addAll(ClassArchive.MAPPED_IN_PLACE);
      line.add("-XX:AOTCache=" + recorded);
    }
    line.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error,cds*=off,aot*=off:stderr",
            "-Dplimsoll.root=" + settings.root(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.plimsoll.cli.Main",
            "supervise",
            "--data",
            settings.home().path().toString()));
    settings
        .heapMebibytes()
        .forEach((service, heap) -> line.addAll(List.of("--heap", service.value() + "=" + heap)));
    settings.stackOptions().forEach(option -> line.add("--stack-option=" + option));
    Path log = settings.home().log("supervisor");
    LogFiles.rotate(log);
    ProcessBuilder builder = LogFiles.process(line, log).directory(settings.home().run().toFile());
    builder.environment().putAll(settings.environment());
    ServiceEnvironment.ofSupervisor(builder.environment());
    // Services inherit these through the supervisor.
    builder.environment().putAll(settings.serviceEnvironment());
    try {
      return ProcessMark.of(builder.start().toHandle());
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the supervisor could not be started: " + e.getMessage(), e);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    DataHome home = data.home();
    LocalSettings settings =
        LocalSettings.of(ProjectRoot.find(), home, environment)
            .withStackOptions(stackOptions)
            .withHeaps(heaps);
    SystemState state = SystemState.read(home).orElseThrow(() -> SystemState.nothingRuns(home));
    DetachedSystem system =
        new DetachedSystem(settings, state.watchedBy(ProcessMark.of(ProcessHandle.current())));
    Supervisor supervisor = new Supervisor(home, system, this::say);
    Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "supervisor-stop"));
    supervisor.run();
    return ExitCode.OK;
  }

  private void say(String line) {
    terminal.say(Instant.now() + " " + line);
  }
}
