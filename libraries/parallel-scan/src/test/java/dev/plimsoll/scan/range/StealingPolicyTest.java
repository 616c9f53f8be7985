package dev.plimsoll.scan.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.scan.range.StealingPolicy.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy.WorkerDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StealingPolicyTest {
  private static final StealingPolicy POLICY = new StealingPolicy(10);

  @Test
  void theLargestThatWaitsComesFirst() {
    assertThat(
            POLICY.decide(
                List.of(
                    new RangeFact(1, false, 5, true),
                    new RangeFact(2, false, 7, true),
                    new RangeFact(3, true, 1_000, true))))
        .isEqualTo(new WorkerDecision.Take(2));
  }

  @Test
  void ofTheSameExtentTheFirst() {
    assertThat(
            POLICY.decide(
                List.of(new RangeFact(4, false, 7, true), new RangeFact(3, false, 7, true))))
        .isEqualTo(new WorkerDecision.Take(3));
  }

  @Test
  void elseTheRestOfTheLargestThatIsHeldAndCanBeCut() {
    assertThat(
            POLICY.decide(
                List.of(
                    new RangeFact(1, true, 500, true),
                    new RangeFact(2, true, 900, false),
                    new RangeFact(3, true, 400, true))))
        .isEqualTo(new WorkerDecision.Steal(1));
  }

  @Test
  void aRestThatIsNotWorthACutIsLeftToItsHolder() {
    assertThat(POLICY.decide(List.of(new RangeFact(1, true, 9.9, true))))
        .isEqualTo(new WorkerDecision.NothingToTake());
  }

  @Test
  void withoutRangesAllHasEnded() {
    assertThat(POLICY.decide(List.of())).isEqualTo(new WorkerDecision.AllEnded());
  }

  @Test
  void anUnknownExtentIsTriedFirst() {
    assertThat(
            POLICY.decide(
                List.of(
                    new RangeFact(1, true, 1e18, true),
                    new RangeFact(2, true, Double.POSITIVE_INFINITY, true))))
        .isEqualTo(new WorkerDecision.Steal(2));
  }
}
