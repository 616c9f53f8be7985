package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notes for readers of the figures of `bench extract`.
///
/// @param peakForgets false where a peak of memory counts from the service's start
record ExtractNotes(
    long rows,
    boolean fast,
    List<Trial> trials,
    List<MemoryTrial> memory,
    @Nullable String mariaDbMissing,
    boolean peakForgets) {

  ExtractNotes {
    trials = List.copyOf(trials);
    memory = List.copyOf(memory);
  }

  List<String> of(Outcome outcome) {
    List<String> lines =
        new ArrayList<>(windowKpis(outcome, Trial.racing(trials, TableShape.SEED_ONE.title())));
    lines.add(
        "%s rows of 10 columns in each table, %s in seed 1's case; seed %d"
            .formatted(
                Amounts.count(rows), Amounts.count(TableShape.SEED_ONE_ROWS), TableShape.SEED));
    lines.add(
        "times are the service's own, from the request being kept to the last batch being"
            + " announced; wait is how long of that until a worker begins");
    lines.add(
        "source cpu is that of the whole server, which in PostgreSQL's case holds the services' own"
            + " databases too");
    lines.add(
        peakForgets
            ? "sync peak is the most that the service had resident during a run"
            : "sync peak is the most that the service had resident since its start: this kernel"
                + " forgets no peak");
    sparse(outcome).ifPresent(lines::add);
    memory.stream().map(MemoryTrial::line).forEach(lines::add);
    lines.add(
        "rows of blocks, keyset and stream from PostgreSQL: "
            + Trials.BY_PROOF
            + " (rows and digest)");
    lines.add(
        "rows of fixed, early-termination and adaptive, and of MariaDB: "
            + Trials.BY_RECEIPT
            + ", since the service proves none of these without a target");
    trials.stream()
        .filter(Trial.LeftOut.class::isInstance)
        .map(ExtractNotes::line)
        .forEach(lines::add);
    if (mariaDbMissing != null) {
      lines.add("no MariaDB was measured: " + mariaDbMissing);
    }
    if (!fast) {
      lines.add(
          "with fewer than %s rows speed is not held against anything"
              .formatted(Amounts.count(ExtractChecks.ROWS_OF_SPEED)));
    }
    return lines;
  }

  /// Two workers beside two bare streams and beside the seed's loop without a service.
  private static Optional<String> sparse(Outcome outcome) {
    String group = TableShape.SPARSE.title();
    double ours = outcome.rate(RacedStrategy.TWO_BLOCKS.in(group));
    double streams = outcome.rate(group + ": " + ExtractRace.TWO_STREAMS);
    double loop = outcome.rate(group + ": " + ExtractRace.SEED_LOOP);
    return Double.isNaN(ours + streams + loop)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: two workers are at %.0f %% of two bare streams and %.1f x the seed's loop, which"
                    + " writes no files and no ledger",
                group,
                ours / streams * 100,
                ours / loop));
  }

  static String line(Trial trial) {
    return switch (trial) {
      case Trial.Compared compared ->
          "%s reads %s rows: %s"
              .formatted(
                  trial.label(), compared.equal() ? "the source's" : "other", compared.how());
      case Trial.LeftOut leftOut -> trial.label() + " is left out: " + leftOut.reason();
    };
  }

  /// Seed 1's case in the figures that it counted, each strategy beside `fixed`.
  static List<String> windowKpis(Outcome outcome, List<RacedStrategy> ways) {
    String group = TableShape.SEED_ONE.title();
    TextTable table =
        new TextTable()
            .left("seed 1's case")
            .right(
                "queries",
                "empty",
                "queries_saved",
                "efficiency_gain_percent",
                "files",
                "files_consolidated",
                "seconds",
                "time_saved_minutes");
    String fixed = RacedStrategy.FIXED.in(group);
    double queries = outcome.figure(fixed, ExtractRun.QUERIES);
    double files = outcome.figure(fixed, ExtractRun.FILES);
    double seconds = outcome.seconds(fixed);
    for (RacedStrategy way : ways) {
      String label = way.in(group);
      double asked = outcome.figure(label, ExtractRun.QUERIES);
      double written = outcome.figure(label, ExtractRun.FILES);
      double took = outcome.seconds(label);
      table.row(
          way.label(),
          number("%.0f", asked),
          number("%.0f", outcome.figure(label, ExtractRun.EMPTY_QUERIES)),
          number("%.0f", queries - asked),
          number("%.1f", 100 * (queries - asked) / queries),
          number("%.0f", written),
          number("%.0f", files - written),
          number("%.2f", took),
          number("%.2f", (seconds - took) / 60));
    }
    return table.lines(200);
  }

  private static String number(String form, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, form, value);
  }
}
