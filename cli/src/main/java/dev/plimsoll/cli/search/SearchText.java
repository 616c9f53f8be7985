package dev.plimsoll.cli.search;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Found;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchCounts.ByMethod;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchMeasurement.Measured;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Answers of the query-service as text.
final class SearchText {
  // Two kinds of sums of floats agree in about as many.
  private static final MathContext DISTANCE = new MathContext(7);
  private static final int LONGEST_PLAIN_NUMBER = 12;
  private static final int LONGEST_BAR = 20;

  private SearchText() {}

  private record Ranked(int rank, Found row) {}

  /// Rows in their order, and how each database was searched.
  static List<String> found(NearestRows found, int width) {
    List<Ranked> ranked =
        IntStream.range(0, found.rows().size())
            .mapToObj(i -> new Ranked(i + 1, found.rows().get(i)))
            .toList();
    RowTable<Ranked> table = new RowTable<Ranked>().right("RANK", Ranked::rank);
    if (found.searches().size() > 1) {
      table.left("DATABASE", one -> one.row().database());
    }
    table
        .left("KEY", one -> String.join(", ", one.row().key()))
        .right("DISTANCE", one -> distance(one.row().distance()));
    return Details.of()
        .lines(ranked.isEmpty() ? List.of("No row was found.") : table.lines(ranked, width))
        .paragraph(found.searches().stream().map(SearchText::line).toList())
        .lines();
  }

  /// Seven digits.
  static String distance(@Nullable Double distance) {
    if (distance == null) {
      return "no vector";
    }
    if (!Double.isFinite(distance)) {
      return distance.toString();
    }
    BigDecimal rounded = new BigDecimal(distance).round(DISTANCE).stripTrailingZeros();
    int beforePoint = rounded.precision() - rounded.scale();
    return Math.abs(beforePoint) <= LONGEST_PLAIN_NUMBER
        ? rounded.toPlainString()
        : rounded.toString();
  }

  private static String line(Search search) {
    String copy = search.asOf() == null ? "" : ", as of " + Amounts.moment(search.asOf());
    return line(search.way(), ", " + millis(search.elapsedMs()) + copy);
  }

  static List<String> ways(List<SearchWay> ways) {
    return ways.stream().map(way -> line(way, "")).toList();
  }

  private static String line(SearchWay way, String more) {
    String ranges = way.ranges() > 1 ? ", " + Amounts.count(way.ranges(), "range") : "";
    return Printable.line(
        "%s: %s, %s%s%s: %s"
            .formatted(
                way.database(),
                way.method(),
                Amounts.count(way.workers(), "worker"),
                ranges,
                more,
                way.reason()));
  }

  /// Three digits below a second.
  static String millis(double millis) {
    if (millis >= 999.5) {
      return Amounts.millis(Math.round(millis));
    }
    String form = millis < 9.995 ? "%.2f ms" : millis < 99.95 ? "%.1f ms" : "%.0f ms";
    return String.format(Locale.ROOT, form, millis);
  }

  /// @param first whether it is the first of its database
  private record Counted(SearchCounts of, @Nullable ByMethod method, boolean first) {
    private @Nullable Object ofFirst(Object value) {
      return first ? value : null;
    }
  }

  static List<String> counts(List<SearchCounts> counts, int width) {
    return new RowTable<Counted>()
        .left("DATABASE", one -> one.of().database())
        .left("METHOD", one -> one.method() == null ? null : one.method().method())
        .right(
            "SEARCHES", one -> one.method() == null ? "0" : Amounts.count(one.method().searches()))
        .right("MEDIAN", one -> one.method() == null ? null : millis(one.method().medianMs()))
        .right("P99", one -> one.method() == null ? null : millis(one.method().p99Ms()))
        .rightIfRoom(
            "WORKERS", one -> one.method() == null ? null : decimals(one.method().workers(), 1))
        .rightIfRoom("FAILED", one -> one.ofFirst(Amounts.count(one.of().failed())))
        .rightIfRoom("OPEN", one -> one.ofFirst(one.of().openSessions()))
        .rightIfRoom("FREE", one -> one.ofFirst(one.of().freeSessions()))
        .rightIfRoom("MEMORY", one -> one.ofFirst(Amounts.bytes(one.of().memoryBytes())))
        .lines(counts.stream().flatMap(one -> counted(one).stream()).toList(), width);
  }

  private static List<Counted> counted(SearchCounts counts) {
    List<Counted> rows = new ArrayList<>();
    counts.methods().forEach(method -> rows.add(new Counted(counts, method, rows.isEmpty())));
    return rows.isEmpty() ? List.of(new Counted(counts, null, true)) : rows;
  }

  /// Ways beside each other, each with a bar of its median, and why each was carried out so.
  static List<String> measured(SearchMeasurement measurement, int width) {
    List<Measured> ways = measurement.ways();
    double slowest = ways.stream().mapToDouble(Measured::medianMs).max().orElse(0);
    return Details.of()
        .lines(
            new RowTable<Measured>()
                .left("METHOD", one -> one.way().method())
                .count("WORKERS", one -> one.way().workers())
                .countIfRoom("RANGES", one -> one.way().ranges())
                .right("MEDIAN", one -> millis(one.medianMs()))
                .right("WORST", one -> millis(one.worstMs()))
                .right("SPEEDUP", one -> decimals(one.speedup(), 2))
                .right("RECALL", one -> recall(one.recall()))
                .leftIfRoom("MEDIAN AS A BAR", one -> bar(one.medianMs(), slowest))
                .lines(ways, width))
        .paragraph(
            ways.stream()
                .map(one -> Printable.line(one.way().method() + ": " + one.way().reason()))
                .toList())
        .lines();
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

  private static String decimals(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "";
  }

  /// Settings by the names of their options.
  static List<String> tuning(String database, SearchTuning tuning) {
    @Nullable Boolean parallel = tuning.parallel();
    return Details.withHeadings(17)
        .line(Printable.line(database))
        .row("parallel", parallel == null ? null : parallel ? "on" : "off")
        .row("min-rows", count(tuning.minRows()))
        .row("min-pages", count(tuning.minPages()))
        .row("pages-per-worker", count(tuning.pagesPerWorker()))
        .row("ranges-per-worker", count(tuning.rangesPerWorker()))
        .row("max-workers", count(tuning.maxWorkers()))
        .row("memory", tuning.memoryBytes() == null ? null : Amounts.bytes(tuning.memoryBytes()))
        .row(
            "refresh-after",
            tuning.refreshAfterMs() == null
                ? null
                : Spans.write(Duration.ofMillis(tuning.refreshAfterMs())))
        .lines();
  }

  private static @Nullable String count(@Nullable Number number) {
    return number == null ? null : Amounts.count(number.longValue());
  }
}
