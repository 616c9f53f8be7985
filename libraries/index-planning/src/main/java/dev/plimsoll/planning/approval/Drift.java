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
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A comparison of an approved plan with the database as it is now.
public final class Drift {
  // Below this a table may double without a plan being any worse for it.
  private static final long NO_MATTER_BYTES = 8L << 20;

  private final DatabaseFacts now;
  private final List<String> moved = new ArrayList<>();

  private Drift(DatabaseFacts now) {
    this.now = now;
  }

  /// Differences, each in a sentence without its full stop, builds in the plan's order before the
  /// load line. Empty where the plan may be applied.
  ///
  /// @param capacity the load line now
  public static List<String> since(PlanSnapshot plan, DatabaseFacts now, Capacity capacity) {
    Drift drift = new Drift(now);
    Set<QualifiedName> seen = new HashSet<>();
    for (Entry entry : plan.builds()) {
      drift.build(entry, seen.add(entry.planned().table()));
    }
    drift.capacity(plan.capacity(), capacity);
    return List.copyOf(drift.moved);
  }

  /// @param first of its table: reports on the table as a whole
  private void build(Entry entry, boolean first) {
    PlannedBuild planned = entry.planned();
    QualifiedName name = planned.table();
    TableFacts table = now.tables().get(name);
    if (table == null) {
      if (first) {
        moved.add(name + " is gone");
      }
      return;
    }
    @Nullable TableReadError trouble = now.troubles().get(name);
    if (trouble != null) {
      if (first) {
        moved.add(trouble.reason());
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
      // Dropped and made again.
      moved.add(
          "%s is another table by the same name (oid %d, was %d)"
              .formatted(table.name(), table.oid(), asserted.oid()));
    }
    boolean rows = table.rowsKnown() && beyond(asserted.rows(), table.rows());
    boolean bytes = beyond(asserted.heapBytes(), table.heapBytes());
    boolean matters = Math.max(asserted.heapBytes(), table.heapBytes()) > NO_MATTER_BYTES;
    if (matters && (rows || bytes)) {
      moved.add(
          String.format(
              Locale.ROOT,
              "%s %s: %,d rows in %s, planned with %,d in %s",
              table.name(),
              table.heapBytes() >= asserted.heapBytes() ? "grew" : "shrank",
              table.rows(),
              SizeText.bytes(table.heapBytes()),
              asserted.rows(),
              SizeText.bytes(asserted.heapBytes())));
    }
  }

  private void partitions(TableFacts table, TableAssumptions asserted) {
    if (table.kind() == TableFacts.Kind.PARTITIONED_TABLE) {
      List<String> after = TableAssumptions.partitions(now, table.name());
      difference(table.name(), "the partition ", asserted.partitions(), after);
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
        moved.add(table + " has no column " + before.name() + " any more");
        continue;
      }
      Column column = Column.of(facts);
      if (!column.equals(before)) {
        moved.add(table + ": " + before.name() + " is " + column + ", was " + before);
      }
    }
  }

  private void indexes(PlannedBuild planned, TableAssumptions asserted) {
    QualifiedName table = planned.table();
    for (IndexFacts index : now.indexesOf(table)) {
      if (index.serves(now.meaning(table, planned.definition()))) {
        moved.add(table + " has its " + planned.definition() + " meanwhile: " + index.name());
        return;
      }
    }
    if (planned.definition().kind() == Kind.PRIMARY_KEY) {
      now.indexesOf(table).stream()
          .filter(IndexFacts::primary)
          .findFirst()
          .ifPresent(index -> moved.add(table + " got another primary key: " + index.name()));
    }
    if (now.relationNames().getOrDefault(table.schema(), Set.of()).contains(planned.indexName())) {
      moved.add(
          "the name " + planned.indexName() + " in " + table.schema() + " is taken meanwhile");
      return;
    }
    // They do not matter to the build, but the approver saw them.
    List<String> after = now.indexesOf(table).stream().map(IndexFacts::definition).toList();
    difference(table, "", asserted.indexes(), after);
  }

  private void difference(
      QualifiedName table, String what, List<String> before, List<String> after) {
    String appeared = without(after, before);
    String vanished = without(before, after);
    if (!appeared.isEmpty() || !vanished.isEmpty()) {
      moved.add(
          table
              + (appeared.isEmpty() ? "" : " got " + what + appeared)
              + (appeared.isEmpty() || vanished.isEmpty() ? "" : " and")
              + (vanished.isEmpty() ? "" : " lost " + what + vanished));
    }
  }

  private static String without(List<String> some, List<String> others) {
    Set<String> known = new HashSet<>(others);
    return some.stream()
        .filter(text -> !known.contains(text))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void capacity(Capacity before, Capacity now) {
    limit("cores", before.cores(), now.cores(), Long::toString);
    limit("memory", before.memoryBytes(), now.memoryBytes(), SizeText::bytes);
    limit("parallel workers", before.parallelWorkers(), now.parallelWorkers(), Long::toString);
    limit("temporary disk", before.temporaryBytes(), now.temporaryBytes(), SizeText::bytes);
    limit("disk", before.diskBytes(), now.diskBytes(), SizeText::bytes);
  }

  private void limit(String name, long before, long now, LongFunction<String> words) {
    String was = words.apply(before);
    String is = words.apply(now);
    if (!was.equals(is)) {
      moved.add("the load line's " + name + " is " + is + ", planned with " + was);
    }
  }
}
