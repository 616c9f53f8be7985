package dev.plimsoll.builder.slot;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.build.SlotView;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Board of this process' running builds. A slot can have two for a moment: after a rebalance its
/// command may come again while the first delivery still works.
@ApplicationScoped
public class SlotBoard {
  private final Set<Occupancy> occupied = ConcurrentHashMap.newKeySet();
  private final Clock clock;

  public SlotBoard(Clock clock) {
    this.clock = clock;
  }

  /// Enters a build until the result is closed.
  ///
  /// @param slot partition of its command
  public Occupancy occupy(BuildCommand build, Lane lane, int slot) {
    Occupancy occupancy = new Occupancy(build, lane, slot, clock.instant());
    occupied.add(occupancy);
    return occupancy;
  }

  public List<SlotView> slots() {
    return occupied.stream()
        .map(Occupancy::view)
        .sorted(Comparator.comparing(SlotView::lane).thenComparing(SlotView::slot))
        .toList();
  }

  public long busy(Lane lane) {
    return occupied.stream().filter(occupancy -> occupancy.lane == lane).count();
  }

  public final class Occupancy implements AutoCloseable {
    private final BuildCommand build;
    private final Lane lane;
    private final int slot;
    private final Instant since;
    private volatile SlotView.Progress progress = new SlotView.Progress("starting", 0, null);

    private Occupancy(BuildCommand build, Lane lane, int slot, Instant since) {
      this.build = build;
      this.lane = lane;
      this.slot = slot;
      this.since = since;
    }

    public void update(String phase, double fraction, @Nullable String waitingFor) {
      progress = new SlotView.Progress(phase, fraction, waitingFor);
    }

    private SlotView view() {
      return new SlotView(
          lane,
          slot,
          build.buildId(),
          build.attempt(),
          build.table(),
          build.definition(),
          progress,
          since);
    }

    @Override
    public void close() {
      occupied.remove(this);
    }
  }
}
