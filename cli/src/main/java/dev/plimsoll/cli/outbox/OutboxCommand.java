package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.TerminalCommand;
import java.net.http.HttpClient;
import picocli.CommandLine.Mixin;

/// What the commands of the outbox have in common.
abstract class OutboxCommand extends TerminalCommand {
  @Mixin private final ServiceOption services = new ServiceOption();

  abstract int run(HttpClient http);

  @Override
  public final Integer call() {
    try (HttpClient http = ApiClient.http()) {
      return run(http);
    }
  }

  final OutboxApi outbox(Sender sender, HttpClient http) {
    return new OutboxApi(services.connect(sender.service(), http, environment()));
  }

  @Override
  protected final String suffix() {
    return services.suffix();
  }
}
