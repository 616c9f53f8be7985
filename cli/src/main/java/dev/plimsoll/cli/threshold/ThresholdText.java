package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Thresholds for people, in the form that they can be set by.
final class ThresholdText {
  private ThresholdText() {}

  static List<String> lines(ThresholdsView view) {
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
