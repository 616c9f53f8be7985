package dev.plimsoll.connector.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.conformance.SampleRows.Row;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.DeleteProgress;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.LoadOutcome;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Conformance tests for every target, extended by its own tests.
public abstract class TargetConformance extends TargetUnderTest {
  @Test
  void aMissingTableIsCreatedAndItsBatchesAreLoadedOnceByWhoeverTries() throws Exception {
    // given
    TableLoad load = load(1, null);
    assertThat(target().isPrepared(address(), load)).isFalse();
    LoadableBatch one = batches.add(first(400));
    LoadableBatch two = batches.add(rest(400));

    // when
    prepare(load, AT_WORK);

    // then
    assertThat(target().isPrepared(address(), load)).isTrue();
    assertRows(List.of());

    // when
    try (BatchLoading loading = loading(load, batches)) {
      assertThat(loading.readBack(one)).isEmpty();
      assertThat(loading.load(one)).isEqualTo(LoadOutcome.LOADED);
      assertThat(loading.load(one)).isEqualTo(LoadOutcome.ALREADY_THERE);
      assertThat(loading.readBack(one)).contains(LoadOutcome.LOADED);
      assertThat(loading.readBack(two)).isEmpty();
      assertThat(loading.load(two)).isEqualTo(LoadOutcome.LOADED);
    }
    prepare(load, AT_WORK);

    // then
    assertThat(loaded(load, one)).isEqualTo(LoadOutcome.ALREADY_THERE);
    assertThat(loaded(load, two)).isEqualTo(LoadOutcome.ALREADY_THERE);
    assertThat(target().loadedOffsets(address(), load)).isEqualTo(SampleRows.COUNT);
    assertRows(SampleRows.all());
  }

  @Test
  void aBatchThatEndsInTheMiddleLeavesNothingAndIsLoadedByTheNext() throws Exception {
    // given
    TableLoad load = prepared(null);
    LoadableBatch batch = batches.add(SampleRows.all());

    // when
    try (BatchLoading cut =
        loading(
            load,
            batches.with(
                () -> {
                  throw new IOException("cut by the test");
                }))) {
      assertThatThrownBy(() -> loadedOrGone(cut, batch)).hasMessageContaining("cut by the test");
    }

    // then
    assertRows(List.of());
    assertThat(target().loadedOffsets(address(), load)).isZero();
    assertThat(loaded(load, batch)).isEqualTo(LoadOutcome.LOADED);
    assertRows(SampleRows.all());
  }

  @Test
  void whoComesWhileABatchIsLoadedFindsItBusy() throws Exception {
    // given
    TableLoad load = prepared(null);
    LoadableBatch batch = batches.add(SampleRows.all());
    List<LoadOutcome> meanwhile = new ArrayList<>();

    // when
    try (BatchLoading loading =
        loading(load, batches.with(() -> meanwhile.add(loaded(load, batch))))) {
      assertThat(loading.load(batch)).isEqualTo(LoadOutcome.LOADED);
    }

    // then
    assertThat(meanwhile).containsExactly(LoadOutcome.BUSY);
    assertRows(SampleRows.all());
  }

  @Test
  void aBatchOutOfOrderAndAFileOfOtherRowsAreRefused() throws Exception {
    // given
    TableLoad load = prepared(null);
    LoadableBatch shorter = batches.add(first(10), 11);
    LoadableBatch later = batches.add(rest(10));

    // then
    assertRefused(ErrorCode.CHECK_FAILED, () -> loaded(load, later));
    assertRefused(ErrorCode.OBJECT_CORRUPT, () -> loaded(load, shorter));
    assertRows(List.of());
  }

