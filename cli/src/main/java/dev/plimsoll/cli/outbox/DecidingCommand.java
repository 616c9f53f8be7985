package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import java.net.http.HttpClient;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `outbox retry` and `outbox remove` have in common.
abstract class DecidingCommand extends OutboxCommand {
  @Parameters(paramLabel = "ID", description = "As outbox list shows it.")
  private long id;

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      required = true,
      description = "planner or sync: whose; each has numbers of its own.")
  private Sender service = Sender.PLANNER;

  DecidingCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  /// What was done.
  record Answer(String done, Sender service, long id) {}

  /// @return what was done, as a participle
  abstract String decide(OutboxApi outbox, long id);

  @Override
  final int run(HttpClient http) {
    String done = decide(outbox(service, http), id);
    if (json()) {
      terminal.json(new Answer(done, service, id));
    } else {
      terminal.data("%d of %s is %s".formatted(id, service, done));
    }
    next("outbox list");
    return ExitCode.OK;
  }
}
