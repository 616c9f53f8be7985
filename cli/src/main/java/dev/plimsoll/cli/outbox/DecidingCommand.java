package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.OutboxApi;
import java.net.http.HttpClient;
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

  /// What was done.
  record Answer(String done, Sender service, long id) {}

  /// @return what was done, as a participle
  abstract String decide(OutboxApi outbox, long id);

  @Override
  final int run(HttpClient http) {
    String done = decide(outbox(service, http), id);
    return answer(
        new Answer(done, service, id),
        "%d of %s is %s".formatted(id, service, done),
        "outbox list");
  }
}
