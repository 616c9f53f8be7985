package dev.plimsoll.demo.vectors;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.vectors.VectorEvidence.Changes;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Effort;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Texts at the end of the demo of vectors.
public final class VectorTexts {
  private static final int LONGEST_BAR = 40;

  private VectorTexts() {}

  /// Ways beside each other, why each was taken, what changes did, and the checks.
  public static List<String> lines(VectorEvidence evidence, List<Check> checks, int width) {
    List<WayFigures> ways = WayFigures.of(evidence.rounds());
    return Details.of()
        .line(
            "The %d nearest of %s vectors of %d dimensions, %d questions in each way in turn; times as their client waits"
                .formatted(
                    evidence.neighbors(),
                    Amounts.count(evidence.table().rows()),
                    DemoVectors.DIMENSIONS,
                    SearchTour.ROUNDS))
        .lines(ways(ways, width))
        .paragraph(
            List.of(
                "The first search in memory took %s: it read the table."
                    .formatted(millis(evidence.warmUps().getLast().elapsedMs()))))
        .section("Why", ways.stream().flatMap(one -> why(one).stream()).toList())
        .section("Rows change", changes(evidence.changes()))
        .section("Two databases with a half of the rows each answer as one", halves(evidence))
        .section("An index", index(evidence.indexing(), width))
        .section("Checks", checks(checks))
        .lines();
  }

  private static List<String> ways(List<WayFigures> ways, int width) {
    double slowest = ways.stream().mapToDouble(WayFigures::medianMs).max().orElse(0);
    return new RowTable<WayFigures>()
        .left("WAY", one -> one.way().title())
        .left("METHOD", one -> String.join(", ", one.reasons().keySet()))
        .right("WORKERS", WayFigures::workers)
        .right("MEDIAN", one -> millis(one.medianMs()))
        .right("WORST", one -> millis(one.worstMs()))
        .right("SPEEDUP", one -> decimals(one.speedup()))
        .leftIfRoom("MEDIAN AS A BAR", one -> bar(one.medianMs(), slowest))
        .lines(ways, width);
  }

  private static List<String> why(WayFigures way) {
    boolean one = way.reasons().size() == 1;
    return way.reasons().entrySet().stream()
        .map(
            reason ->
                "%s%s: %s"
                    .formatted(
                        way.way().title(), one ? "" : ", " + reason.getKey(), reason.getValue()))
        .toList();
  }

  private static List<String> changes(Changes changes) {
    return List.of(
        "%d of the nearest were deleted and %d nearer ones inserted, committed at %s"
            .formatted(changes.deleted(), changes.inserted(), Amounts.moment(changes.at())),
        "a search of the table shows it at once",
        "the copy in memory says that it is as of %s, and answers as of then"
            .formatted(Amounts.moment(changes.copy().search().asOf())),
        "with refreshAfterMs = 0 it is read again, as of %s, and shows it too: in %s"
            .formatted(
                Amounts.moment(changes.refreshed().search().asOf()),
                millis(changes.refreshed().elapsedMs())));
  }

  private static List<String> halves(VectorEvidence evidence) {
    List<String> lines = new ArrayList<>();
    for (Search search : evidence.halves().answer().searches()) {
      lines.add(
          "%s: %s, %s, %s"
              .formatted(
                  search.way().database(),
                  search.way().method(),
                  Amounts.count(search.way().workers(), "worker"),
                  millis(search.elapsedMs())));
    }
    lines.add(
        "nearest: "
            + evidence.halves().answer().rows().stream()
                .map(row -> String.join(" ", row.key()))
                .collect(Collectors.joining(", ")));
    return lines;
  }

  private static List<String> index(Indexing indexing, int width) {
    return switch (indexing) {
      case Indexing.Absent(String reason) ->
          List.of(
              reason
                  + ", so there is none. The image of deploy/images/postgres.Dockerfile has it: docker"
                  + " compose up, then ./plimsoll demo --vectors --target compose");
      case Indexing.Built built -> {
        List<String> lines = new ArrayList<>();
        lines.add(
            "HNSW by pgvector %s of %s rows, built in %s"
                .formatted(
                    built.version(),
                    Amounts.count(built.rows()),
                    Amounts.millis(built.buildMillis())));
        lines.addAll(
            new RowTable<Effort>()
                .left("EF", one -> one.ef() == null ? "exact" : one.ef())
                .left("METHOD", Effort::method)
                .right("MEDIAN", one -> millis(one.medianMs()))
                .right("RECALL", one -> recall(one.recall()))
                .lines(built.efforts(), width - 2));
        yield lines;
      }
    };
  }

  private static List<String> checks(List<Check> checks) {
    long held = checks.stream().filter(Check::holds).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d of %d held%s"
            .formatted(
                held,
                checks.size(),
                Check.allHold(checks) ? ": every answer is the one of plain SQL" : ""));
    checks.stream()
        .filter(check -> !check.holds())
        .forEach(check -> lines.add(Printable.line(check.toString())));
    return lines;
  }

  private static String bar(double millis, double slowest) {
    long length = slowest > 0 ? Math.round(LONGEST_BAR * millis / slowest) : 0;
    return "#".repeat((int) Math.clamp(length, 1, LONGEST_BAR));
  }

  // Never 1 where a row is missing.
  private static String recall(double recall) {
    return Double.isFinite(recall)
        ? new BigDecimal(recall).setScale(3, RoundingMode.DOWN).toPlainString()
        : "";
  }

  private static String decimals(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
  }

  /// Three digits below 10 seconds.
  static String millis(double millis) {
    if (millis >= 9_995) {
      return Amounts.millis(Math.round(millis));
    }
    if (millis >= 999.5) {
      return String.format(Locale.ROOT, "%.2f s", millis / 1_000);
    }
    String form = millis < 9.995 ? "%.2f ms" : millis < 99.95 ? "%.1f ms" : "%.0f ms";
    return String.format(Locale.ROOT, form, millis);
  }
}
