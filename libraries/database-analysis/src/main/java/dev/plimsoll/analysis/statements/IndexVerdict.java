package dev.plimsoll.analysis.statements;

import dev.plimsoll.analysis.statements.StatementCounters.Counter;
import dev.plimsoll.contracts.advice.RecommendationView.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Verdict on an index that was built for some statements, by their counters at its end and now.
///
/// What is not known gives no verdict: statements that were called too rarely before, and those
/// whose counters may have begun anew without a sign of it.
///
/// @param statements those that were known before
/// @param words a sentence
public record IndexVerdict(Kind kind, List<Measured> statements, String words) {
  // What is less may be chance.
  private static final double PAYS = 0.9;

  public enum Kind {
    PAID,
    DID_NOT_PAY,
    /// Too few calls so far.
    WAITING,
    /// Nothing will be known.
    UNKNOWN
  }

  public IndexVerdict {
    statements = List.copyOf(statements);
  }

  /// @param before when the build had ended
  /// @param leastCalls of a statement, before and since, from which on it is judged
  /// @param over whether no more calls are waited for
  public static IndexVerdict of(
      StatementCounters before, StatementCounters now, long leastCalls, boolean over) {
    Map<String, Counter> known = new TreeMap<>(before.statements());
    known.values().removeIf(counter -> counter.calls() < leastCalls);
    if (known.isEmpty()) {
      return new IndexVerdict(
          Kind.UNKNOWN,
          List.of(),
          "no verdict: none of its statements was called %d times before".formatted(leastCalls));
    }
    List<Measured> all = new ArrayList<>();
    int judged = 0;
    double expected = 0;
    double taken = 0;
    for (Map.Entry<String, Counter> entry : known.entrySet()) {
      Counter old = entry.getValue();
      @Nullable Counter since = since(before, now, old, now.statements().get(entry.getKey()));
      long calls = since == null ? 0 : since.calls();
      all.add(
          new Measured(
              entry.getKey(),
              old.calls(),
              old.mean(),
              calls,
              since == null || calls == 0 ? null : since.mean()));
      if (since != null && calls >= leastCalls) {
        judged++;
        expected += calls * old.mean();
        taken += since.millis();
      }
    }
    if (judged < known.size() && !over) {
      return new IndexVerdict(
          Kind.WAITING,
          all,
          "%d of its %d statements were called %d times since"
              .formatted(judged, known.size(), leastCalls));
    }
    if (judged == 0) {
      return new IndexVerdict(
          Kind.UNKNOWN, all, "no verdict: none of its statements was called often enough since");
    }
    boolean paid = taken <= PAYS * expected;
    return new IndexVerdict(
        paid ? Kind.PAID : Kind.DID_NOT_PAY,
        all,
        String.format(
            Locale.ROOT,
            "%s: %d of its %d statements take %.0f %% of the time that they took before",
            paid ? "it paid" : "it did not pay",
            judged,
            known.size(),
            100 * taken / Math.max(1e-9, expected)));
  }

  /// Of the time since the build; null where that is not known.
  private static @Nullable Counter since(
      StatementCounters before, StatementCounters now, Counter old, @Nullable Counter latest) {
    if (latest == null) {
      return null;
    }
    boolean anew =
        !Objects.equals(before.reset(), now.reset())
            || !Objects.equals(old.since(), latest.since())
            || latest.calls() < old.calls()
            || latest.millis() < old.millis();
    if (anew) {
      return latest;
    }
    if (old.since() == null && before.evictions() != now.evictions()) {
      // It may have given way, come back, and been called more often than before.
      return null;
    }
    return new Counter(latest.calls() - old.calls(), latest.millis() - old.millis(), null);
  }
}
