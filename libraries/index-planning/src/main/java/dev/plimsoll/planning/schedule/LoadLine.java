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

/// The use of a load line at one moment, and the rules about builds side by side. The dispatcher's
/// ledger keeps the same account in SQL.
///
/// A build has its workers, and a core for each and for the leader, until its sort has ended; from
/// then on it is one process. Memory and temporary files it has until the end.
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

  /// @param sharesCores more may be runnable than there are cores, which costs time and nothing
  ///     else; every other limit is kept all the same
  public LoadLine(Machine machine, boolean sharesCores) {
    this.machine = machine;
    this.capacity = machine.capacity();
    this.sharesCores = sharesCores;
  }

  /// Another one that goes its own way from here.
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

  /// What is in use in this situation.
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

  /// Whether it may start now, all rules and limits considered but the lane's slots.
  public boolean admits(Job job, BuildOption option) {
    return mayRunBeside(job)
        && (capacity.concurrentBuilds() == 0 || builds < capacity.concurrentBuilds())
        && (sharesCores || cores + option.workers() + 1 <= capacity.cores())
        && workers + option.workers() <= capacity.parallelWorkers()
        && memoryBytes + option.memoryBytes() <= capacity.memoryBytes()
        && temporaryBytes + option.temporaryBytes() <= capacity.temporaryBytes()
        && diskFits(job);
  }

  /// Whether anything could start now, whatever it is: a core or a slot is free.
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

  /// One build a table; an unsafe peer alone.
  public boolean mayRunBeside(Job job) {
    return !busyTables.contains(job.table())
        && unsafePeers == 0
        && !(job.unsafePeer() && builds > 0);
  }

  /// Indexes stay, so a build that does not fit now never will.
  public boolean diskFits(Job job) {
    return diskBytes + job.work().mostIndexBytes() <= capacity.diskBytes();
  }

  public int workersLeft() {
    return Math.max(0, capacity.parallelWorkers() - workers);
  }

  /// A free slot of the lane; else of a heavier one that nobody waits for.
  ///
  /// @param awaited lanes that other waiting builds belong to
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

  /// Its workers leave.
  public void sorted(BuildOption option) {
    workers -= option.workers();
    cores -= option.workers();
  }

  /// A build ends whose sort had ended. The index stays, so its disk is not given back.
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
