package dev.plimsoll.cli.planner;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;

public abstract class PlannerApiCommand extends ApiCommand<PlannerApi> {

  protected PlannerApiCommand() {
    super(ServiceName.PLANNER, PlannerApi::new);
  }

  /// User name for the records of changes, at most 100 characters.
  public static String me() {
    String name = System.getProperty("user.name", "");
    return name.substring(0, Math.min(name.length(), 100));
  }
}
