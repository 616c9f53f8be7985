package dev.plimsoll.cli.outbox;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// What the commands of the outbox have in common.
abstract class OutboxCommand implements Callable<Integer> {
  final Terminal terminal;
  private final Map<String, String> environment;
  @Mixin private final ServiceOption services = new ServiceOption();
  @Mixin private final JsonOption json = new JsonOption();

  OutboxCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  abstract int run(HttpClient http);

  @Override
  public final Integer call() {
    try (HttpClient http = ApiClient.http()) {
      return run(http);
    }
  }

  final OutboxApi outbox(Sender sender, HttpClient http) {
    return new OutboxApi(services.connect(sender.service(), http, environment));
  }

  final boolean json() {
    return json.asked();
  }

  final void next(String command) {
    terminal.next("./plimsoll " + command + services.suffix());
  }
}
