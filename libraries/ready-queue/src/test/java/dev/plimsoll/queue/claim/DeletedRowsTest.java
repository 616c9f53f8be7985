package dev.plimsoll.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.queue.claim.DeletedRows.Known;
import dev.plimsoll.queue.claim.DeletedRows.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletedRowsTest {
  private static final int CLASS = 7;
  private static final int OTHER = 8;

  private final DeletedRows deleted = new DeletedRows(0);

  @Test
  void aClaimBeginsBehindTheLastRowThatAnyClaimTook() {
    // given
    claims(0.1, 100);
    claims(0.2, 90);

    // when
    Known known = known(0.3);

    // then
    assertThat(bounds(known)).containsExactly(Map.entry(CLASS, 100L));
    assertThat(known.look()).isFalse();
  }

  @Test
  void eachSecondOneClaimLooksFromWhereTheBoundWasTwoLooksBefore() {
    // given
    claims(1.1, 100);
    claims(1.2, 110);
    claims(2.2, 200);
    claims(2.3, 210);
    claims(3.3, 300);

    // when
    Known looking = known(4.4);
    Known besides = known(4.5);

    // then
    assertThat(looking.look()).isTrue();
    assertThat(bounds(looking)).containsExactly(Map.entry(CLASS, 110L));
    assertThat(besides.look()).isFalse();
    assertThat(bounds(besides)).containsExactly(Map.entry(CLASS, 300L));
  }

  @Test
  void aRowThatALookBringsToLightLowersTheBoundForAll() {
    // given a look that takes a row of a transaction that committed late
    claims(1.1, 100);
    claims(2.2, 110);
    claims(3.3, 120);
    claims(4.4, 90);

    // then
    assertThat(bounds(known(4.5))).containsExactly(Map.entry(CLASS, 90L));
    // And the next look begins no further, should another claim have raised the bound meanwhile.
    claims(4.6, 140);
    Known looking = known(5.5);
    assertThat(looking.look()).isTrue();
    assertThat(bounds(looking)).containsExactly(Map.entry(CLASS, 90L));
  }

  @Test
  void everyTenSecondsOneClaimLooksFromTheBeginning() {
    // given
    claims(0.1, 100);

    // then
    assertThat(bounds(known(10.1))).isEmpty();
    assertThat(bounds(known(10.2))).containsExactly(Map.entry(CLASS, 100L));
  }

  @Test
  void aClassWithoutRowsIsPassedUpToWhatWasGivenOutAtALookBefore() {
    // given
    claims(0.1, 100);

    // when: at looks it has no rows, while others take and end them
    finds(1.2, List.of(CLASS), 500);
    finds(2.3, List.of(CLASS), 900);
    finds(3.4, List.of(CLASS, OTHER), 1_000);

    // then: later rows may be of transactions that are under way
    assertThat(bounds(known(3.42)))
        .containsExactlyInAnyOrderEntriesOf(Map.of(CLASS, 500L, OTHER, 500L));
  }

  @Test
  void afterAClaimThatFoundNothingAnotherLooksAtOnceUnlessLooksAreLong() {
    // given
    claims(0.1, 100);
    finds(0.2, List.of(), 0);

    // then
    Known look = known(0.3);
    assertThat(look.look()).isTrue();

    // when it takes 50 ms
    deleted.learn(look, new Seen(Map.of(), List.of(CLASS), 500), nanos(0.35));

    // then
    assertThat(known(0.7).look()).isFalse();
    assertThat(known(0.81).look()).isTrue();
  }

  @Test
  void aClassThatNobodyClaimsOfIsForgotten() {
    // given
    claims(0.1, 100);

    // when
    known(11 * 60);

    // then
    assertThat(bounds(known(11 * 60 + 0.1))).isEmpty();
  }

  private void claims(double second, long last) {
    deleted.learn(known(second), new Seen(Map.of(CLASS, last), List.of(), 0), nanos(second));
  }

  private void finds(double second, List<Integer> empty, long given) {
    deleted.learn(known(second), new Seen(Map.of(), empty, given), nanos(second + 0.01));
  }

  private Known known(double second) {
    return deleted.known(nanos(second));
  }

  private static long nanos(double second) {
    return (long) (second * 1e9);
  }

  private static Map<Integer, Long> bounds(Known known) {
    Map<Integer, Long> bounds = new HashMap<>();
    for (int i = 0; i < known.classes().length; i++) {
      bounds.put(known.classes()[i], known.rows()[i]);
    }
    return bounds;
  }
}
