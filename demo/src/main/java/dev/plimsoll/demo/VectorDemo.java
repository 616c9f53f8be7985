package dev.plimsoll.demo;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.report.Machines;
import dev.plimsoll.demo.vectors.DemoVectors;
import dev.plimsoll.demo.vectors.VectorChecks;
import dev.plimsoll.demo.vectors.VectorEvidence;
import dev.plimsoll.demo.vectors.VectorReport;
import dev.plimsoll.demo.vectors.VectorTexts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Demo of nearest-neighbour searches.
final class VectorDemo implements Demo {
  private final VectorOptions options;
  private final Stopwatch watch;
  private final Instant startedAt;
  private final String suffix;

  /// @param suffix of commands that are to find the same system
  VectorDemo(VectorOptions options, Stopwatch watch, Instant startedAt, String suffix) {
    this.options = options;
    this.watch = watch;
    this.startedAt = startedAt;
    this.suffix = suffix;
  }

  @Override
  public String title() {
    return "nearest of %s vectors, seed %d"
        .formatted(Amounts.count(options.rows()), options.seed());
  }

  @Override
  public long requiredBytes() {
    return options.requiredBytes();
  }

  @Override
  public Outcome run(Plant plant, DemoDisplay display, int width) {
    VectorRun run = new VectorRun(plant, options, display, watch);
    @Nullable VectorEvidence evidence = null;
    @Nullable PlimsollException failure;
    List<Check> checks = List.of();
    try {
      evidence = run.run();
      checks = VectorChecks.of(evidence);
      failure = Demo.failureOf(checks);
    } catch (PlimsollException e) {
      failure = e;
    }
    VectorReport report =
        new VectorReport(
            failure == null,
            startedAt,
            Machines.current(run.postgresVersion()),
            options.table(),
            watch.elapsed().toMillis(),
            failure == null ? null : Problem.of(failure.code(), failure.getMessage()),
            checks,
            evidence);
    return new Outcome(
        report,
        evidence == null ? List.of() : VectorTexts.lines(evidence, checks, width),
        next(run),
        List.of(
            "./plimsoll demo --vectors --keep%s   (then search by commands of your own)"
                .formatted(suffix)),
        failure);
  }

  private List<String> next(VectorRun run) {
    @Nullable String database = run.database();
    if (database == null) {
      return List.of();
    }
    String search =
        "%s %s --vector %s"
            .formatted(database, DemoVectors.TABLE, Printable.shellWord(run.question().toString()));
    return List.of(
        "./plimsoll search %s --k 5%s".formatted(search, suffix),
        "./plimsoll vector bench %s --memory --rounds 3 --timeout 5m%s".formatted(search, suffix),
        "./plimsoll vector config %s%s".formatted(database, suffix));
  }
}
