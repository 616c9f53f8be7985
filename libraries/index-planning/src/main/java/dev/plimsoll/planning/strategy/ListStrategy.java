package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.SizeText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A strategy of one fixed order, with figures by the table alone. No build overtakes a waiting
/// one, so none starves. Unsafe peers come last.
///
/// Figures beyond the load line are cut, as PostgreSQL itself would launch fewer workers, and the
/// reasoning says so.
abstract class ListStrategy implements SchedulingStrategy {
  private static final Comparator<Job> ORDER =
      Comparator.comparing(Job::unsafePeer)
          .thenComparing(Comparator.comparingLong((Job job) -> job.work().heapBytes()).reversed())
          .thenComparing(Job::table)
          .thenComparing(Job::id);

  private final String name;
  private final String description;
  private final boolean sharesCores;

  ListStrategy(String name, String description, boolean sharesCores) {
    this.name = name;
    this.description = description;
    this.sharesCores = sharesCores;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final boolean sharesCores() {
    return sharesCores;
  }

  /// The figures that the strategy would give a build.
  record Wish(int workers, long memoryBytes, String words) {}

  abstract Wish wish(Job job, Machine machine);

  /// Whether it may run beside these, the load line apart.
  abstract boolean besides(Job job, List<Running> running);

  Lane lane(Job job, BuildOption option, Machine machine) {
    return machine.lane(job.work(), option);
  }

  @Override
  public final List<Start> decide(SchedulerState situation) {
    Machine machine = situation.machine();
    LoadLine line = LoadLine.of(situation, sharesCores);
    List<Start> starts = new ArrayList<>();
    if (!line.hasRoom()) {
      return starts;
    }
    List<Running> running = new ArrayList<>(situation.running());
    BuildSizer sizer = machine.sizer(situation.costs());
    PriorityQueue<Job> ready = new PriorityQueue<>(ORDER);
    ready.addAll(situation.ready());
    while (!ready.isEmpty()) {
      Job job = ready.remove();
      boolean another = running.stream().anyMatch(other -> other.job().table().equals(job.table()));
      if (another || !line.diskFits(job)) {
        continue;
      }
      Wish wish = wish(job, machine);
      BuildOption wished = sizer.option(job.work(), wish.workers(), wish.memoryBytes());
      if (Feasibility.obstacle(job, wished, machine.capacity()) != null) {
        continue;
      }
      int workers = Math.min(wish.workers(), line.workersLeft());
      BuildOption option = sizer.option(job.work(), workers, wish.memoryBytes());
      @Nullable Lane slot = line.slot(lane(job, option, machine), Set.of());
      if (slot == null || !besides(job, running) || !line.admits(job, option)) {
        break;
      }
      line.take(job, option, slot);
      running.add(new Running(job, option, slot, situation.now(), false, false));
      starts.add(new Start(job, option, slot, reasoning(wish, option, machine)));
    }
    return starts;
  }

  @Override
  public final Map<String, String> refused(SchedulerState situation) {
    Machine machine = situation.machine();
    return Feasibility.refused(
        situation,
        job -> {
          Wish wish = wish(job, machine);
          BuildOption option =
              machine
                  .sizer(situation.costs())
                  .option(job.work(), wish.workers(), wish.memoryBytes());
          return Feasibility.obstacle(job, option, machine.capacity());
        });
  }

  private static String reasoning(Wish wish, BuildOption option, Machine machine) {
    List<String> cuts = new ArrayList<>();
    if (option.memoryBytes() < wish.memoryBytes()) {
      cuts.add(
          SizeText.bytes(wish.memoryBytes())
              + " cut to the load line's "
              + SizeText.bytes(machine.capacity().memoryBytes()));
    }
    if (option.workers() < wish.workers()) {
      cuts.add(
          wish.workers()
              + " workers cut to "
              + option.workers()
              + " by cores, pool, table size, 32 MB a process or what runs beside it");
    }
    return cuts.isEmpty() ? wish.words() : wish.words() + "; " + String.join("; ", cuts);
  }
}
