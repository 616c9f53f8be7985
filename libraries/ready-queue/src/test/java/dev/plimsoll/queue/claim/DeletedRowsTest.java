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
    claims(0.1, 100);
    claims(1.2, 40);

    // then
    assertThat(bounds(known(1.3))).containsExactly(Map.entry(CLASS, 40L));
    // And the next look begins no further, should another claim have raised the bound meanwhile.
    deleted.learn(known(1.4), new Seen(Map.of(CLASS, 120L), List.of(), 0), nanos(1.4));
    Known looking = known(2.5);
    assertThat(looking.look()).isTrue();
    assertThat(bounds(looking)).containsExactly(Map.entry(CLASS, 40L));
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
  void aClassWithoutRowsIsPassedUpToWhatWasGivenOutAtTheLookBefore() {
    // given
    claims(0.1, 100);

    // when: at two looks it has no rows, while others take and end them
    deleted.learn(known(1.2), new Seen(Map.of(), List.of(CLASS), 500), nanos(1.2));
    deleted.learn(known(2.3), new Seen(Map.of(), List.of(CLASS, OTHER), 900), nanos(2.3));

    // then: rows from 501 on may be of transactions that are under way
    assertThat(bounds(known(2.4)))
        .containsExactlyInAnyOrderEntriesOf(Map.of(CLASS, 500L, OTHER, 500L));
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
