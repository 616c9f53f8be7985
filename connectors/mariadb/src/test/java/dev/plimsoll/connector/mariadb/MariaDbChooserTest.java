package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.source.ReaderCount;
import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.ServerUtilization;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
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
  private static final MariaDbChooser CHOOSER = chooser(MariaDbChooserTest::unasked);

  private static MariaDbChooser chooser(ReaderCount.Probe probe) {
    return new MariaDbChooser(RANGE, new ReaderCount(RANGE, 4, probe), 64);
  }

  private static MariaDbTable table(long bytes, boolean transactional) {
    SourceTable source =
        new SourceTable(NAME, TableStructure.unordered(false, List.of()), 1_000, 0, 0, false);
    return new MariaDbTable(source, List.of(), "", bytes, transactional, null, RowLimit.NONE);
  }

  private static ReadingWish wish(
      @Nullable String strategy, @Nullable String consistency, @Nullable Integer workers) {
    return new ReadingWish(
        strategy, "strict".equals(consistency), workers == null ? 0 : workers, 0, false);
  }

  private static ServerUtilization unasked() {
    throw new AssertionError("nobody wants to know");
  }

  private static ReadStrategyChoice choose(MariaDbTable table, ReadingWish wish, boolean shares)
      throws SQLException {
    return CHOOSER.choose(table, wish, shares);
  }

  private static ReadStrategyChoice choose(
      long bytes, @Nullable String strategy, boolean shares, ServerUtilization load)
      throws SQLException {
    return chooser(() -> load)
        .choose(KeyedTable.of(NAME, bytes), wish(strategy, null, null), shares);
  }

  @Test
  void withoutAKeyOneStatementReadsItAll() throws SQLException {
    ReadStrategyChoice choice = choose(table(1_000, true), wish(null, null, null), true);
    assertThat(choice.strategy()).isEqualTo(new ReadStrategy.Stream());
    assertThat(choice.why()).contains("no unique key", "one moment");
    assertThat(choose(table(1_000, false), wish(null, null, null), false).why())
        .contains("no moment of its own");
  }

  @Test
  void whatCannotBeIsRefusedWithAWayOut() throws SQLException {
    for (String strategy : List.of("keyset", "fixed", "blocks")) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> choose(table(1_000, true), wish(strategy, null, null), true))
          .withMessageContaining("shop.orders cannot be read by " + strategy);
    }
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> choose(table(1_000, false), wish("stream", "strict", null), false))
        .withMessageContaining("cannot be read strictly");
  }

  @Test
  void aLargeTableGetsAsManyWorkersAsItsPagesTheLimitsAndTheLoadAllow() throws SQLException {
    ReadStrategyChoice limited = choose(GIGABYTE, null, true, IDLE);
    assertThat(limited.strategy()).isEqualTo(new ReadStrategy.Keyset(4));
    assertThat(limited.why())
        .contains("of one moment; 4 workers: 131 by its pages, but the source grants 4");
    ReadStrategyChoice beside = choose(GIGABYTE, null, false, new ServerUtilization(90, 4, 2));
    assertThat(beside.strategy()).isEqualTo(new ReadStrategy.Keyset(2));
    assertThat(beside.why())
        .contains(
            "for want of RELOAD; 2 workers: 131 by its pages, but the source has 2 of 4 cores");
    assertThat(choose(GIGABYTE, null, true, new ServerUtilization(7, 16, 0)).strategy())
        .isEqualTo(new ReadStrategy.Keyset(3));
    assertThat(choose(GIGABYTE, "keyset", true, ONE_CORE_LEFT).why())
        .startsWith("asked for; 1 worker: ");
  }

  @Test
  void coresThatNobodyTellsKeepNobodyFromReading() throws SQLException {
    assertThat(
            choose(
                    GIGABYTE,
                    null,
                    true,
                    new ServerUtilization(90, ServerUtilization.UNKNOWN_CORES, 50))
                .strategy())
        .isEqualTo(new ReadStrategy.Keyset(4));
  }

  @Test
  void aSingleWorkerReadsOneMomentByOneStatementWhereSeveralWouldShareOne() throws SQLException {
    ReadStrategyChoice choice = choose(GIGABYTE, null, true, ONE_CORE_LEFT);
    assertThat(choice.strategy()).isEqualTo(new ReadStrategy.Stream());
    assertThat(choice.why()).contains("1 worker: ", "3 of 4 cores busy", "sees one moment");
    assertThat(choose(GIGABYTE, null, false, ONE_CORE_LEFT).strategy())
        .isEqualTo(new ReadStrategy.Keyset(1));
  }

  @Test
  void theLoadIsNotAskedForWhereNothingDependsOnIt() throws SQLException {
    assertThat(choose(table(GIGABYTE, true), wish(null, null, null), true).strategy())
        .isEqualTo(new ReadStrategy.Stream());
    MariaDbTable small = KeyedTable.of(NAME, 2 * RANGE - 1);
    assertThat(choose(small, wish(null, null, null), true).why()).contains("are one range");
    assertThat(choose(small, wish("keyset", null, null), true).strategy())
        .isEqualTo(new ReadStrategy.Keyset(0));
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    assertThat(choose(large, wish(null, null, 3), true).strategy())
        .isEqualTo(new ReadStrategy.Keyset(3));
    assertThat(choose(large, wish(null, null, 1), true).strategy())
        .isEqualTo(new ReadStrategy.Stream());
    assertThat(choose(large, wish("stream", null, null), true).why()).startsWith("asked for");
  }

  @Test
  void onlyTheFirstWindowOfAnIncrementIsOfAKnownSize() throws SQLException {
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    assertThat(
            chooser(() -> IDLE).chooseForIncrement(large, wish(null, null, null), true).strategy())
        .isEqualTo(new ReadStrategy.Keyset(4));
    assertThat(CHOOSER.chooseForIncrement(large, wish(null, null, null), false).strategy())
        .isEqualTo(new ReadStrategy.Keyset(0));
  }

  @Test
  void rangesAreAsManyAsItsWorkers() throws SQLException {
    ReadingWish none = wish(null, null, null);
    assertThat(CHOOSER.ranges(new ReadStrategy.Keyset(0), none)).isEqualTo(1);
    assertThat(CHOOSER.ranges(new ReadStrategy.Keyset(3), none)).isEqualTo(3);
    assertThat(CHOOSER.ranges(new ReadStrategy.Keyset(65), none)).isEqualTo(64);
  }

  @Test
  void aSingleWorkerIsUnderTheMomentThatSeveralWouldHaveShared() throws SQLException {
    MariaDbTable large = KeyedTable.of(NAME, GIGABYTE);
    ReadStrategyChoice one = new ReadStrategyChoice(new ReadStrategy.Keyset(1), "");
    assertThat(CHOOSER.wantsOneMoment(large, one, 1, wish("keyset", null, null))).isTrue();
    assertThat(CHOOSER.wantsOneMoment(large, one, 1, wish("keyset", null, 1))).isFalse();
    assertThat(
            CHOOSER.wantsOneMoment(KeyedTable.of(NAME, RANGE), one, 1, wish("keyset", null, null)))
        .isFalse();
  }
}
