package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.api.MaintenanceApi;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Base of commands that decide on a proposed action.
abstract class DecideActionCommand extends MaintenanceCommand {
  private final boolean approve;

  @Parameters(
      index = "1",
      paramLabel = "ACTION",
      description = "Its id, or the beginning of it, as maintenance show has it.")
  private String action = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  DecideActionCommand(boolean approve) {
    this.approve = approve;
  }

  @Override
  protected int run(MaintenanceApi maintenance) {
    String wanted = action.toLowerCase(Locale.ROOT);
    List<String> ids =
        maintenance.show(name()).open().stream()
            .map(one -> Objects.requireNonNullElse(one.id(), ""))
            .filter(id -> id.startsWith(wanted))
            .toList();
    if (ids.size() != 1) {
      throw ids.isEmpty()
          ? PlimsollException.notFound("%s has no open action %s".formatted(name(), action))
          : PlimsollException.usage(
              "%d actions begin with %s: give more of the id".formatted(ids.size(), action));
    }
    MaintenanceActionView decided =
        maintenance.decide(name(), ids.getFirst(), approve, record.request());
    return answer(decided, MaintenanceText.line(decided), "maintenance show " + name());
  }

  @Command(
      name = "approve",
      description = {
        "Let a proposed action be done. It begins when load line and window have room for it,"
            + " whether maintenance runs or not."
      },
      footer = {"", "Example:", "  ./plimsoll maintenance approve shop 1f6e"})
  static final class ApproveActionCommand extends DecideActionCommand {
    ApproveActionCommand() {
      super(true);
    }
  }

  @Command(
      name = "reject",
      description = "Drop an action that has not begun. It is not proposed again for a day.",
      footer = {"", "Example:", "  ./plimsoll maintenance reject shop 1f6e"})
  static final class RejectActionCommand extends DecideActionCommand {
    RejectActionCommand() {
      super(false);
    }
  }
}
