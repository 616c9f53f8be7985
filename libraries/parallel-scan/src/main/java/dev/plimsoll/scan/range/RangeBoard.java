package dev.plimsoll.scan.range;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import dev.plimsoll.scan.range.RangeState.Ended;
import dev.plimsoll.scan.range.RangeState.Held;
import dev.plimsoll.scan.range.RangeState.RangeClaim;
import dev.plimsoll.scan.range.RangeState.Waiting;
import dev.plimsoll.scan.range.StealingPolicy.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy.WorkerDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Board of ranges in memory. Under a lock, its methods do to a map what guarded statements do to a
/// table: each checks that the state is still the one that the decision was based on. Thread-safe;
/// holds no lock while a space looks for a cut.
public final class RangeBoard<K> {
  private final KeySpace<K> space;
  private final StealingPolicy policy;
  private final Map<Long, RangeState<K>> ranges = new LinkedHashMap<>();
  private long nextId;
  private long nextEpoch;

  /// @param initial ranges that do not overlap
  public RangeBoard(KeySpace<K> space, StealingPolicy policy, List<ScanRange<K>> initial) {
    this.space = space;
    this.policy = policy;
    initial.forEach(range -> ranges.put(nextId++, new Waiting<>(range)));
  }

  /// A range for an idle worker: a waiting one, or a part of another's. Empty when there is none;
  /// then none will follow, unless a holder releases its own.
  public Optional<Assignment<K>> take(String worker) {
    while (true) {
      switch (decide()) {
        case WorkerDecision.Take(long id) -> {
          Optional<Assignment<K>> taken = claim(id, worker);
          if (taken.isPresent()) {
            return taken;
          }
        }
        case WorkerDecision.Steal(long id) -> {
          Optional<Assignment<K>> stolen = cutAndSteal(id, worker);
          if (stolen.isPresent()) {
            return stolen;
          }
        }
        case WorkerDecision.NothingToTake _, WorkerDecision.AllEnded _ -> {
          return Optional.empty();
        }
      }
    }
  }

  private Optional<Assignment<K>> cutAndSteal(long id, String worker) {
    @Nullable Held<K> victim = held(id);
    if (victim == null) {
      return Optional.empty();
    }
    return switch (space.cut(victim.stealable())) {
      case CutPoint.At<K>(K at) -> {
        Optional<Assignment<K>> stolen = steal(id, at, worker);
        if (stolen.isEmpty()) {
          // The holder has passed the cut meanwhile, or the cut was invalid.
          wholeUnlessMoved(id, victim);
        }
        yield stolen;
      }
      case CutPoint.Nowhere<K> _ -> {
        whole(id, victim.claim());
        yield Optional.empty();
      }
    };
  }

  public synchronized WorkerDecision decide() {
    return policy.decide(facts());
  }

  private List<RangeFact> facts() {
    List<RangeFact> facts = new ArrayList<>();
    ranges.forEach(
        (id, state) -> {
          switch (state) {
            case Waiting<K>(ScanRange<K> rest) ->
                facts.add(new RangeFact(id, false, space.extent(rest), true));
            case Held<K> held ->
                facts.add(new RangeFact(id, true, space.extent(held.stealable()), held.cuttable()));
            case Ended<K> _ -> {}
          }
        });
    return facts;
  }

  /// @return empty when it no longer waits
  public synchronized Optional<Assignment<K>> claim(long id, String worker) {
    if (!(ranges.get(id) instanceof Waiting<K> waiting)) {
      return Optional.empty();
    }
    RangeClaim claim = new RangeClaim(worker, nextEpoch++);
    ranges.put(id, waiting.claim(claim));
    return Optional.of(new Assignment<>(id, waiting.rest(), claim));
  }

  /// @return empty when the range cannot be cut there, or no longer
  public synchronized Optional<Assignment<K>> steal(long id, K at, String worker) {
    @Nullable Held<K> victim = held(id);
    if (victim == null || !victim.canBeCutAt(at, space.order())) {
      return Optional.empty();
    }
    Held<K> stolen = victim.from(at, new RangeClaim(worker, nextEpoch++));
    ranges.put(id, victim.before(at));
    long newId = nextId++;
    ranges.put(newId, stolen);
    return Optional.of(new Assignment<>(newId, stolen.rest(), stolen.claim()));
  }

  /// Marks a range as one that cannot be cut.
  public synchronized void whole(long id, RangeClaim claim) {
    change(id, claim, Held::whole);
  }

  private synchronized void wholeUnlessMoved(long id, Held<K> seen) {
    if (seen.equals(ranges.get(id))) {
      ranges.put(id, seen.whole());
    }
  }

  /// Announces the end of a worker's next read, where it is known (blocks, windows of ids), so that
  /// no cut falls into it.
  public synchronized void reach(long id, RangeClaim claim, K upTo) {
    change(id, claim, held -> held.reach(upTo, space.order()));
  }

  /// Records that a worker has read all keys before this one.
  ///
  /// @param upTo the range's end as the worker knows it where all was read; null for the end of
  ///     keys
  public synchronized KeepAnswer<K> keep(long id, RangeClaim claim, @Nullable K upTo) {
    @Nullable Held<K> held = held(id);
    if (held == null || !held.claim().equals(claim)) {
      return new KeepAnswer.Fenced<>();
    }
    if (!held.covers(upTo, space.order())) {
      return new KeepAnswer.CutShort<>(held.rest());
    }
    RangeState<K> next = held.keep(upTo, space.order());
    ranges.put(id, next);
    return next instanceof Held<K> still
        ? new KeepAnswer.GoOn<>(still.rest())
        : new KeepAnswer.WholeRange<>();
  }

  /// Releases the range of a worker that gave up or is considered dead.
  public synchronized void release(long id, RangeClaim claim) {
    change(id, claim, Held::release);
  }

  public synchronized boolean isComplete() {
    return ranges.values().stream().allMatch(Ended.class::isInstance);
  }

  /// Number of ranges ever; those beyond the initial ones were stolen.
  public synchronized int size() {
    return ranges.size();
  }

  private void change(long id, RangeClaim claim, Function<Held<K>, RangeState<K>> transition) {
    @Nullable Held<K> held = held(id);
    if (held != null && held.claim().equals(claim)) {
      ranges.put(id, transition.apply(held));
    }
  }

  private synchronized @Nullable Held<K> held(long id) {
    return ranges.get(id) instanceof Held<K> held ? held : null;
  }

  /// A worker's range.
  ///
  /// @param rest the unread part
  public record Assignment<K>(long id, ScanRange<K> rest, RangeClaim claim) {}

  /// Answer to {@link #keep}.
  public sealed interface KeepAnswer<K> {
    /// Kept; the rest is to be read.
    record GoOn<K>(ScanRange<K> rest) implements KeepAnswer<K> {}

    /// Kept, and the range has ended.
    record WholeRange<K>() implements KeepAnswer<K> {}

    /// Not kept: the range was cut before the portion's end. The shorter rest is to be read again.
    record CutShort<K>(ScanRange<K> rest) implements KeepAnswer<K> {}

    /// Not kept: another worker holds the range.
    record Fenced<K>() implements KeepAnswer<K> {}
  }
}
