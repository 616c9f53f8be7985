package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.MIB;
import static dev.plimsoll.planning.Facts.bigint;
import static dev.plimsoll.planning.Facts.capacity;
import static dev.plimsoll.planning.Facts.hashkey;
import static dev.plimsoll.planning.Facts.integer;
import static dev.plimsoll.planning.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation.Provider;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SizingTest {
  @Test
  void tuplesAreAlignedWithTheirHeader() {
    assertThat(KeyShape.of(1, List.of(bigint("id"))).tupleBytes()).isEqualTo(16);
    assertThat(KeyShape.of(1, List.of(hashkey())).tupleBytes()).isEqualTo(80);
    // 8 header, 4, aligned to 16, 8
    assertThat(KeyShape.of(1, List.of(integer("a", -1), bigint("b"))).tupleBytes()).isEqualTo(24);
    // a short text needs no alignment, a long one does
    assertThat(
            KeyShape.of(1, List.of(text("t", 5, Provider.C, "C"), integer("a", -1))).tupleBytes())
        .isEqualTo(24);
    assertThat(KeyShape.of(1, List.of(bigint("id"))).nullTupleBytes()).isEqualTo(24);
  }

  @Test
  void aHashkeyIndexOfTwelveMillionRowsIsAsLargeAsTheOneThatWasBuilt() {
    KeyShape key = KeyShape.of(12_000_000, List.of(hashkey()));

    // 87 tuples a leaf: 137,932 leaves; fan-out 67: 2,059 + 31 + 1 inner pages; 1 meta page.
    assertThat(BtreeSize.bytes(key, true, 90)).isEqualTo((137_932L + 2_059 + 31 + 1 + 1) * 8_192);
  }

  @Test
  void equalKeysOfAPlainIndexShareTheirSpace() {
    KeyShape key = KeyShape.of(1_000_000, List.of(integer("status", 10)));

    long unique = BtreeSize.bytes(key, true, 90);
    long plain = BtreeSize.bytes(key, false, 90);

    assertThat((double) plain / unique).isBetween(0.28, 0.36);
  }

  @Test
  void oneMergePassNeedsWhatTheBookSays() {
    // 400 M rows and 2·10^9 rows of an 80-byte tuple
    long sort400 = KeyShape.of(400_000_000, List.of(hashkey())).sortBytes();
    long sort2000 = KeyShape.of(2_000_000_000L, List.of(hashkey())).sortBytes();

    assertThat(SortMemory.onePass(sort400, 0) / 1e6).isEqualTo(108, within(1.0));
    assertThat(SortMemory.onePass(sort2000, 0) / 1e6).isEqualTo(420, within(1.0));
    assertThat(SortMemory.passes(sort400, 0, SortMemory.onePass(sort400, 0))).isEqualTo(1);
    assertThat(SortMemory.passes(sort400, 0, 8 * MIB)).isGreaterThan(1);
  }

  @Test
  void memoryIsRoundedToWhatAPersonWouldWrite() {
    assertThat(SortMemory.roundUp(1)).isEqualTo(8 * MIB);
    assertThat(SortMemory.roundUp(103 * MIB)).isEqualTo(104 * MIB);
    assertThat(SortMemory.roundUp(600 * MIB)).isEqualTo(640 * MIB);
    assertThat(SortMemory.roundUp(5 * GIB + 1)).isEqualTo(5 * GIB + 256 * MIB);
  }

  @Test
  void speedUpEndsWhereTheLeaderAloneWorks() {
    BuildCosts costs = BuildCosts.DEFAULT;
    double alone = costs.elapsed(KeyKind.TEXT_C, 12_000_000, 0, 1).toNanos();
    double many = costs.elapsed(KeyKind.TEXT_C, 12_000_000, 1_000, 1).toNanos() - 8e6 * 1_000;

    assertThat(alone / 12e6 / 1_000).isEqualTo(0.87, within(0.01));
    assertThat(alone / many).isEqualTo(2.0, within(0.05));
  }

  @Test
  void workersFollowMemoryCoresAndPool() {
    assertThat(sizer(capacity(16, 8 * GIB)).room()).isEqualTo(8);
    assertThat(sizer(capacity(2, 8 * GIB)).room()).isEqualTo(1);
    assertThat(sizer(capacity(16, 64 * MIB)).room()).isEqualTo(1);
    assertThat(sizer(new Capacity(16, 8 * GIB, 3, GIB, GIB, CapacityLimits.NONE)).room())
        .isEqualTo(3);
  }

  @Test
  void onlyABuildThatTakesItsTimeGetsMoreWorkersThanPostgresqlGrants() {
    BuildSizer sizer = new BuildSizer(capacity(16, 64 * GIB), 16, 8 * MIB, BuildCosts.DEFAULT);
    BuildWork brief =
        BuildWork.ofBtree(KeyShape.of(1_000_000, List.of(bigint("id"))), 400 * MIB, 20 * MIB);
    BuildWork lasting =
        BuildWork.ofBtree(KeyShape.of(400_000_000, List.of(hashkey())), 65 * GIB, 40 * GIB);

    assertThat(brief.grantedWorkers(8 * MIB)).isEqualTo(4);
    assertThat(sizer.options(brief)).hasSize(1 + 4);
    assertThat(lasting.grantedWorkers(8 * MIB)).isEqualTo(9);
    assertThat(sizer.options(lasting)).hasSize(1 + 15);
    // What PostgreSQL makes of a wish does not go beyond its own rule, nor beyond what is set.
    assertThat(sizer.option(lasting, 12, 8 * GIB).workers()).isEqualTo(9);
    assertThat(sizer.option(lasting.with(2, lasting.indexBytes(), 0), 12, 8 * GIB).workers())
        .isEqualTo(2);
    assertThat(sizer.options(lasting.with(0, lasting.indexBytes(), 0))).hasSize(1 + 15);
    assertThat(sizer.options(brief.with(0, brief.indexBytes(), 0))).hasSize(1);
  }

  private static BuildWork btree(KeyShape key, long heapBytes) {
    return BuildWork.ofBtree(
        key, heapBytes, BtreeSize.bytes(key, true, BtreeSize.DEFAULT_FILLFACTOR));
  }

  private static BuildSizer sizer(Capacity capacity) {
    return new BuildSizer(capacity, 8, 8 * MIB, BuildCosts.DEFAULT);
  }

  @Test
  void aSmallSortStaysInMemoryAndAParallelOneNeverDoes() {
    KeyShape key = KeyShape.of(1_000_000, List.of(bigint("id")));

    List<BuildOption> options = sizer(capacity(4, 2 * GIB)).options(btree(key, 400 * MIB));

    BuildOption alone = options.get(0);
    assertThat(alone.temporaryBytes()).isZero();
    assertThat(alone.memoryBytes()).isEqualTo(48 * MIB);
    BuildOption parallel = options.get(1);
    assertThat(parallel.temporaryBytes()).isEqualTo(20_000_000);
    assertThat(parallel.memoryBytes()).isEqualTo(64 * MIB);
  }

  @Test
  void validationSortsAddressesInTheSameMemory() {
    assertThat(SortMemory.validationTapeBytes(2_000_000, 48_000_000)).isZero();
    assertThat(SortMemory.validationTapeBytes(2_000_000, 47 * MIB / 2)).isEqualTo(24_000_000);

    KeyShape key = KeyShape.of(2_000_000, List.of(bigint("id")));
    BuildWork work = BuildWork.ofBtree(key, 400 * MIB, 40 * MIB);
    BuildOption little = sizer(capacity(1, 32 * MIB)).option(work, 0, 32 * MIB);
    BuildOption enough = sizer(capacity(1, GIB)).option(work, 0, GIB);

    assertThat(work.validationDiskBytes(enough)).isEqualTo(440 * MIB);
    assertThat(work.validationDiskBytes(little)).isEqualTo(440 * MIB + 2 * 24_000_000);
    // It comes when the build's own files are gone.
    assertThat(little.temporaryBytes()).isEqualTo(key.tapeBytes());
  }

  @Test
  void withFewCoresASortMayTakeMoreOfTheMemoryAsLongAsHalfStaysFree() {
    // 668 MB of sort: more than an eighth of 4 GB, less than a quarter
    KeyShape key = KeyShape.of(6_666_666, List.of(hashkey()));

    BuildOption onTwo = sizer(capacity(2, 4 * GIB)).options(btree(key, GIB)).getFirst();
    BuildOption onFour = sizer(capacity(4, 4 * GIB)).options(btree(key, GIB)).getFirst();

    assertThat(onTwo.temporaryBytes()).isZero();
    assertThat(2 * onTwo.memoryBytes()).isLessThanOrEqualTo(2 * GIB);
    assertThat(onFour.temporaryBytes()).isPositive();
  }

  @Test
  void aLargeSortGetsOnePassAndNotMore() {
    KeyShape key = KeyShape.of(400_000_000, List.of(hashkey()));

    List<BuildOption> options = sizer(capacity(4, 48 * GIB)).options(btree(key, 65 * GIB));

    assertThat(options.getFirst().memoryBytes()).isEqualTo(104 * MIB);
    assertThat(options.getFirst().passes()).isEqualTo(1);
    assertThat(options).hasSize(4);
    assertThat(options.get(3).memoryBytes()).isEqualTo(208 * MIB);
  }

  @Test
  void libcKeysAreNotKeptInMemoryBeyondOnePass() {
    KeyShape key = KeyShape.of(4_000_000, List.of(text("k", 65, Provider.LIBC, "C.UTF-8")));

    List<BuildOption> options = sizer(capacity(2, 48 * GIB)).options(btree(key, GIB));

    assertThat(key.kind()).isEqualTo(KeyKind.TEXT_LIBC_C);
    assertThat(options.getFirst().temporaryBytes()).isPositive();
    assertThat(options.getFirst().memoryBytes()).isEqualTo(32 * MIB);
  }
}
