package dev.plimsoll.planning.plan;

import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.sizing.SizeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Advice on the time that `COLLATE "C"` would save. It changes a column's order and ranges, so a
/// person decides.
final class CollationAdvice {
  private static final Duration WORTH_IT = Duration.ofSeconds(10);

  private CollationAdvice() {}

  static @Nullable String of(Placement placement, BuildCosts costs) {
    KeyShape key = placement.job().work().key();
    BuildOption option = placement.option();
    if (!key.kind().dearCollation()) {
      return null;
    }
    Duration asBytes = costs.elapsed(KeyKind.TEXT_C, key.rows(), option.workers(), option.passes());
    if (option.elapsed().minus(asBytes).compareTo(WORTH_IT) < 0) {
      return null;
    }
    return "%s: the key is %s; with COLLATE \"C\" its build would take about %s instead of %s (ALTER COLUMN … TYPE text COLLATE \"C\" rewrites nothing while the column has no index, but it changes how the column sorts)"
        .formatted(
            placement.job().table(),
            key.kind().words(),
            SizeText.millis(asBytes.toMillis()),
            SizeText.millis(option.elapsed().toMillis()));
  }
}
