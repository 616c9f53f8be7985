package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Of tables without a key that ranges could follow; of others, the tests with a server.
final class MariaDbChooserTest {
  private static final MariaDbChooser CHOOSER = new MariaDbChooser(16, 128, 4, 64);

  private static MariaDbTable table(long bytes, boolean transactional) {
    return new MariaDbTable(
        new QualifiedName("shop", "orders"),
        List.of(),
        List.of(),
        List.of(),
        "",
        1_000,
        bytes,
        transactional);
  }

  private static ReadingOptions options(
      @Nullable String strategy, @Nullable String consistency, @Nullable Integer workers) {
    return ReadingOptions.of(
        new ExtractRequest(
            "shop", List.of("shop.*"), null, strategy, consistency, workers, null, null, null));
  }

  @Test
  void withoutAKeyOneStatementReadsItAll() {
    StrategyChoice choice = CHOOSER.choose(table(1_000, true), options(null, null, null), true);
    assertThat(choice.strategy()).isEqualTo(new Strategy.Stream());
    assertThat(choice.why()).contains("no unique key", "one moment");
    assertThat(CHOOSER.choose(table(1_000, false), options(null, null, null), false).why())
        .contains("no moment of its own");
  }

  @Test
  void whatCannotBeIsRefusedWithAWayOut() {
    for (String strategy : List.of("keyset", "fixed", "blocks")) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> CHOOSER.choose(table(1_000, true), options(strategy, null, null), true))
          .withMessageContaining("shop.orders cannot be read by " + strategy);
    }
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(
            () -> CHOOSER.choose(table(1_000, false), options("stream", "strict", null), false))
        .withMessageContaining("cannot be read strictly");
  }

  @Test
  void rangesAreAsManyAsItsBytesOrItsWorkersWant() {
    assertThat(CHOOSER.ranges(table(15, true), options(null, null, null))).isEqualTo(1);
    assertThat(CHOOSER.ranges(table(33, true), options(null, null, null))).isEqualTo(2);
    assertThat(CHOOSER.ranges(table(400, true), options(null, null, null))).isEqualTo(4);
    assertThat(CHOOSER.ranges(table(1_280, true), options(null, null, null))).isEqualTo(10);
    assertThat(CHOOSER.ranges(table(1_000_000, true), options(null, null, null))).isEqualTo(64);
    assertThat(CHOOSER.ranges(table(1_000_000, true), options(null, null, 2))).isEqualTo(2);
  }
}
