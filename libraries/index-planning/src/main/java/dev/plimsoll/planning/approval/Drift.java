package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.approval.PlanSnapshot.Entry;
import dev.plimsoll.planning.approval.TableAssumptions.Column;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableReadError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Holds an approved plan against the database as it is now.
public final class Drift {
  // Below this a table may double without a plan being any worse for it.
  private static final long NO_MATTER_BYTES = 8L << 20;

  private final DatabaseFacts now;
  private final List<BrokenAssumption> moved = new ArrayList<>();

  private Drift(DatabaseFacts now) {
    this.now = now;
  }

  /// What has moved since; empty where the plan may be applied as it is. Builds in the order of the
  /// plan, then the load line.
  ///
  /// @param now facts about the plan's tables and their partitions at least
  /// @param capacity the load line as it is now
  public static List<BrokenAssumption> since(
      PlanSnapshot plan, DatabaseFacts now, Capacity capacity) {
    Drift drift = new Drift(now);
    Set<QualifiedName> seen = new HashSet<>();
    for (Entry entry : plan.builds()) {
      drift.build(entry, seen.add(entry.planned().table()));
    }
    drift.capacity(plan.capacity(), capacity);
    return List.copyOf(drift.moved);
  }

  /// @param first of its table, which speaks for the table as a whole
  private void build(Entry entry, boolean first) {
    PlannedBuild planned = entry.planned();
    QualifiedName name = planned.table();
    TableFacts table = now.tables().get(name);
    if (table == null) {
      if (first) {
        moved.add(new BrokenAssumption.TableVanished(name));
      }
      return;
    }
    @Nullable TableReadError trouble = now.troubles().get(name);
    if (trouble != null) {
      if (first) {
        moved.add(new BrokenAssumption.TableUnreadable(trouble));
      }
      return;
    }
    if (first) {
      table(table, entry.asserted());
      partitions(table, entry.asserted());
    }
    columns(name, entry.asserted());
    indexes(planned, entry.asserted());
  }

  private void table(TableFacts table, TableAssumptions asserted) {
    if (asserted.oid() != 0 && table.oid() != 0 && asserted.oid() != table.oid()) {
      moved.add(new BrokenAssumption.TableReplaced(table.name(), asserted.oid(), table.oid()));
    }
    boolean rows = table.rowsKnown() && beyond(asserted.rows(), table.rows());
    boolean bytes = beyond(asserted.heapBytes(), table.heapBytes());
    boolean matters = Math.max(asserted.heapBytes(), table.heapBytes()) > NO_MATTER_BYTES;
    if (matters && (rows || bytes)) {
      moved.add(
          new BrokenAssumption.SizeChanged(
              table.name(),
              asserted.rows(),
              table.rows(),
              asserted.heapBytes(),
              table.heapBytes()));
    }
  }

  private void partitions(TableFacts table, TableAssumptions asserted) {
    if (table.kind() != TableFacts.Kind.PARTITIONED_TABLE) {
      return;
    }
    Set<String> before = new HashSet<>(asserted.partitions());
    Set<String> after = new HashSet<>(TableAssumptions.partitions(now, table.name()));
    if (!before.equals(after)) {
      moved.add(
          new BrokenAssumption.PartitionsChanged(
              table.name(), difference(after, before), difference(before, after)));
    }
  }

  private static boolean beyond(long before, long now) {
    return now > before * (1 + PlanSnapshot.TOLERANCE)
        || now < before / (1 + PlanSnapshot.TOLERANCE);
  }

  private void columns(QualifiedName table, TableAssumptions asserted) {
    for (Column before : asserted.columns()) {
      @Nullable ColumnFacts facts = now.column(table, before.name());
      if (facts == null) {
        moved.add(new BrokenAssumption.ColumnVanished(table, before.name()));
        continue;
      }
      Column column = Column.of(facts);
      if (!column.equals(before)) {
        moved.add(
            new BrokenAssumption.ColumnChanged(
                table, before.name(), before.toString(), column.toString()));
      }
    }
  }

  private void indexes(PlannedBuild planned, TableAssumptions asserted) {
    QualifiedName table = planned.table();
    for (IndexFacts index : now.indexesOf(table)) {
      if (index.serves(now.meaning(table, planned.definition()))) {
        moved.add(new BrokenAssumption.Satisfied(table, planned.definition(), index.name()));
        return;
      }
    }
    if (planned.definition().kind() == Kind.PRIMARY_KEY) {
      now.indexesOf(table).stream()
          .filter(IndexFacts::primary)
          .findFirst()
          .ifPresent(index -> moved.add(new BrokenAssumption.OtherPrimaryKey(table, index.name())));
    }
    if (now.relationNames().getOrDefault(table.schema(), Set.of()).contains(planned.indexName())) {
      moved.add(new BrokenAssumption.NameTaken(table, planned.indexName()));
      return;
    }
    Set<String> before = new HashSet<>(asserted.indexes());
    Set<String> after =
        now.indexesOf(table).stream().map(IndexFacts::definition).collect(Collectors.toSet());
    String appeared = difference(after, before);
    String vanished = difference(before, after);
    if (!appeared.isEmpty() || !vanished.isEmpty()) {
      moved.add(new BrokenAssumption.IndexesChanged(table, appeared, vanished));
    }
  }

  private static String difference(Set<String> of, Set<String> without) {
    return of.stream()
        .filter(text -> !without.contains(text))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void capacity(Capacity before, Capacity now) {
    limit("cores", Integer.toString(before.cores()), Integer.toString(now.cores()));
    limit("memory", SizeText.bytes(before.memoryBytes()), SizeText.bytes(now.memoryBytes()));
    limit(
        "parallel workers",
        Integer.toString(before.parallelWorkers()),
        Integer.toString(now.parallelWorkers()));
    limit(
        "temporary disk",
        SizeText.bytes(before.temporaryBytes()),
        SizeText.bytes(now.temporaryBytes()));
    limit("disk", SizeText.bytes(before.diskBytes()), SizeText.bytes(now.diskBytes()));
  }

  private void limit(String name, String before, String now) {
    if (!before.equals(now)) {
      moved.add(new BrokenAssumption.CapacityChanged(name, before, now));
    }
  }
}