  @Test
  void aTableBelongsToTheLoadThatWasAskedForLast() throws Exception {
    // given
    TableLoad older = prepared(null);
    LoadableBatch batch = batches.add(SampleRows.all());
    TableLoad newer = load(2, null);

    // then: not while that is at work
    assertRefused(ErrorCode.TARGET_OWNED, () -> prepare(newer, AT_WORK));

    // when: it takes the table in the middle of a batch
    try (BatchLoading frozen = loading(older, batches.with(() -> prepare(newer, UNFINISHED)))) {
      // Some targets end the session of a load that has lost its table.
      assertThatThrownBy(() -> loadedOrGone(frozen, batch)).isInstanceOf(Exception.class);
    }

    // then
    assertThat(target().isPrepared(address(), older)).isFalse();
    assertRefused(ErrorCode.TARGET_OWNED, () -> loaded(older, batch));
    assertRefused(ErrorCode.TARGET_OWNED, () -> prepare(older, UNFINISHED));
    assertRows(List.of());
    assertThat(loaded(newer, batch)).isEqualTo(LoadOutcome.LOADED);
    assertRows(SampleRows.all());
  }

  @Test
  void rowsThatAreThereAreNotLoadedUponUntilTheyAreDiscarded() throws Exception {
    // given
    TableLoad load = prepared(null);
    LoadableBatch batch = batches.add(SampleRows.all());
    loaded(load, batch);
    target().end(address(), load);
    TableLoad next = load(2, null);

    // then
    assertRefused(ErrorCode.TARGET_NOT_EMPTY, () -> prepare(next, UNFINISHED));
    TableLoad nowhere = load(new QualifiedName(table.schema(), "nowhere"), 3, null);
    assertRefused(ErrorCode.CONFLICT, () -> target().discard(address(), nowhere));

    // when
    target().discard(address(), load);

    // then
    assertRows(List.of());
    assertThat(target().loadedOffsets(address(), load)).isZero();
    assertThat(loaded(load, batch)).isEqualTo(LoadOutcome.LOADED);
    assertRows(SampleRows.all());
  }

  @Test
  void aTableIsCheckedBeforeAnythingIsReadForIt() throws Exception {
    try (TargetPlanning planning = target().plan(address(), PROGRAM)) {
      assertThat(planning.exists(table)).isFalse();
      planning.requireLoadable(table, COLUMNS, UNFINISHED);
      planning.requireMergeable(table, COLUMNS, merging(null, false));
      assertThat(planning.keys(table).keys()).isZero();
    }

    // when
    TableLoad load = prepared(null);
    loaded(load, batches.add(SampleRows.all()));
    List<Column> others = List.of(COLUMNS.getFirst());

    // then
    try (TargetPlanning planning = target().plan(address(), PROGRAM)) {
      assertThat(planning.exists(table)).isTrue();
      assertRefused(
          ErrorCode.TARGET_NOT_EMPTY, () -> planning.requireLoadable(table, COLUMNS, UNFINISHED));
      assertRefused(
          ErrorCode.TARGET_MISMATCH, () -> planning.requireLoadable(table, others, UNFINISHED));
      // It has no key.
      assertRefused(
          ErrorCode.TARGET_MISMATCH,
          () -> planning.requireMergeable(table, COLUMNS, merging(null, false)));
    }
  }

  @Test
  void theDigestIsThatOfTheRows() throws Exception {
    // given
    TableLoad load = prepared(null);
    loaded(load, batches.add(SampleRows.all()));

    // then
    assertThat(digest(load, null)).isEqualTo(digest(SampleRows.all()));
    assertThat(digest(load, new ColumnWindow("id", "30", "60"))).isEqualTo(digest(between(30, 60)));
    assertThat(digest(load, new ColumnWindow("id", null, "60"))).isEqualTo(digest(between(0, 60)));
    assertThat(digest(load, new ColumnWindow("id", null, null)).rows()).isZero();
  }

