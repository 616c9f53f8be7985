package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.sync.source.ServerUtilization;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.StrategyChoice;
import dev.plimsoll.sync.source.WorkerChooser;
import dev.plimsoll.sync.source.mariadb.KeyedTable;
import dev.plimsoll.sync.source.mariadb.MariaDbTable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Of a table without a key that ranges could follow, and of one in the order of its key; of
/// others, the tests with a server.
final class MariaDbChooserTest {
  private static final QualifiedName NAME = new QualifiedName("shop", "orders");
  private static final long RANGE = 16L << 20;
  private static final long GIGABYTE = 1L << 30;
  private static final ServerUtilization IDLE = new ServerUtilization(90, 16, 0);
  private static final ServerUtilization ONE_CORE_LEFT = new ServerUtilization(90, 4, 3);
  private static final MariaDbChooser CHOOSER =
      new MariaDbChooser(RANGE, new WorkerChooser(RANGE, 4), 64);

  private static MariaDbTable table(long bytes, boolean transactional) {
    return new MariaDbTable(NAME, List.of(), List.of(), List.of(), "", 1_000, bytes, transactional);
  }

  private static ReadingOptions options(
      @Nullable String strategy, @Nullable String consistency, @Nullable Integer workers) {
    return ReadingOptions.of(
        new ExtractRequest(
            "shop", List.of("shop.*"), null, strategy, consistency, workers, null, null, null));
  }

  private static ServerUtilization unasked() {
    throw new AssertionError("nobody wants to know");
  }

  private static StrategyChoice choose(MariaDbTable table, ReadingOptions options, boolean shares) {
    return CHOOSER.choose(table, options, shares, MariaDbChooserTest::unasked);
  }

  private static StrategyChoice choose(
      long bytes, @Nullable String strategy, boolean shares, ServerUtilization load) {
    return CHOOSER.choose(
        KeyedTable.of(NAME, bytes), options(strategy, null, null), shares, () -> load);
  }

  @Test
  void withoutAKeyOneStatementReadsItAll() {
    StrategyChoice choice = choose(table(1_000, true), options(null, null, null), true);
    assertThat(choice.strategy()).isEqualTo(new Strategy.Stream());
    assertThat(choice.why()).contains("no unique key", "one moment");
    assertThat(choose(table(1_000, false), options(null, null, null), false).why())
        .contains("no moment of its own");
  }

  @Test
  void whatCannotBeIsRefusedWithAWayOut() {
    for (String strategy : List.of("keyset", "fixed", "blocks")) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> choose(table(1_000, true), options(strategy, null, null), true))
          .withMessageContaining("shop.orders cannot be read by " + strategy);
    }
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> choose(table(1_000, false), options("stream", "strict", null), false))
        .withMessageContaining("cannot be read strictly");
  }

  @Test
  void aLargeTableGetsAsManyWorkersAsItsPagesTheLimitsAndTheLoadAllow() {
    StrategyChoice limited = choose(GIGABYTE, null, true, IDLE);
    assertThat(limited.strategy()).isEqualTo(new Strategy.Keyset(4));
    assertThat(limited.why())
        .contains("of one moment; 4 workers: 131 by its pages, but the source grants 4");
    StrategyChoice beside = choose(GIGABYTE, null, false, new ServerUtilization(90, 4, 2));
    assertThat(beside.strategy()).isEqualTo(new Strategy.Keyset(2));
    assertThat(beside.why())
        .contains(
            "for want of RELOAD; 2 workers: 131 by its pages, but the source has 2 of 4 cores");
    assertThat(choose(GIGABYTE, null, true, new ServerUtilization(7, 16, 0)).strategy())
        .isEqualTo(new Strategy.Keyset(3));
    assertThat(choose(GIGABYTE, "keyset", true, ONE_CORE_LEFT).why())
        .startsWith("asked for; 1 worker: ");
  }

  @Test
  void coresThatNobodyTellsKeepNobodyFromReading() {
    assertThat(
            choose(
                    GIGABYTE,
                    null,
                    true,
                    new ServerUtilization(90, ServerUtilization.UNTOLD_CORES, 50))
                .strategy())
        .isEqualTo(new Strategy.Keyset(4));
  }

  @Test
  void aSingleWorkerReadsOneMomentByOneStatementWhereSeveralWouldShareOne() {
    StrategyChoice choice = choose(GIGABYTE, null, true, ONE_CORE_LEFT);
    assertThat(choice.strategy()).isEqualTo(new Strategy.Stream());
    assertThat(choice.why()).contains("1 worker: ", "3 of 4 cores busy", "sees one moment");
    assertThat(choose(GIGABYTE, null, false, ONE_CORE_LEFT).strategy())
        .isEqualTo(new Strategy.Keyset(1));
  }

  @Test
  void theLoadIsNotAskedForWhereNothingDependsOnIt() {
    assertThat(choose(table(GIGABYTE, true), options(null, null, null), true).strategy())
        .isEqualTo(new Strategy.Stream());
    MariaDbTable small = KeyedTable.of(NAME, 2 * RANGE - 1);
    assertThat(choose(small, options(null, null, null), true).why()).contains("are one range");
    assertThat(choose(small, options("keyset", null, null), true).strategy())
        .isEqualTo(new Strategy.Keyset());
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    assertThat(choose(large, options(null, null, 3), true).strategy())
        .isEqualTo(new Strategy.Keyset(3));
    assertThat(choose(large, options(null, null, 1), true).strategy())
        .isEqualTo(new Strategy.Stream());
    assertThat(choose(large, options("stream", null, null), true).why()).startsWith("asked for");
  }

  @Test
  void onlyTheFirstWindowOfAnIncrementIsOfAKnownSize() {
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    assertThat(
            CHOOSER
                .chooseForIncrement(large, options(null, null, null), true, () -> IDLE)
                .strategy())
        .isEqualTo(new Strategy.Keyset(4));
    assertThat(
            CHOOSER
                .chooseForIncrement(
                    large, options(null, null, null), false, MariaDbChooserTest::unasked)
                .strategy())
        .isEqualTo(new Strategy.Keyset());
  }

  @Test
  void rangesAreAsManyAsItsWorkers() {
    ReadingOptions none = options(null, null, null);
    assertThat(CHOOSER.ranges(new Strategy.Keyset(), none)).isEqualTo(1);
    assertThat(CHOOSER.ranges(new Strategy.Keyset(3), none)).isEqualTo(3);
    assertThat(CHOOSER.ranges(new Strategy.Keyset(65), none)).isEqualTo(64);
  }

  @Test
  void aSingleWorkerIsUnderTheMomentThatSeveralWouldHaveShared() {
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    StrategyChoice one = new StrategyChoice(new Strategy.Keyset(1), "");
    assertThat(CHOOSER.wantsOneMoment(large, one, 1, options("keyset", null, null))).isTrue();
    assertThat(CHOOSER.wantsOneMoment(large, one, 1, options("keyset", null, 1))).isFalse();
    assertThat(
            CHOOSER.wantsOneMoment(
                KeyedTable.of(NAME, RANGE), one, 1, options("keyset", null, null)))
        .isFalse();
  }
}
