package dev.plimsoll.planner.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.advice.HealthAdvice.Withheld;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planner.advice.FindingStore.Kept;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Only what was looked for and not found is gone.
final class UnfoundFindingsTest {
  private static final Kept UNUSED = index("index-unused", "orders", "orders_note", State.OPEN);
  private static final Kept DISMISSED =
      index("index-unused", "orders", "orders_old", State.DISMISSED);
  private static final Kept ELSEWHERE = index("index-bloated", "events", "events_id", State.OPEN);
  private static final Kept SESSION =
      kept(
          new Finding(
              "snapshot-held",
              2,
              null,
              "session 4711",
              "it is old",
              Map.of(),
              0,
              "",
              List.of(),
              "",
              List.of("session", "4711"),
              null,
              null),
          State.DISMISSED);
  private static final List<Kept> ALL = List.of(UNUSED, DISMISSED, ELSEWHERE, SESSION);

  private static Kept index(String code, String table, String index, State state) {
    return kept(
        new Finding(
            code,
            3,
            new QualifiedName("shop", table),
            "shop.%s.%s".formatted(table, index),
            "as it is",
            Map.of(),
            0,
            "",
            List.of(),
            "",
            List.of("index", "shop", index),
            null,
            null),
        state);
  }

  private static Kept kept(Finding finding, State state) {
    return new Kept(UUID.randomUUID(), FindingStore.identity(finding), state, finding, null);
  }

  private static Set<UUID> gone(List<Finding> found, List<Withheld> withheld, String... tables) {
    return new UnfoundFindings(
            ALL,
            new AnalysisRequest(null, false, List.of(tables), null, List.of()),
            new HealthAdvice(Instant.EPOCH, Instant.EPOCH, 1, 1, found, withheld))
        .notFound();
  }

  private static Withheld withheld(String code, long count, String... subjects) {
    return new Withheld(code, "it is not known", List.of(subjects), count);
  }

  @Test
  void whatIsNotFoundIsGoneUnlessItIsDismissed() {
    assertThat(gone(List.of(), List.of()))
        .containsExactlyInAnyOrder(UNUSED.id(), ELSEWHERE.id(), SESSION.id());
  }

  @Test
  void itsFiguresAreNotItsIdentity() {
    Finding same = UNUSED.finding();
    Finding grown =
        new Finding(
            same.code(),
            1,
            same.table(),
            same.subject(),
            "it has grown",
            Map.of("index_bytes", 5.0),
            5,
            "more",
            List.of("DROP INDEX x"),
            "",
            same.object(),
            null,
            null);

    assertThat(gone(List.of(grown), List.of())).doesNotContain(UNUSED.id());
  }

  @Test
  void whatWasNotLookedAtIsNotGone() {
    assertThat(gone(List.of(), List.of(), "shop.events")).containsExactly(ELSEWHERE.id());
  }

  @Test
  void whatIsWithheldIsNotGone() {
    for (Withheld one :
        List.of(
            withheld("index-unused", 1, "shop.orders.orders_note"),
            withheld("index-unused", 1, "shop.orders"),
            withheld("index-unused", 300, "shop.orders.another"),
            withheld("index-unused", 1, "database shop"),
            withheld("table-unreadable", 1, "shop.orders"))) {
      assertThat(gone(List.of(), List.of(one)))
          .as("%s", one)
          .containsExactlyInAnyOrder(ELSEWHERE.id(), SESSION.id());
    }
    assertThat(gone(List.of(), List.of(withheld("index-unused", 1, "shop.orders.another"))))
        .contains(UNUSED.id());
  }
}
