package dev.plimsoll.builder.progress;

import dev.plimsoll.contracts.build.PhaseTimes;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Clock of CREATE INDEX phases, from looks at it. A phase is taken to change half-way between two
/// looks. The time before the first look is scanning, unless that look saw a wait.
public final class PhaseClock {
  private enum Part {
    SORT,
    LOAD,
    VALIDATION,
    WAIT
  }

  private final long[] millis = new long[Part.values().length];
  private final boolean[] seen = new boolean[Part.values().length];
  private @Nullable Part last;
  private long lastMillis;

  /// @param phase of `pg_stat_progress_create_index`
  /// @param running since the statement began
  public void saw(String phase, Duration running) {
    long now = running.toMillis();
    if (now < lastMillis) {
      // A new statement: the session was lost and the build begun again.
      Arrays.fill(millis, 0);
      Arrays.fill(seen, false);
      last = null;
      lastMillis = 0;
    }
    Part part = part(phase);
    Part before = last == null ? (part == Part.WAIT ? Part.WAIT : Part.SORT) : last;
    long between = now - lastMillis;
    if (last == null || before == part) {
      millis[before.ordinal()] += between;
    } else {
      millis[before.ordinal()] += between / 2;
      millis[part.ordinal()] += between - between / 2;
    }
    seen[part.ordinal()] = true;
    last = part;
    lastMillis = now;
  }

  /// @param total time of the statement
  /// @return null without any look
  public @Nullable PhaseTimes end(Duration total) {
    if (last == null) {
      return null;
    }
    millis[last.ordinal()] += Math.max(0, total.toMillis() - lastMillis);
    lastMillis = Math.max(lastMillis, total.toMillis());
    return new PhaseTimes(of(Part.SORT), of(Part.LOAD), of(Part.VALIDATION), of(Part.WAIT));
  }

  private long of(Part part) {
    return seen[part.ordinal()] || millis[part.ordinal()] > 0 ? millis[part.ordinal()] : -1;
  }

  private static Part part(String phase) {
    if (phase.startsWith("waiting")) {
      return Part.WAIT;
    }
    if (phase.startsWith("index validation")) {
      return Part.VALIDATION;
    }
    return phase.equals("building index: loading tuples in tree") ? Part.LOAD : Part.SORT;
  }
}
