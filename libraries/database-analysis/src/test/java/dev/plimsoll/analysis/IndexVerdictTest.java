package dev.plimsoll.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.analysis.statements.IndexVerdict;
import dev.plimsoll.analysis.statements.IndexVerdict.Kind;
import dev.plimsoll.analysis.statements.StatementCounters;
import dev.plimsoll.analysis.statements.StatementCounters.Counter;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What counters say of a built index, and when they say nothing.
final class IndexVerdictTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant RESET = Instant.parse("2026-01-02T00:00:00Z");

  private static StatementCounters counters(
      @Nullable Instant reset, long evictions, Map<String, Counter> statements) {
    return new StatementCounters(RESET, reset, evictions, statements);
  }

  private static Counter counter(long calls, double mean) {
    return new Counter(calls, calls * mean, START);
  }

  private static IndexVerdict of(Counter before, Counter now) {
    return IndexVerdict.of(
        counters(START, 0, Map.of("1", before)), counters(START, 0, Map.of("1", now)), 20, false);
  }

  @Test
  void itPaysFromATenthOn() {
    // 100 calls of 10 ms before; 100 more of 8.9 or 9.5 ms since
    assertThat(of(counter(100, 10), new Counter(200, 1_890, START)).kind()).isEqualTo(Kind.PAID);
    assertThat(of(counter(100, 10), new Counter(200, 1_950, START)).kind())
        .isEqualTo(Kind.DID_NOT_PAY);
  }

  @Test
  void whatIsCalledTooRarelyIsWaitedForAndInTheEndUnknown() {
    StatementCounters before = counters(START, 0, Map.of("1", counter(100, 10)));
    StatementCounters now = counters(START, 0, Map.of("1", new Counter(119, 1_001, START)));

    assertThat(IndexVerdict.of(before, now, 20, false).kind()).isEqualTo(Kind.WAITING);
    assertThat(IndexVerdict.of(before, now, 20, true).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(IndexVerdict.of(before, counters(START, 0, Map.of()), 20, true).kind())
        .isEqualTo(Kind.UNKNOWN);
    assertThat(of(counter(19, 10), counter(500, 1)).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void ofSeveralThoseThatAreKnownDecideByTheirCalls() {
    // given one that gained much and is called often, and one that lost and is called rarely
    StatementCounters before =
        counters(START, 0, Map.of("1", counter(100, 10), "2", counter(100, 1)));
    StatementCounters now =
        counters(
            START,
            0,
            Map.of("1", new Counter(1_100, 2_000, START), "2", new Counter(125, 150, START)));

    IndexVerdict verdict = IndexVerdict.of(before, now, 20, false);

    assertThat(verdict.kind()).isEqualTo(Kind.PAID);
    assertThat(verdict.statements()).hasSize(2);
    assertThat(verdict.statements().getFirst().meanAfter()).isEqualTo(1.0);
    assertThat(verdict.statements().getLast().meanAfter()).isEqualTo(2.0);
  }

  @Test
  void afterAResetTheCountersAreOfTheTimeSince() {
    StatementCounters before = counters(START, 0, Map.of("1", counter(100, 10)));
    // 150 calls since the reset: as a difference they would be 50 of 50 ms
    StatementCounters reset = counters(RESET, 0, Map.of("1", new Counter(150, 3_500, RESET)));

    IndexVerdict verdict = IndexVerdict.of(before, reset, 20, false);

    assertThat(verdict.kind()).isEqualTo(Kind.DID_NOT_PAY);
    assertThat(verdict.statements().getFirst().callsAfter()).isEqualTo(150);
    // and where a statement alone began anew, and is called less than before
    assertThat(of(counter(100, 10), new Counter(30, 30, RESET)).kind()).isEqualTo(Kind.PAID);
  }

  @Test
  void whatMayHaveBegunAnewUnseenGivesNoVerdict() {
    // given a server before 17, which does not tell since when a statement is counted
    StatementCounters before = counters(START, 5, Map.of("1", new Counter(100, 1_000, null)));
    StatementCounters now = counters(START, 6, Map.of("1", new Counter(400, 9_000, null)));

    assertThat(IndexVerdict.of(before, now, 20, false).kind()).isEqualTo(Kind.WAITING);
    assertThat(IndexVerdict.of(before, now, 20, true).kind()).isEqualTo(Kind.UNKNOWN);
    // but without evictions it is known
    StatementCounters calm = counters(START, 5, Map.of("1", new Counter(400, 9_000, null)));
    assertThat(IndexVerdict.of(before, calm, 20, false).kind()).isEqualTo(Kind.DID_NOT_PAY);
  }
}