  @Test
  void anIncrementIsMergedByItsKeyAndCounted() throws Exception {
    // given
    TableLoad load = prepared(merging(null, false));
    LoadableBatch all = batches.add(List.of(new Row(1, "a"), new Row(2, null), new Row(3, "c")));
    LoadableBatch changed =
        batches.add(List.of(new Row(1, "a"), new Row(2, "b"), new Row(4, "d"), new Row(3, null)));

    // when
    assertThat(loaded(load, all)).isEqualTo(LoadOutcome.LOADED);
    assertThat(loaded(load, changed)).isEqualTo(LoadOutcome.LOADED);

    // then: what is as it was is not counted
    assertThat(loaded(load, changed)).isEqualTo(LoadOutcome.ALREADY_THERE);
    assertRows(List.of(new Row(1, "a"), new Row(2, "b"), new Row(3, null), new Row(4, "d")));
    assertThat(counted(load)).isEqualTo(new MergeCounts(4, 2));

    // when: the next increment finds these rows
    TableLoad next = load(2, merging("name", false));
    target().end(address(), load);
    prepare(next, UNFINISHED);
    SampleBatches later = new SampleBatches();
    LoadableBatch batch = later.add(List.of(new Row(1, "0"), new Row(2, "z"), new Row(3, "c")));
    try (BatchLoading loading = loading(next, later)) {
      assertThat(loading.load(batch)).isEqualTo(LoadOutcome.LOADED);
    }

    // then: the greater value of its column wins
    assertRows(List.of(new Row(1, "a"), new Row(2, "z"), new Row(3, "c"), new Row(4, "d")));
    assertThat(counted(next)).isEqualTo(new MergeCounts(0, 2));
  }

  @Test
  void rowsWhoseKeysAreGoneAreDeletedByOneAtATime() throws Exception {
    // given
    TableLoad load = prepared(merging(null, true));
    loaded(load, batches.add(SampleRows.all()));
    List<Row> kept = SampleRows.all().stream().filter(row -> row.id() % 5 != 0).toList();

    // when
    try (KeyDeletes deletes = deletes(load)) {
      assertThat(target().deletes(address(), load)).isEmpty();
      assertThat(deletes.progress()).isEqualTo(new DeleteProgress(0, false));
      deletes.takeSnapshot();
      try (ListedKeys keys = ListedKeys.of(kept)) {
        KeyDeletes.Found found = deletes.compare(keys, () -> true);
        assertThat(found.keys()).isEqualTo(SampleRows.COUNT);
        assertThat(found.gone()).isEqualTo(SampleRows.COUNT - kept.size());
        for (KeyRange range : found.ranges()) {
          deletes.delete(range, range.equals(found.ranges().getLast()));
          deletes.commit();
        }
        assertRefused(ErrorCode.INTERRUPTED, () -> deletes.compare(keys, () -> false));
      }
    }

    // then
    assertRows(kept);
    try (KeyDeletes deletes = deletes(load)) {
      assertThat(deletes.progress())
          .isEqualTo(new DeleteProgress(SampleRows.COUNT - kept.size(), true));
    }
  }

  @Test
  void whatIsNotCommittedOfDeletesIsNotDone() throws Exception {
    // given
    TableLoad load = prepared(merging(null, true));
    loaded(load, batches.add(SampleRows.all()));

    // when
    try (KeyDeletes deletes = deletes(load);
        ListedKeys none = ListedKeys.of(List.of())) {
      deletes.takeSnapshot();
      deletes.delete(deletes.compare(none, () -> true).ranges().getFirst(), false);
    }

    // then
    assertRows(SampleRows.all());
    try (KeyDeletes deletes = deletes(load)) {
      assertThat(deletes.progress()).isEqualTo(new DeleteProgress(0, false));
    }
  }

  @Test
  void aRowThatIsWrittenAfterTheComparisonStays() throws Exception {
    // given
    TableLoad load = prepared(merging(null, true));
    loaded(load, batches.add(List.of(new Row(1, "a"), new Row(2, "b"))));

    // when
    try (KeyDeletes deletes = deletes(load);
        ListedKeys none = ListedKeys.of(List.of())) {
      deletes.takeSnapshot();
      KeyDeletes.Found found = deletes.compare(none, () -> true);
      loaded(load, batches.add(List.of(new Row(2, "later"), new Row(3, "new"))));
      deletes.delete(found.ranges().getFirst(), true);
      deletes.commit();
    }

    // then
    assertRows(List.of(new Row(2, "later"), new Row(3, "new")));
  }
}
