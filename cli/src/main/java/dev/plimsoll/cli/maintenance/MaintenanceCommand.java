package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.api.MaintenanceApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;
import picocli.CommandLine.Parameters;

/// Base of commands about the maintenance of one database.
abstract class MaintenanceCommand extends ApiCommand<MaintenanceApi> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Of the database, as db list shows it.")
  private String name = "";

  MaintenanceCommand() {
    super(ServiceName.PLANNER, MaintenanceApi::new);
  }

  final String name() {
    return name;
  }
}
