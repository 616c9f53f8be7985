package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What is in use of a load line at one moment. The dispatcher's ledger keeps the same account in
/// SQL.
final class LoadLine {
  private final Capacity capacity;
  private final Map<Lane, Integer> busyBerths = new EnumMap<>(Lane.class);
  private final Set<QualifiedName> busyTables = new HashSet<>();
  private int milliCores;
  private int workers;
  private long memoryBytes;
  private long temporaryBytes;
  private long diskBytes;

  LoadLine(Capacity capacity) {
    this.capacity = capacity;
  }

  boolean admits(Task task) {
    return busyBerths.getOrDefault(task.lane(), 0) < Lanes.berths(task.lane())
        && !busyTables.contains(task.table())
        && milliCores + task.option().milliCores() <= 1_000 * capacity.cores()
        && workers + task.option().workers() <= capacity.parallelWorkers()
        && memoryBytes + task.option().memoryBytes() <= capacity.memoryBytes()
        && temporaryBytes + task.option().temporaryBytes() <= capacity.temporaryBytes()
        && diskBytes + task.indexBytes() <= capacity.diskBytes();
  }

  void take(Task task) {
    account(task, 1);
    busyTables.add(task.table());
    diskBytes += task.indexBytes();
  }

  /// The index stays, so its disk is not given back.
  void release(Task task) {
    account(task, -1);
    busyTables.remove(task.table());
  }

  private void account(Task task, int sign) {
    busyBerths.merge(task.lane(), sign, Integer::sum);
    milliCores += sign * task.option().milliCores();
    workers += sign * task.option().workers();
    memoryBytes += sign * task.option().memoryBytes();
    temporaryBytes += sign * task.option().temporaryBytes();
  }
}
