package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.maintenance.action.ActionKind;
import dev.plimsoll.maintenance.decision.Approval;
import dev.plimsoll.maintenance.decision.MaintenancePolicy;
import dev.plimsoll.maintenance.decision.PartitionRetention;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Policy that settings of the API stand for. Pure.
final class SettingsPolicy {
  private SettingsPolicy() {}

  /// @throws PlimsollException INVALID_REQUEST for an unknown kind or approval, or partitions kept
  ///     for less than a day
  static MaintenancePolicy of(MaintenanceSettings asked) {
    MaintenanceSettings settings = asked.complete();
    MaintenancePolicy policy = MaintenancePolicy.DEFAULT;
    try {
      for (MaintenanceSettings.KindApproval some : orEmpty(settings.approvals())) {
        policy = policy.with(kind(some.kind()), approval(some.approval()));
      }
      if (!Boolean.TRUE.equals(settings.autoOptimize())) {
        policy = policy.with(ActionKind.REINDEX, Approval.OFF);
        policy = policy.with(ActionKind.DROP_LEFTOVER, Approval.OFF);
      }
      if (!Boolean.TRUE.equals(settings.collectStats())) {
        policy = policy.with(ActionKind.ANALYZE, Approval.OFF);
      }
      if (!Boolean.TRUE.equals(settings.autoVacuum())) {
        policy = policy.with(ActionKind.VACUUM, Approval.OFF);
        policy = policy.with(ActionKind.FREEZE, Approval.OFF);
      }
      return policy.keeping(
          orEmpty(settings.retentions()).stream()
              .map(rule -> new PartitionRetention(rule.table(), rule.keep()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw PlimsollException.invalidRequest(String.valueOf(e.getMessage()));
    }
  }

  private static <T> List<T> orEmpty(@Nullable List<T> some) {
    return some == null ? List.of() : some;
  }

  private static ActionKind kind(String text) {
    return Arrays.stream(ActionKind.values())
        .filter(kind -> kind.value().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is no kind of action: %s"
                        .formatted(
                            text,
                            String.join(
                                ", ",
                                Arrays.stream(ActionKind.values())
                                    .map(ActionKind::value)
                                    .toList()))));
  }

  private static Approval approval(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> Approval.AUTO;
      case "ask" -> Approval.ASK;
      case "off" -> Approval.OFF;
      default -> throw new IllegalArgumentException(text + " is no approval: auto, ask or off");
    };
  }
}
