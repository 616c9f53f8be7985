package dev.plimsoll.builder.berth;

import dev.plimsoll.contracts.build.BerthView;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.Lane;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What this process has at hand. A berth can hold two entries for a moment: after a rebalance the
/// same command may come again while its first delivery still works.
@ApplicationScoped
public class BerthBoard {
  private final Set<Slot> slots = ConcurrentHashMap.newKeySet();
  private final Clock clock;

  public BerthBoard() {
    this(Clock.systemUTC());
  }

  BerthBoard(Clock clock) {
    this.clock = clock;
  }

  /// Enters a build until its slot is closed.
  ///
  /// @param berth partition that the command came from
  public Slot occupy(BuildCommand build, Lane lane, int berth) {
    Slot slot = new Slot(build, lane, berth, clock.instant());
    slots.add(slot);
    return slot;
  }

  /// By lane and berth.
  public List<BerthView> berths() {
    return slots.stream()
        .map(Slot::view)
        .sorted(Comparator.comparing(BerthView::lane).thenComparing(BerthView::berth))
        .toList();
  }

  public long busy(Lane lane) {
    return slots.stream().filter(slot -> slot.lane == lane).count();
  }

  /// A build in a berth.
  public final class Slot implements AutoCloseable {
    private final BuildCommand build;
    private final Lane lane;
    private final int berth;
    private final Instant since;
    private volatile State state = new State("starting", 0, null);

    private Slot(BuildCommand build, Lane lane, int berth, Instant since) {
      this.build = build;
      this.lane = lane;
      this.berth = berth;
      this.since = since;
    }

    public void update(String phase, double fraction, @Nullable String waitingFor) {
      state = new State(phase, fraction, waitingFor);
    }

    private BerthView view() {
      State now = state;
      return new BerthView(
          lane,
          berth,
          build.buildId(),
          build.attempt(),
          build.table(),
          build.definition(),
          now.phase(),
          now.fraction(),
          now.waitingFor(),
          since);
    }

    @Override
    public void close() {
      slots.remove(this);
    }
  }

  private record State(String phase, double fraction, @Nullable String waitingFor) {}
}
