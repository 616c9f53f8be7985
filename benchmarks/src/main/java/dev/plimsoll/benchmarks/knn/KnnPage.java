package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.benchmarks.knn.KnnFindings.Indexed;
import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.benchmarks.knn.KnnFindings.Timed;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Section of the report: what was measured, and apart from it what is modelled. A function of the
/// findings.
final class KnnPage {
  static final String WITHOUT_PGVECTOR =
      "This database has no pgvector: vectors are in a `real[]`, searches by HNSW indexes are left"
          + " out. Both are measured on a server of your own, in a database after CREATE EXTENSION"
          + " vector: `./plimsoll bench knn --service NAME`, or --host, --port, --user, --database.";

  static final List<Integer> CORES = List.of(4, 8, 16, 32);

  private final KnnFindings findings;
  private final List<String> lines = new ArrayList<>();

  private KnnPage(KnnFindings findings) {
    this.findings = findings;
  }

  /// @param quick whether tables are too small, and rounds too few, for checks of speed
  static Studied studied(KnnFindings findings, boolean quick) {
    KnnPage page = new KnnPage(findings);
    page.write();
    List<Check> checks = new ArrayList<>(KnnChecks.answers(findings));
    if (!quick) {
      checks.addAll(KnnChecks.speed(findings));
    }
    return new Studied(findings, page.lines, page.lines, Map.of(), checks);
  }

  private void write() {
    about();
    exact();
    verdicts();
    modelled();
    if (findings.pgvector() != null) {
      partitioned();
    }
  }

  private void about() {
    add(
        String.format(
            Locale.ROOT,
            "The %d nearest of so many rows by Euclidean distance: `%s` of %d dimensions%s. Vectors"
                + " are combinations of a few features and some noise, as embeddings are; those of"
                + " --seed %d are the same again. Each round searches for another vector, and the"
                + " contenders take turns in an order of its own.",
            KnnQuery.NEIGHBORS,
            findings.column(),
            LatentVectors.DIMENSIONS,
            findings.pgvector() == null ? "" : ", pgvector " + findings.pgvector(),
            findings.seed()),
        "");
    if (findings.pgvector() == null) {
      add("**" + WITHOUT_PGVECTOR + "**", "");
    }
    row("contender", "what it is");
    rule(2);
    row(
        KnnFindings.ONE,
        "the baseline: a prepared statement of pgjdbc, warm, by one process of the server");
    row(
        KnnFindings.PARALLEL,
        "the same statement with `max_parallel_workers_per_gather = 2` and PostgreSQL's own costs");
    row(
        KnnFindings.SERVICE,
        "over HTTP on a connection that is kept, wish `exact`, default settings");
    row(KnnFindings.LIBRARY, "its classes in the client's process: what HTTP costs lies between");
    row(
        KnnFindings.MEMORY,
        "over HTTP, wish `memory`: a copy in the service, which was read before and may be old");
    row(
        KnnFindings.HALVES,
        "two statements side by side on half of the blocks each; no one snapshot, nothing merged");
    add(
        "",
        "`jit` is off for all. The services run with `PLIMSOLL_QUERY_STATEMENT_TIMEOUT=10m` and"
            + " `PLIMSOLL_QUERY_REFRESH_AFTER=2h`: no search of a large table is cut off, and no copy"
            + " is read again in the middle.",
        "",
        "Before the first figure all of them search for up to two minutes, of which nothing is counted:"
            + " client and service compile their code at work, on the server's cores, and the first"
            + " thousand searches after a start take several times as long.",
        "");
  }

  private void exact() {
    add("## Measured: exact searches", "");
    row("rows", "contender", "p50 ms", "p99 ms", "worst ms", "x one statement", "workers");
    add("|---:|---|---:|---:|---:|---:|---:|");
    for (Sized one : findings.sizes()) {
      for (Timed timed : one.contenders()) {
        row(
            String.format(Locale.ROOT, "%,d", one.rows()),
            timed.name(),
            millis(timed.millis().p50()),
            millis(timed.millis().p99()),
            millis(timed.millis().worst()),
            fixed(one.times(timed.name(), KnnFindings.ONE)),
            // A plan may have more workers than it gets: the server does not say.
            timed.name().equals(KnnFindings.PARALLEL) ? "-" : Integer.toString(timed.workers()));
      }
    }
    add("");
    for (Sized one : findings.sizes()) {
      String rows = String.format(Locale.ROOT, "%,d rows, %d rounds: ", one.rows(), one.rounds());
      add(
          "- "
              + rows
              + (one.planned()
                  ? "PostgreSQL chose a parallel plan"
                  : "PostgreSQL chose **no parallel plan**; its row is one process again")
              + one.contender(KnnFindings.SERVICE)
                  .map(timed -> "; query-service at last: " + timed.how())
                  .orElse("")
              + ".");
      one.leftOut().forEach(reason -> add("- " + rows + "left out: " + reason + "."));
      if (one.difference() != null) {
        add("- " + rows + "**" + one.difference() + "**.");
      }
    }
    add(
        "",
        "p99 is by nearest rank: of fewer than 100 rounds it is the worst. Multiples are of p50s.",
        "");
  }

