package dev.plimsoll.planning.plan;

import dev.plimsoll.planning.discovery.Finding;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.planning.sizing.SortMemory;
import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The reasons of a build's figures, in a sentence, and advice on its collation.
final class Reasoning {
  private static final Duration WORTH_A_COLLATION = Duration.ofSeconds(10);

  private Reasoning() {}

  static String of(
      Finding.Missing missing, Placement placement, PlanningRequest request, Machine machine) {
    BuildWork work = placement.job().work();
    KeyShape key = work.key();
    BuildOption chosen = placement.option();
    SchedulingStrategy strategy = request.strategy();
    boolean own = strategy.name().equals(Strategies.DEFAULT);
    // PostgreSQL's own choice.
    int granted = work.grantedWorkers(machine.minParallelTableScanBytes());
    return String.format(
        Locale.ROOT,
        "%s%s: %,d %s of %d bytes (%s); %s; %s%s.",
        missing.because(),
        missing.keyToBe().isEmpty()
            ? ""
            : ", and the unique index " + missing.keyToBe() + " becomes it",
        key.rows(),
        key.rows() == 1 ? "tuple" : "tuples",
        key.tupleBytes(),
        key.kind().words(),
        memory(work, chosen),
        own
            ? workers(machine.sizer(request.costs()).options(work), chosen)
            : strategy.name() + ": " + placement.reasoning(),
        chosen.workers() > granted
            ? "; PostgreSQL by itself would give its table "
                + granted
                + ", so parallel_workers is set on it meanwhile"
            : "");
  }

  private static String memory(BuildWork work, BuildOption chosen) {
    String given = SizeText.bytes(chosen.memoryBytes());
    VectorGraph graph = work.graph();
    if (graph != null) {
      return memory(graph, chosen, given);
    }
    VectorLists lists = work.lists();
    String kMeans =
        lists == null
            ? ""
            : "k-means of its %d lists needs %s; "
                .formatted(lists.lists(), SizeText.bytes(lists.memoryBytes()));
    return kMeans + sortMemory(work.key(), chosen, given);
  }

  private static String sortMemory(KeyShape key, BuildOption chosen, String given) {
    if (chosen.passes() == 0) {
      return "the sort of " + SizeText.bytes(key.sortBytes()) + " fits in " + given;
    }
    if (chosen.passes() == 1) {
      return given
          + " merges in one pass (needs "
          + SizeText.bytes(SortMemory.onePass(key.sortBytes(), chosen.workers()))
          + "), more buys nothing below "
          + SizeText.bytes(key.sortBytes());
    }
    return "the load line's "
        + given
        + " means "
        + chosen.passes()
        + " merge passes (one would need "
        + SizeText.bytes(SortMemory.onePass(key.sortBytes(), chosen.workers()))
        + ")";
  }

  private static String memory(VectorGraph graph, BuildOption chosen, String given) {
    String whole = SizeText.bytes(graph.memoryBytes(chosen.workers()));
    long left = graph.vectors() - graph.fitting(chosen.memoryBytes(), chosen.workers());
    return left == 0
        ? "its graph of " + whole + " fits in " + given
        : String.format(
            Locale.ROOT,
            "of its graph of %s the load line's %s hold all but %,d vectors, which take six times as long each",
            whole,
            given,
            left);
  }

  private static String workers(List<BuildOption> options, BuildOption chosen) {
    int workers = chosen.workers();
    if (options.size() == 1) {
      return "no worker is to be had for it";
    }
    String next =
        workers + 1 < options.size()
            ? "one more would save " + gain(chosen, options.get(workers + 1))
            : "there are no more for it";
    if (workers == 0) {
      return "without workers (" + next + ")";
    }
    return workers
        + (workers == 1 ? " worker saves " : " workers save ")
        + gain(options.getFirst(), chosen)
        + ", "
        + next;
  }

  private static String gain(BuildOption from, BuildOption to) {
    double share = 1 - (double) to.elapsed().toNanos() / from.elapsed().toNanos();
    return Math.max(0, Math.round(100 * share)) + " %";
  }

  /// Advice on the time that `COLLATE "C"` would save; null where it is small. It changes a
  /// column's
  /// order and ranges, so a person decides.
  static @Nullable String collation(Placement placement, BuildCosts costs) {
    KeyShape key = placement.job().work().key();
    BuildOption option = placement.option();
    if (!key.kind().dearCollation()) {
      return null;
    }
    Duration asBytes = costs.elapsed(KeyKind.TEXT_C, key.rows(), option.workers(), option.passes());
    if (option.elapsed().minus(asBytes).compareTo(WORTH_A_COLLATION) < 0) {
      return null;
    }
    return "%s: the key is %s; with COLLATE \"C\" its build would take about %s instead of %s (ALTER COLUMN … TYPE text COLLATE \"C\" rewrites nothing while the column has no index, but it changes how the column sorts)"
        .formatted(
            placement.job().table(),
            key.kind().words(),
            SizeText.millis(asBytes.toMillis()),
            SizeText.millis(option.elapsed().toMillis()));
  }
}
