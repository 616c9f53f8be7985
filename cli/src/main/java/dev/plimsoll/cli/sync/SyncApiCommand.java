package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;

public abstract class SyncApiCommand extends ApiCommand<SyncApi> {
  protected SyncApiCommand() {
    super(ServiceName.SYNC, SyncApi::new);
  }
}
