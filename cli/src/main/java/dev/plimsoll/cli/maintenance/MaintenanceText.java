package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.MaintenanceView.MaintenanceWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maintenance as text.
final class MaintenanceText {
  private static final int SHORT_ID = 8;
  private static final int HEADINGS = 19;

  private MaintenanceText() {}

  static List<String> lines(MaintenanceView view) {
    MaintenanceSettings settings = view.settings().complete();
    Details details =
        Details.withHeadings(HEADINGS)
            .line(Printable.line("%s: maintenance %s".formatted(view.database(), state(view))))
            .row("cycles completed", view.cyclesCompleted())
            .row("indexes maintained", view.indexesMaintained())
            .row("last maintenance", Amounts.moment(view.lastMaintenance()))
            .row("last look", Amounts.moment(view.lastCycle()))
            .row("next look", Amounts.moment(view.nextCycle()))
            .row("problem", view.problem())
            .row("every", Spans.write(Objects.requireNonNull(settings.interval())))
            .row("auto-optimize", onOff(settings.autoOptimize()))
            .row("collect stats", onOff(settings.collectStats()))
            .row("auto-vacuum", onOff(settings.autoVacuum()))
            .row("approvals", approvals(settings))
            .row("dropped by age", retentions(settings));
    return details
        .section("Open:", view.open().stream().map(MaintenanceText::line).toList())
        .section("To know:", warnings(view.warnings()))
        .lines();
  }

  static String summary(MaintenanceView view) {
    return Printable.line(
        "%s  %s, %s, %s"
            .formatted(
                view.database(),
                view.running() ? "runs" : "stopped",
                Amounts.count(view.cyclesCompleted(), "look"),
                Amounts.count(view.open().size(), "open action")));
  }

  private static String state(MaintenanceView view) {
    if (view.running()) {
      return "runs";
    }
    return view.stoppedBy().isEmpty()
        ? "is stopped, and was never started"
        : "is stopped by " + view.stoppedBy();
  }

  private static String onOff(@Nullable Boolean on) {
    return Boolean.TRUE.equals(on) ? "on" : "off";
  }

  private static String approvals(MaintenanceSettings settings) {
    return String.join(
        ", ",
        Objects.requireNonNullElse(
                settings.approvals(), List.<MaintenanceSettings.KindApproval>of())
            .stream()
            .map(some -> some.kind() + "=" + some.approval())
            .toList());
  }

  private static String retentions(MaintenanceSettings settings) {
    return String.join(
        ", ",
        Objects.requireNonNullElse(
                settings.retentions(), List.<MaintenanceSettings.RetentionRule>of())
            .stream()
            .map(rule -> "%s after %s".formatted(rule.table(), Spans.write(rule.keep())))
            .toList());
  }

  static List<String> lines(MaintenanceRunView run) {
    List<String> lines = new ArrayList<>();
    if (run.actions().isEmpty()) {
      lines.add("There is nothing to do.");
    }
    for (MaintenanceActionView action : run.actions()) {
      lines.add(Printable.line(run.dryRun() ? proposed(action) : line(action)));
      lines.add(Printable.line("    " + action.reason()));
      lines.add(Printable.line("    then: " + action.effect()));
    }
    return Details.of().lines(lines).section("To know:", warnings(run.warnings())).lines();
  }

  private static List<String> warnings(List<MaintenanceWarning> warnings) {
    List<String> lines = new ArrayList<>();
    for (MaintenanceWarning warning : warnings) {
      lines.add("[%d] %s: %s".formatted(warning.priority(), warning.code(), warning.words()));
      if (!warning.advice().isEmpty()) {
        lines.add("    " + warning.advice());
      }
    }
    return lines;
  }

  private static String proposed(MaintenanceActionView action) {
    return "[%d] %s %s%s"
        .formatted(
            action.priority(),
            action.kind(),
            action.subject(),
            action.state() == MaintenanceActionView.State.PROPOSED ? ", once approved" : "");
  }

  /// Of an action with an id.
  static String line(MaintenanceActionView action) {
    String id = Objects.requireNonNullElse(action.id(), "");
    return "%s  %-11s  %s %s%s%s"
        .formatted(
            id.substring(0, Math.min(SHORT_ID, id.length())),
            Words.state(action.rawState()),
            action.kind(),
            action.subject(),
            sizes(action),
            action.detail().isEmpty() ? "" : "  (" + action.detail() + ")");
  }

  private static String sizes(MaintenanceActionView action) {
    return action.bytesBefore() == action.bytesAfter() || action.endedAt() == null
        ? ""
        : "  %s → %s"
            .formatted(Amounts.bytes(action.bytesBefore()), Amounts.bytes(action.bytesAfter()));
  }

  static String past(MaintenanceActionView action) {
    return Printable.line(
        "%s  %s"
            .formatted(
                Amounts.moment(action.endedAt() == null ? action.createdAt() : action.endedAt()),
                line(action)));
  }
}
