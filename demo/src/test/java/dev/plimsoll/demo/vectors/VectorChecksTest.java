package dev.plimsoll.demo.vectors;

import static dev.plimsoll.demo.vectors.VectorFixtures.AFTERWARDS;
import static dev.plimsoll.demo.vectors.VectorFixtures.NEAREST;
import static dev.plimsoll.demo.vectors.VectorFixtures.READ;
import static dev.plimsoll.demo.vectors.VectorFixtures.SETTINGS;
import static dev.plimsoll.demo.vectors.VectorFixtures.asked;
import static dev.plimsoll.demo.vectors.VectorFixtures.changes;
import static dev.plimsoll.demo.vectors.VectorFixtures.evidence;
import static dev.plimsoll.demo.vectors.VectorFixtures.good;
import static dev.plimsoll.demo.vectors.VectorFixtures.halves;
import static dev.plimsoll.demo.vectors.VectorFixtures.rounds;
import static dev.plimsoll.demo.vectors.VectorFixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Built;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Effort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VectorChecksTest {
  private static final Indexing NO_INDEX = good().indexing();

  @Test
  void everythingHoldsWhenEveryAnswerIsThatOfPlainSql() {
    assertThat(failed(good())).isEmpty();
    assertThat(VectorChecks.of(good())).hasSizeGreaterThan(3 * (3 + 15 + 1 + 3));
  }

  @Test
  void anotherRowOrOrderFails() {
    assertThat(failed(withAnswer(rows(7, 4))))
        .containsExactly("question 1, in memory: rows = plain SQL's");
    assertThat(failed(withAnswer(rows(3, 7))))
        .containsExactly("question 1, in memory: rows = plain SQL's");
    assertThat(failed(withAnswer(rows(7))))
        .contains("question 1, in memory: rows = plain SQL's", "question 1, in memory: rows");
  }

  @Test
  void anotherDistanceFails() {
    assertThat(failed(withAnswer(List.of(NEAREST.getFirst(), new NearRow("3", 1.500_001)))))
        .containsExactly(
            "question 1, in memory: largest relative difference of a distance from plain SQL's");
    // Doubles were added in another order.
    assertThat(failed(withAnswer(List.of(NEAREST.getFirst(), new NearRow("3", Math.nextUp(1.5))))))
        .isEmpty();
  }

  @Test
  void anAnswerWithoutRowsFailsEvenWherePlainSqlFoundNone() {
    List<Asked> rounds = rounds();
    rounds.set(2, asked(AskedWay.MEMORY, 1, List.of(), List.of()));
    assertThat(failed(evidence(rounds))).containsExactly("question 1, in memory: rows");
  }

  @Test
  void aWayThatWasNotAskedOrNotTakenFails() {
    // given
    List<Asked> rounds = rounds();
    // when the last round lacks the search in memory
    rounds.removeLast();
    // then
    assertThat(failed(evidence(rounds))).containsExactly("rounds of in memory");
    // when it was carried out by the database
    rounds.add(
        new Asked(
            AskedWay.MEMORY, 1, asked(AskedWay.SESSIONS, 1, NEAREST, NEAREST).answer(), NEAREST));
    // then
    assertThat(failed(evidence(rounds))).containsExactly("in memory: method");
  }

  @Test
  void aCopyThatShowsWhatIsLaterThanItselfFails() {
    assertThat(
            failed(
                evidence(
                    rounds(),
                    changes(AFTERWARDS, READ.plusSeconds(11)),
                    halves(),
                    NO_INDEX,
                    SETTINGS)))
        .containsExactly("after changes, the copy as it was, in memory: rows = plain SQL's");
  }

  @Test
  void aCopyThatIsNotReadAgainFails() {
    assertThat(failed(evidence(rounds(), changes(NEAREST, READ), halves(), NO_INDEX, SETTINGS)))
        .containsExactly("the copy says as of when it is, and is read again");
  }

  @Test
  void aDatabaseThatDoesNotAnswerFails() {
    assertThat(
            failed(
                evidence(
                    rounds(),
                    good().changes(),
                    asked(AskedWay.SESSIONS, 1, NEAREST, NEAREST),
                    NO_INDEX,
                    SETTINGS)))
        .containsExactly("databases that answered as one");
  }

  @Test
  void settingsThatStayFail() {
    SearchTuning stays =
        new SearchTuning(false, null, null, null, null, null, null, null).over(SETTINGS);
    assertThat(failed(evidence(rounds(), good().changes(), halves(), NO_INDEX, stays)))
        .containsExactly("settings are set back");
  }

  @Test
  void anIndexThatIsNotUsedOrFindsNothingFails() {
    Built built =
        new Built(
            "0.8.0",
            1_000,
            5,
            List.of(
                new Effort(null, "one-statement", 1, 5),
                new Effort(40, "one-index", 0.9, 1),
                new Effort(80, "one-statement", 1, 5),
                new Effort(160, "one-index", 0, 5)));
    assertThat(failed(evidence(rounds(), good().changes(), halves(), built, SETTINGS)))
        .containsExactly("ef 80: method", "ef 160: rows were found");
  }

  private static VectorEvidence withAnswer(List<NearRow> found) {
    List<Asked> rounds = new ArrayList<>(rounds());
    rounds.set(2, asked(AskedWay.MEMORY, 1, found, NEAREST));
    return evidence(rounds);
  }

  private static List<String> failed(VectorEvidence evidence) {
    return VectorChecks.of(evidence).stream()
        .filter(check -> !check.holds())
        .map(Check::name)
        .toList();
  }
}
