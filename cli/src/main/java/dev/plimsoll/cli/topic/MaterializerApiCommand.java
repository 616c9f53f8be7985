package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;

/// A command that asks the materializer.
abstract class MaterializerApiCommand extends ApiCommand<MaterializerApi> {
  protected MaterializerApiCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment, ServiceName.MATERIALIZER);
  }

  @Override
  protected final MaterializerApi api(ApiClient client) {
    return new MaterializerApi(client);
  }
}
