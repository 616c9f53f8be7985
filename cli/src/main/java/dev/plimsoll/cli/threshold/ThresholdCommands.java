package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "threshold",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Show and change the thresholds of sparse_sequence_optimization, which reading by windows"
            + " of ids goes by; while extracts run, in every process, with a record of each"
            + " change.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll threshold edit detection.efficiency_threshold=0.2 \\",
      "      --reason 'half empty is sparse'"
    },
    subcommands = {
      ThresholdCommands.ListThresholdsCommand.class,
      ThresholdCommands.EditThresholdsCommand.class,
      ThresholdCommands.ThresholdHistoryCommand.class
    })
public final class ThresholdCommands {

  @Command(
      name = "list",
      description = "Show the thresholds as they hold now, and who has changed them last and why.",
      footer = {"", "Example:", "  ./plimsoll threshold list"})
  static final class ListThresholdsCommand extends SyncApiCommand {
    @Override
    protected int run(SyncApi sync) {
      return answer(sync.thresholds(), ThresholdCommands::ofAll, "threshold history");
    }
  }

  @Command(
      name = "edit",
      description = {
        "Change thresholds for every extract, also for those that run: they go by the new ones from"
            + " their next window on, in this process at once, in others within a second.",
        "Who, when, what from and to and why is kept for good."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll threshold edit detection.consecutive_sparse_limit=1 \\",
        "      --reason 'as it was first'",
        "  ./plimsoll threshold edit enabled=false --reason 'comparing with fixed' \\",
        "      --if-version 3"
      })
  static final class EditThresholdsCommand extends SyncApiCommand {
    @Parameters(
        paramLabel = "NAME=VALUE",
        arity = "1..*",
        description =
            "For example detection.efficiency_threshold=0.2; threshold list shows the names.")
    private List<String> assignments = new ArrayList<>();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "For the record.")
    private String reason = "";

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Who asks, for the record (default: the user's name here).")
    private @Nullable String by;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Refuse where they are at another version by now.")
    private @Nullable Long version;

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.change(
              new ThresholdsPatch(
                  by == null ? PlannerApiCommand.me() : by,
                  reason,
                  version,
                  Assignments.parse(assignments))),
          ThresholdCommands::ofAll,
          "threshold history");
    }
  }

  @Command(
      name = "history",
      description =
          "List who has changed which threshold, when, from what to what and why; the latest"
              + " first.",
      footer = {"", "Example:", "  ./plimsoll threshold history"})
  static final class ThresholdHistoryCommand extends SyncApiCommand {
    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.thresholdChanges(limit.most(json())),
          "No threshold was ever changed.",
          changes -> changes.stream().flatMap(change -> lines(change).stream()).toList(),
          "threshold list");
    }
  }

  /// Parser of `group.name=value` into the API's tree. The service checks names and ranges.
  static final class Assignments {
    private static final Pattern NAME = Pattern.compile("[a-z_]+(\\.[a-z_]+)?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}\\.[0-9]{1,18}");

    private Assignments() {}

    static Map<String, Object> parse(List<String> assignments) {
      Map<String, Object> tree = new LinkedHashMap<>();
      for (String assignment : assignments) {
        int equals = assignment.indexOf('=');
        String name = equals < 0 ? assignment : assignment.substring(0, equals);
        if (equals < 0 || !NAME.matcher(name).matches()) {
          throw PlimsollException.usage("'" + assignment + "' is not NAME=VALUE");
        }
        Object value = value(assignment, assignment.substring(equals + 1));
        int dot = name.indexOf('.');
        Object before =
            dot < 0
                ? tree.put(name, value)
                : group(tree, name.substring(0, dot)).put(name.substring(dot + 1), value);
        if (before != null) {
          throw PlimsollException.usage(name + " is given twice");
        }
      }
      return tree;
    }

    @SuppressWarnings("unchecked") // groups are made here alone
    private static Map<String, Object> group(Map<String, Object> tree, String name) {
      Object group = tree.computeIfAbsent(name, each -> new LinkedHashMap<String, Object>());
      if (group instanceof Map<?, ?> map) {
        return (Map<String, Object>) map;
      }
      throw PlimsollException.usage(name + " is given twice");
    }

    private static Object value(String assignment, String text) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      if (WHOLE.matcher(text).matches()) {
        return Long.valueOf(text);
      }
      if (NUMBER.matcher(text).matches()) {
        return new BigDecimal(text);
      }
      throw PlimsollException.usage(
          "in '" + assignment + "' the value is no number, true or false");
    }
  }

  static List<String> ofAll(ThresholdsView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        view.version() == 0
            ? "thresholds as Plimsoll comes with them"
            : "thresholds of version %d, changed %s by %s: %s"
                .formatted(
                    view.version(),
                    Amounts.moment(view.changedAt()),
                    Printable.line(view.changedBy()),
                    Printable.line(view.reason())));
    lines.add("");
    add(lines, "", view.sparseSequenceOptimization());
    return lines;
  }

  private static void add(List<String> lines, String prefix, Map<?, ?> values) {
    values.forEach(
        (name, value) -> {
          String path = prefix + name;
          if (value instanceof Map<?, ?> group) {
            add(lines, path + ".", group);
          } else {
            lines.add(Printable.line(path + "=" + value));
          }
        });
  }

  static List<String> lines(ThresholdChange change) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "version %d, %s by %s: %s"
            .formatted(
                change.version(),
                Amounts.moment(change.at()),
                Printable.line(change.by()),
                Printable.line(change.reason())));
    change
        .changed()
        .forEach(
            each ->
                lines.add(
                    Printable.line(
                        "  %s: %s to %s".formatted(each.name(), each.before(), each.after()))));
    return lines;
  }
}
