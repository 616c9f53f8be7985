package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaintenanceApi;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings.KindApproval;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings.RetentionRule;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "edit",
    description = {
      "Change what maintenance of a database does; what is not given stays. It does not start it:"
          + " ./plimsoll maintenance resume does.",
      "Kinds of actions: analyze, vacuum, freeze, reindex, drop-leftover, create-partition,"
          + " drop-partition. Each is done by itself (auto), when a person approves the one action"
          + " (ask), or never (off).",
      "Exit 1 where somebody else has changed it meanwhile."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll maintenance edit shop --every 10m --no-auto-vacuum",
      "  ./plimsoll maintenance edit shop --approval reindex=ask",
      "  ./plimsoll maintenance edit shop --keep shop.events=90d"
    })
final class EditMaintenanceCommand extends MaintenanceCommand {
  @Option(
      names = "--every",
      paramLabel = "HOW-LONG",
      description = "From one look to the next, 10s to 366d, for example 5m.")
  private @Nullable String every;

  @Option(
      names = "--auto-optimize",
      negatable = true,
      description = "Rebuild indexes, drop leftovers.")
  private @Nullable Boolean autoOptimize;

  @Option(names = "--collect-stats", negatable = true, description = "ANALYZE.")
  private @Nullable Boolean collectStats;

  @Option(names = "--auto-vacuum", negatable = true, description = "VACUUM, also to freeze.")
  private @Nullable Boolean autoVacuum;

  @Option(
      names = "--approval",
      paramLabel = "KIND=APPROVAL",
      description = "auto, ask or off for a kind of action; repeatable.")
  private Map<String, String> approvals = new LinkedHashMap<>();

  @Option(
      names = "--keep",
      paramLabel = "TABLE=HOW-LONG",
      description =
          "Partitions of a table by time that ended so long ago are dropped with their rows, where"
              + " drop-partition is auto or ask; repeatable. Those given replace all that are"
              + " there.")
  private Map<String, String> keep = new LinkedHashMap<>();

  @Override
  protected int run(MaintenanceApi maintenance) {
    ApiClient.Tagged<MaintenanceView> known = maintenance.tagged(name());
    MaintenanceSettings before = known.value().settings().complete();
    MaintenanceView now =
        maintenance.edit(
            name(),
            new MaintenanceSettings(
                every == null ? before.interval() : Spans.parse(every),
                autoOptimize == null ? before.autoOptimize() : autoOptimize,
                collectStats == null ? before.collectStats() : collectStats,
                autoVacuum == null ? before.autoVacuum() : autoVacuum,
                approvals(before),
                keep.isEmpty()
                    ? before.retentions()
                    : keep.entrySet().stream()
                        .map(
                            one ->
                                new RetentionRule(table(one.getKey()), Spans.parse(one.getValue())))
                        .toList()),
            known.tag());
    return answer(
        now,
        MaintenanceText::lines,
        now.running() ? "maintenance show " + name() : "maintenance resume " + name());
  }

  private List<KindApproval> approvals(MaintenanceSettings before) {
    Map<String, String> all = new LinkedHashMap<>();
    Objects.requireNonNullElse(before.approvals(), List.<KindApproval>of())
        .forEach(some -> all.put(some.kind(), some.approval()));
    all.putAll(approvals);
    return all.entrySet().stream()
        .map(one -> new KindApproval(one.getKey(), one.getValue()))
        .toList();
  }

  private static QualifiedName table(String text) {
    int dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw PlimsollException.usage("--keep takes schema.table=HOW-LONG, not " + text);
    }
    return new QualifiedName(text.substring(0, dot), text.substring(dot + 1));
  }
}
