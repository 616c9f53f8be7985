package dev.plimsoll.connector.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.FoundTable;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Conformance tests for every source, extended by its own tests. A feature that a source refuses
/// by INVALID_REQUEST is skipped; any other refusal fails.
public abstract class SourceConformance extends SourceUnderTest {
  @Test
  void anAddressThatCanBeUsedPassesTheCheck() throws Exception {
    source().check(address());
  }

  @Test
  void tablesAreFoundByPatternAndByName() throws Exception {
    String schema = filled().schema();
    try (PlanningSession session = planning()) {
      assertThat(session.find(List.of(TablePattern.of(schema + ".*"))))
          .contains(filled(), empty())
          .isSorted();
      assertThat(session.find(List.of(TablePattern.of(filled().toString()))))
          .containsExactly(filled());
    }
  }

  @Test
  void aTableThatIsNotThereIsNotFound() throws Exception {
    QualifiedName absent = new QualifiedName(filled().schema(), "absent");
    try (PlanningSession session = planning()) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> session.find(List.of(TablePattern.of(absent.toString()))))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> session.table(absent, rules()))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    }
  }

  @Test
  void columnsAreAllThereAndInTheirOrder() throws Exception {
    SourceTable table = table(filled());
    assertThat(table.name()).isEqualTo(filled());
    assertThat(table.columns()).extracting(Column::name).containsExactly("id", "name");
    assertThat(table.columns()).extracting(Column::name).containsAll(table.readingKey());
  }

  @Test
  void aPlanSaysHowAndWhy() throws Exception {
    try (PlanningSession session = planning()) {
      FoundTable found = session.table(filled(), rules());
      ReadingPlan plan = found.plan(AUTO);
      assertThat(plan.readTasks()).isNotEmpty();
      assertThat(plan.choice().why()).isNotBlank();
      assertThat(ReadStrategy.NAMES).contains(plan.choice().strategy().name());
      for (String strategy : ReadStrategy.NAMES) {
        try {
          found.plan(wish(strategy, 0, false));
        } catch (PlimsollException e) {
          assertThat(e.code()).as(strategy).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
      }
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> found.plan(wish("sideways", 0, false)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
  }

  @Test
  void aWholeTableHasEachRowOnce() throws Exception {
    assertThat(whole(filled())).containsExactlyInAnyOrderElementsOf(SampleRows.texts());
    assertThat(whole(empty())).isEmpty();
  }

  @Test
  void aReadingThatIsLeftHarmsNoOther() throws Exception {
    SourceTable table = table(filled());
    try (WholeTable whole = source().whole(access(planned(table, null), null, false));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next()).isNotNull();
    }
    assertThat(whole(filled())).hasSize(SampleRows.COUNT);
  }

  @Test
  void aTableThatIsNotAsItWasPlannedIsNotRead() throws Exception {
    SourceTable table = table(filled());
    Column name = table.columns().getLast();
    Column other =
        new Column("other", name.type(), name.typmod(), name.declaredType(), null, false, 0, null);
    PlannedTable changed =
        new PlannedTable(
            filled(),
            TableStructure.unordered(
                table.structure().only(), List.of(table.columns().getFirst(), other)),
            null);
    assertThatThrownBy(
            () -> {
              try (WholeTable whole = source().whole(access(changed, null, false));
                  SourceRows rows = whole.rows()) {
                rows.next();
              }
            })
        .isNotInstanceOf(NullPointerException.class);
  }

  @Test
  void theServersDigestIsThatOfItsRows() throws Exception {
    SourceTable table = table(filled());
    TableDigest asked =
        supported(
            "digest", () -> source().digest(address(), PROGRAM, planned(table, null)).digest());
    try (WholeTable whole = source().whole(access(planned(table, null), null, false));
        SourceRows rows = whole.rows()) {
      assertThat(asked).isEqualTo(digest(rows, table.columns()));
    }
  }

  @Test
  void aWholeTableIsProvenInTheMomentThatItWasReadIn() throws Exception {
    SourceTable table = table(filled());
    try (WholeTable whole = source().whole(access(planned(table, null), null, true))) {
      TableDigest read;
      try (SourceRows rows = whole.rows()) {
        read = digest(rows, table.columns());
      }
      assertThat(supported("proof", whole::digest)).isEqualTo(read);
    }
  }

  @Test
  void rangesOfKeysHaveEachRowOnceAndInTheirOrder() throws Exception {
    List<ReadRange> ranges;
    SourceTable table;
    try (PlanningSession session = planning()) {
      FoundTable found = session.table(filled(), rules());
      table = found.table();
      ranges = supported("keyset", () -> found.plan(wish("keyset", 4, false))).readTasks();
    }
    List<String> texts = new ArrayList<>();
    for (ReadRange range : ranges) {
      try (KeySession session = source().keys(access(planned(table, null), null, false));
          SourceRows rows = session.rows(range, List.of())) {
        texts.addAll(read(rows, table.columns()));
      }
    }
    assertThat(texts).containsExactlyElementsOf(SampleRows.texts());
  }

  @Test
  void aRangeGoesOnBehindAnyKeyAndEndsBeforeItsBound() throws Exception {
    SourceTable table = table(filled());
    long third = 3L * SampleRows.GAP;
    long tenth = 10L * SampleRows.GAP;
    try (KeySession session =
        supported("keys", () -> source().keys(access(planned(table, null), null, false)))) {
      ReadRange upToTenth = new ReadRange(null, Long.toString(tenth));
      try (SourceRows rows = session.rows(upToTenth, List.of(Long.toString(third)))) {
        RowKey key = new RowKey(table.columns(), table.keyColumns());
        byte[] first = Objects.requireNonNull(rows.next());
        assertThat(key.of(first)).containsExactly(Long.toString(third + SampleRows.GAP));
        assertThat(read(rows, table.columns())).hasSize(5);
      }
    }
    try (KeySession session = source().keys(access(planned(table, null), null, false))) {
      assertThat(session.isBefore(List.of(Long.toString(third)), Long.toString(tenth))).isTrue();
      assertThat(session.isBefore(List.of(Long.toString(tenth)), Long.toString(tenth))).isFalse();
      assertThat(session.isBefore(List.of("1"), Long.toString(tenth))).isFalse();
      assertThat(session.ids())
          .hasValueSatisfying(
              ids -> {
                assertThat(ids.first()).isEqualTo(SampleRows.GAP);
                assertThat(ids.last()).isEqualTo((long) SampleRows.COUNT * SampleRows.GAP);
              });
    }
  }

  @Test
  void rangesOfBlocksHaveEachRowOnceUnderOneSnapshot() throws Exception {
    SourceTable table = table(filled());
    try (PlanningSession session = planning()) {
      FoundTable found = session.table(filled(), rules());
      ReadingPlan plan = supported("blocks", () -> found.plan(wish("blocks", 0, false)));
      assertThat(plan.snapshot()).isTrue();
    }
    try (SharedSnapshot snapshot = source().take(address(), PROGRAM, filled(), 2)) {
      long pages = Objects.requireNonNull(snapshot.exported()).pages();
      List<BlockRange> ranges = BlockRange.cut(pages, 1);
      addRow(1);
      try (BlockSession session = source().blocks(access(planned(table, null), snapshot, true))) {
        List<String> texts = new ArrayList<>();
        for (BlockRange range : ranges) {
          try (SourceRows rows = session.rows(range)) {
            texts.addAll(read(rows, table.columns()));
          }
        }
        assertThat(texts).containsExactlyInAnyOrderElementsOf(SampleRows.texts());
        assertThat(session.digest(ranges).rows()).isEqualTo(SampleRows.COUNT);
        assertThat(session.place(ranges.getFirst(), 0)).isPresent();
        assertThat(session.place(ranges.getFirst(), SampleRows.COUNT)).isEmpty();
      } finally {
        removeRow(1);
      }
    }
  }

  @Test
  void allSessionsOfASharedSnapshotSeeTheMomentThatItWasTaken() throws Exception {
    SourceTable table = table(filled());
    try (SharedSnapshot snapshot =
        supported("snapshots", () -> source().take(address(), PROGRAM, filled(), 2))) {
      addRow(1);
      try (KeySession one = source().keys(access(planned(table, null), snapshot, true));
          KeySession two = source().keys(access(planned(table, null), snapshot, true))) {
        for (KeySession session : List.of(one, two)) {
          TableDigest read;
          try (SourceRows rows = session.rows(ReadRange.EVERYTHING, List.of())) {
            read = digest(rows, table.columns());
          }
          assertThat(read.rows()).isEqualTo(SampleRows.COUNT);
          String last = Long.toString((long) SampleRows.COUNT * SampleRows.GAP);
          assertThat(session.digest(ReadRange.EVERYTHING, List.of(), List.of(last)))
              .isEqualTo(read);
        }
        assertThat(snapshot.keepAlive()).isTrue();
      } finally {
        removeRow(1);
      }
    }
  }

  @Test
  void anIncrementHasTheRowsOfItsWindow() throws Exception {
    long low = 10L * SampleRows.GAP;
    long high = 20L * SampleRows.GAP;
    RowWindow window = new ColumnWindow("id", Long.toString(low), Long.toString(high));
    SourceTable narrowed;
    try (PlanningSession session = planning()) {
      FoundTable found = session.table(filled(), rules());
      supported("increments", found::increments);
      narrowed = found.table().readBy(List.of("id"));
      assertThat(found.increments().filled(found.table())).isEmpty();
      assertThat(found.plan(AUTO, narrowed, window).readTasks()).hasSize(1);
    }
    try (KeySession session = source().keys(access(planned(narrowed, window), null, false));
        SourceRows rows = session.rows(ReadRange.EVERYTHING, List.of())) {
      assertThat(read(rows, narrowed.columns()))
          .containsExactlyElementsOf(SampleRows.texts(low, high));
    }
  }

  @Test
  void keysAreComparedWithThoseThatAreThere() throws Exception {
    SourceTable table = table(filled());
    List<Column> key = Column.named(table.structure().primaryKey(), table.columns());
    try (SourceKeys keys =
        supported(
            "keys held",
            () -> source().heldKeys(address(), PROGRAM, filled(), table.structure().only(), key))) {
      SourceKeys.Answer answer =
          keys.ask(List.of(List.of("1"), List.of(Long.toString(SampleRows.GAP)), List.of("2")));
      assertThat(answer.lacking()).containsExactly(0, 2);
      assertThat(answer.otherwise()).isEmpty();
      assertThat(keys.digest(new KeyRange(List.of(), List.of()), SampleRows.COUNT + 1L))
          .hasValueSatisfying(all -> assertThat(all.rows()).isEqualTo(SampleRows.COUNT));
    }
  }

  @Test
  void whatIsKnownOfKeysIsNeverBeyondThem() throws Exception {
    SourceTable table = table(filled());
    long last = (long) SampleRows.COUNT * SampleRows.GAP;
    source()
        .keyEnds(address(), PROGRAM, List.of(table))
        .forEach(
            (name, ends) -> {
              assertThat(ends.least()).isEqualTo(SampleRows.GAP);
              assertThat(ends.greatest()).isEqualTo(last);
            });
    if (!table.readingKey().isEmpty()) {
      source()
          .middle(address(), PROGRAM, planned(table, null), "30", null, 0)
          .ifPresent(
              middle -> {
                assertThat(Long.parseLong(middle.key())).isBetween(31L, last);
                assertThat(middle.share()).isBetween(0.0, 1.0);
              });
    }
  }
}
