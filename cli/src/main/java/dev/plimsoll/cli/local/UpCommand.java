package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.devstack.StackDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = "Start Kafka, PostgreSQL, S3 and the services, or those of them that have died.",
    footer = {
      "",
      "They are left running, and started again when one dies, until ./plimsoll down.",
      "With PLIMSOLL_KAFKA, PLIMSOLL_POSTGRES and the PLIMSOLL_S3_ variables in the environment,",
      "the services run against those and nothing is embedded.",
      "",
      "Example:",
      "  ./plimsoll up --heap sync=768"
    })
public final class UpCommand extends LocalCommand {

  @Option(names = "--postgres-port", paramLabel = "PORT", description = "Of the embedded one.")
  private @Nullable Integer postgresPort;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Of the embedded one.")
  private @Nullable Integer kafkaPort;

  @Option(names = "--s3-port", paramLabel = "PORT", description = "Of the embedded one.")
  private @Nullable Integer s3Port;

  @Option(
      names = "--heap",
      paramLabel = "SERVICE=MIB",
      description = "Heap cap of a service in MiB, for example sync=768.")
  private Map<ServiceName, Integer> heaps = new TreeMap<>();

  /// @param services addresses by name
  record Answer(
      String data,
      String console,
      String tokenFile,
      Map<String, String> services,
      @Nullable String kafka,
      @Nullable String postgres,
      @Nullable String s3) {}

  @Override
  public Integer call() {
    DataHome home = home();
    LocalSettings settings =
        LocalSettings.of(ProjectRoot.find(), home, environment())
            .withStackOptions(stackOptions())
            .withHeaps(heaps);
    SystemState running =
        MissingParts.start(settings, terminal()::say).orElseGet(() -> started(settings));
    Answer answer = answer(home, running);
    show(answer, () -> lines(answer, home));
    terminal().next(plimsoll("status") + ", and " + plimsoll("down") + " when done");
    return ExitCode.OK;
  }

  private static List<String> lines(Answer answer, DataHome home) {
    List<String> lines = new ArrayList<>();
    lines.add("console    " + answer.console() + "#token=" + home.token());
    answer.services().forEach((name, address) -> lines.add("%-10s %s".formatted(name, address)));
    lines.add("token      " + answer.tokenFile());
    return lines;
  }

  private SystemState started(LocalSettings settings) {
    LocalSystem.start(settings, terminal()::say).detach();
    return SystemState.read(settings.home()).orElseThrow();
  }

  private List<String> stackOptions() {
    List<String> options = new ArrayList<>();
    add(options, "--postgres-port", postgresPort);
    add(options, "--kafka-port", kafkaPort);
    add(options, "--s3-port", s3Port);
    return options;
  }

  private static void add(List<String> options, String name, @Nullable Integer port) {
    if (port != null) {
      options.addAll(List.of(name, port.toString()));
    }
  }

  private static Answer answer(DataHome home, SystemState running) {
    Map<String, String> services = new TreeMap<>();
    running.parts().stream()
        .filter(part -> !part.isStack())
        .forEach(part -> services.put(part.name(), "http://127.0.0.1:" + part.port()));
    @Nullable StackDescription stack = running.stack();
    return new Answer(
        home.path().toString(),
        running.console(),
        home.tokenFile().toString(),
        services,
        stack == null ? null : stack.kafka().bootstrap(),
        stack == null ? null : stack.postgres().host() + ":" + stack.postgres().port(),
        stack == null ? null : stack.s3().endpoint());
  }
}
