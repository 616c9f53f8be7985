package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;

abstract class MaterializerApiCommand extends ApiCommand<MaterializerApi> {
  protected MaterializerApiCommand() {
    super(ServiceName.MATERIALIZER, MaterializerApi::new);
  }
}
