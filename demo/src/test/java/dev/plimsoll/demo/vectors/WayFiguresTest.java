package dev.plimsoll.demo.vectors;

import static dev.plimsoll.demo.vectors.VectorFixtures.NEAREST;
import static dev.plimsoll.demo.vectors.VectorFixtures.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WayFiguresTest {
  @Test
  void areThoseOfEachWayBesideOneStatement() {
    // when
    List<WayFigures> figures = WayFigures.of(VectorFixtures.rounds());
    // then
    assertThat(figures).extracting(WayFigures::way).containsExactly(AskedWay.values());
    assertThat(figures)
        .flatExtracting(one -> one.reasons().keySet())
        .containsExactly("one-statement", "shared-blocks", "memory");
    assertThat(figures).extracting(WayFigures::workers).containsExactly("1", "2", "2");
    assertThat(figures).extracting(WayFigures::medianMs).containsExactly(102.0, 51.0, 10.2);
    assertThat(figures).extracting(WayFigures::worstMs).containsExactly(104.0, 52.0, 10.4);
    assertThat(figures).extracting(WayFigures::speedup).containsExactly(1.0, 2.0, 102 / 10.2);
    assertThat(figures.getLast().reasons()).containsEntry("memory", "so it is with in memory");
  }

  @Test
  void nameEachMethodThatAWayWasCarriedOutBy() {
    // given sessions that were found to be slower than one statement, in the last round
    List<Asked> rounds = VectorFixtures.rounds();
    NearestRows alone = rounds.getFirst().answer();
    rounds.add(new Asked(AskedWay.SESSIONS, 90, alone, NEAREST));
    // when
    WayFigures sessions = WayFigures.of(rounds).get(1);
    // then
    assertThat(sessions.workers()).isEqualTo("1-2");
    assertThat(sessions.reasons())
        .containsExactly(
            entry("shared-blocks", "so it is with several sessions"),
            entry("one-statement", "so it is with one statement"));
  }

  @Test
  void haveNoSpeedupWithoutOneStatement() {
    // when
    List<WayFigures> figures = WayFigures.of(List.of(asked(AskedWay.MEMORY, 3, NEAREST, NEAREST)));
    // then
    assertThat(figures).hasSize(1);
    assertThat(figures.getFirst().speedup()).isNaN();
    assertThat(WayFigures.of(List.of())).isEmpty();
  }

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(WayFigures.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(WayFigures.median(List.of(9.0, 1.0))).isEqualTo(9);
    assertThat(WayFigures.median(List.of())).isNaN();
  }
}
