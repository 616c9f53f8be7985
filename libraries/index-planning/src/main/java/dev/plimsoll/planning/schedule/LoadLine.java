package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.sizing.BuildOption;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The use of a load line at one moment, and rules of concurrent builds. The dispatcher's ledger
/// keeps the same account in SQL.
///
/// A build has its workers, and a core for each and for the leader, until its sort ends; then one
/// core. It has memory and temporary files until its end.
public final class LoadLine {
  private final Machine machine;
  private final Capacity capacity;
  private final boolean sharesCores;
  private final Map<Lane, Integer> busySlots = new EnumMap<>(Lane.class);
  private final Set<QualifiedName> busyTables = new HashSet<>();
  private int builds;
  private int unsafePeers;
  private int cores;
  private int workers;
  private long memoryBytes;
  private long temporaryBytes;
  private long diskBytes;

  /// @param sharesCores whether more processes than cores may run; other limits stay
  public LoadLine(Machine machine, boolean sharesCores) {
    this.machine = machine;
    this.capacity = machine.capacity();
    this.sharesCores = sharesCores;
  }

  public LoadLine copy() {
    LoadLine copy = new LoadLine(machine, sharesCores);
    copy.busySlots.putAll(busySlots);
    copy.busyTables.addAll(busyTables);
    copy.builds = builds;
    copy.unsafePeers = unsafePeers;
    copy.cores = cores;
    copy.workers = workers;
    copy.memoryBytes = memoryBytes;
    copy.temporaryBytes = temporaryBytes;
    copy.diskBytes = diskBytes;
    return copy;
  }

  /// The use in this situation.
  public static LoadLine of(SchedulerState situation, boolean sharesCores) {
    LoadLine line = new LoadLine(situation.machine(), sharesCores);
    for (Job job : situation.jobs()) {
      if (situation.finished().contains(job.id())) {
        line.diskBytes += job.work().mostIndexBytes();
      }
    }
    for (Running running : situation.running()) {
      line.take(running.job(), running.option(), running.lane());
      if (running.sorted()) {
        line.sorted(running.option());
      }
      line.cores -= running.asleep() ? 1 : 0;
    }
    return line;
  }

  /// Whether it may start now, by all rules and limits but the lane's slots.
  public boolean admits(Job job, BuildOption option) {
    return mayRunBeside(job)
        && (capacity.limits().concurrentBuilds() == 0
            || builds < capacity.limits().concurrentBuilds())
        && (sharesCores || cores + option.workers() + 1 <= capacity.cores())
        && workers + option.workers() <= capacity.parallelWorkers()
        && memoryBytes + option.memoryBytes() <= capacity.memoryBytes()
        && temporaryBytes + option.temporaryBytes() <= capacity.temporaryBytes()
        && diskFits(job);
  }

  /// Whether a core and a slot are free.
  public boolean hasRoom() {
    if (unsafePeers > 0 || (!sharesCores && cores >= capacity.cores())) {
      return false;
    }
    for (Lane lane : machine.slots().keySet()) {
      if (free(lane)) {
        return true;
      }
    }
    return false;
  }

  public boolean mayRunBeside(Job job) {
    return !busyTables.contains(job.table())
        && unsafePeers == 0
        && !(job.unsafePeer() && builds > 0);
  }

  /// Whether its index fits. Indexes stay, so one that does not fit never will.
  public boolean diskFits(Job job) {
    return diskBytes + job.work().mostIndexBytes() <= capacity.diskBytes();
  }

  public int workersLeft() {
    return Math.max(0, capacity.parallelWorkers() - workers);
  }

  /// A free slot of the lane, else of a heavier one that no build waits for.
  ///
  /// @param awaited lanes of other waiting builds
  public @Nullable Lane slot(Lane lane, Set<Lane> awaited) {
    if (free(lane)) {
      return lane;
    }
    for (Lane heavier : List.of(Lane.MEDIUM, Lane.LARGE)) {
      if (heavier.compareTo(lane) < 0 && !awaited.contains(heavier) && free(heavier)) {
        return heavier;
      }
    }
    return null;
  }

  private boolean free(Lane lane) {
    return busySlots.getOrDefault(lane, 0) < machine.slots(lane);
  }

  public void take(Job job, BuildOption option, Lane lane) {
    account(job, option, lane, 1);
    workers += option.workers();
    cores += option.workers();
    busyTables.add(job.table());
    diskBytes += job.work().mostIndexBytes();
  }

  /// Frees the workers after the sort.
  public void sorted(BuildOption option) {
    workers -= option.workers();
    cores -= option.workers();
  }

  /// Frees a build after its sort. Its index stays on the disk.
  public void release(Job job, BuildOption option, Lane lane) {
    account(job, option, lane, -1);
    busyTables.remove(job.table());
  }

  private void account(Job job, BuildOption option, Lane lane, int sign) {
    busySlots.merge(lane, sign, Integer::sum);
    builds += sign;
    unsafePeers += job.unsafePeer() ? sign : 0;
    cores += sign;
    memoryBytes += sign * option.memoryBytes();
    temporaryBytes += sign * option.temporaryBytes();
  }
}