  private void verdicts() {
    add("## What was to be shown", "");
    for (Check check : KnnChecks.speed(findings)) {
      add(
          "- %s: %s: %s, to be %s %s"
              .formatted(
                  check.holds() ? "holds" : "**does not hold**",
                  check.name(),
                  number(check.value()),
                  check.relation().sign(),
                  number(check.bound())));
    }
    add("");
  }

  private void modelled() {
    List<Sized> shared = findings.sizes().stream().filter(KnnPage::isShared).toList();
    add("## Modelled: more cores", "");
    if (shared.isEmpty()) {
      add("No search was shared by several sessions here, so nothing is modelled.", "");
      return;
    }
    add(
        "**Nothing here was measured.** Amdahl's law: what one statement takes is a serial part and"
            + " one that sessions share, as one statement and query-service took them above, HTTP"
            + " included. It holds for a server whose other cores are as fast, and whose memory is"
            + " fast enough for all of them.",
        "");
    row(
        "rows",
        "serial, share of one statement",
        CORES.stream().map(cores -> "x with " + cores).collect(Collectors.joining(" | ")));
    rule(2 + CORES.size());
    for (Sized one : shared) {
      Amdahl law = law(one);
      row(
          String.format(Locale.ROOT, "%,d", one.rows()),
          String.format(Locale.ROOT, "%.0f %%", law.serialShare() * 100),
          CORES.stream()
              .map(cores -> fixed(law.speedup(cores)))
              .collect(Collectors.joining(" | ")));
    }
    add("");
  }

  private static boolean isShared(Sized one) {
    return one.contender(KnnFindings.SERVICE).filter(timed -> timed.workers() > 1).isPresent();
  }

  private static Amdahl law(Sized one) {
    Timed service = one.contender(KnnFindings.SERVICE).orElseThrow();
    return Amdahl.of(one.p50(KnnFindings.ONE), service.workers(), service.millis().p50());
  }

  private void partitioned() {
    add(
        "## Measured: partitions with an HNSW index each",
        "",
        "Each contender has the least effort (`hnsw.ef_search`; of the service that of the table as a"
            + " whole) that finds at least the target's share of the exact answer in a sample. The"
            + " target is 95 %, or more where one of them finds more at its least effort.",
        "");
    row(
        "rows",
        "partitions",
        "contender",
        "ef",
        "recall",
        "p50 ms",
        "p99 ms",
        "worst ms",
        "workers");
    add("|---:|---:|---|---:|---:|---:|---:|---:|---:|");
    for (Partitioned one : findings.partitioned()) {
      for (Indexed indexed : one.contenders()) {
        Timed timed = indexed.timed();
        row(
            String.format(Locale.ROOT, "%,d", one.rows()),
            Integer.toString(one.partitions()),
            timed.name(),
            Integer.toString(indexed.effort()),
            String.format(Locale.ROOT, "%.3f", indexed.recall()),
            millis(timed.millis().p50()),
            millis(timed.millis().p99()),
            millis(timed.millis().worst()),
            Integer.toString(timed.workers()));
      }
    }
    add("");
    for (Partitioned one : findings.partitioned()) {
      add(
          String.format(
              Locale.ROOT,
              "- %d partitions, %d rounds, target %.3f: the plan of one statement on the parent is"
                  + " %s.",
              one.partitions(),
              one.rounds(),
              one.target(),
              one.plan()));
      add("- " + beside(one));
    }
    add("");
  }

  private static String beside(Partitioned one) {
    double times = one.times(KnnFindings.ONE_INDEX, KnnFindings.SERVICE_INDEX);
    return String.format(
        Locale.ROOT,
        times > 1
            ? "%d partitions: **one index on the unpartitioned table is %.2f x as fast as"
                + " query-service on the partitions.** Partitioning for speed backfires."
            : "%d partitions: one index on the unpartitioned table is %.2f x as fast as"
                + " query-service on the partitions.",
        one.partitions(),
        times);
  }

  private static String number(Object value) {
    return value instanceof Double real ? fixed(real) : value.toString();
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String fixed(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  private void add(String... some) {
    Collections.addAll(lines, some);
  }

  private void rule(int cells) {
    add("|" + "---|".repeat(cells));
  }

  private void row(String... cells) {
    add("| " + String.join(" | ", cells) + " |");
  }
}
