package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;

/// A command that asks the sync service.
public abstract class SyncApiCommand extends ApiCommand<SyncApi> {
  protected SyncApiCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment, ServiceName.SYNC);
  }

  @Override
  protected final SyncApi api(ApiClient client) {
    return new SyncApi(client);
  }
}
