package dev.plimsoll.benchmarks.reference;

import dev.plimsoll.cli.text.Amounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The rows of the page of figures, each from one report.
final class CitedFigures {
  private static final String PIPELINE = "pipeline: extract, log, load";
  private static final String SPARSE = "sparse: blocks, 2 workers";

  /// @param report name of the file that it comes from
  /// @param what in a table's cell
  /// @param figure in words
  /// @param command that makes it again
  record Row(
      String report, String what, Function<CommittedReport, String> figure, String command) {}

  static final List<Row> ROWS =
      List.of(
          new Row(
              "demo",
              "first plan on screen, from a built tree",
              demo -> millis(demo.value("timings", "firstPlan")),
              "./plimsoll demo"),
          new Row(
              "demo",
              "the whole demo: 14 tables, 18 builds, a killed service, the receipt",
              demo -> millis(demo.value("timings", "receipt")),
              "./plimsoll demo"),
          new Row(
              "pipeline",
              "extract, Parquet, log and load, beside one table after the other through a `COPY` pipe",
              pipeline ->
                  say(
                      "%s rows/s, %.2f ×",
                      count(pipeline.rate(PIPELINE)),
                      pipeline.times(PIPELINE, "COPY pipe, one table at a time")),
              "./plimsoll bench pipeline"),
          new Row(
              "pipeline",
              "the same beside as many `COPY` pipes as cores, over ranges of blocks: the ceiling",
              pipeline -> percent(pipeline.times(PIPELINE, "COPY pipes, as many as cores")),
              "./plimsoll bench pipeline"),
          new Row(
              "extract",
              "a PostgreSQL table with 2 % of its ids, two workers",
              extract ->
                  say(
                      "%s rows/s: %s of two bare binary COPY streams, %s of one; %.1f × windows of"
                          + " ids in plain JDBC that writes nothing, %.1f × the same as a strategy",
                      count(extract.rate(SPARSE)),
                      percent(extract.times(SPARSE, "sparse: binary copy to nowhere, 2 streams")),
                      percent(extract.times(SPARSE, "sparse: binary copy to nowhere")),
                      extract.times(SPARSE, "sparse: seed's loop, plain JDBC to nowhere"),
                      extract.times(SPARSE, "sparse: fixed")),
              "./plimsoll bench extract --rows 1000000"),
          new Row(
              "extract",
              "the same of a MariaDB, one stream and two",
              extract -> mariaDb(extract),
              "./plimsoll bench extract --rows 1000000"),
          new Row(
              "extract",
              "sync-service while it reads 5 GB, and values of 10 MB",
              extract ->
                  say(
                      "%.0f and %.0f MiB resident",
                      extract.checked("5 GB: most that sync had resident, MiB"),
                      extract.checked("10 MB values: most that sync had resident, MiB")),
              "./plimsoll bench extract --rows 1000000"),
          new Row(
              "builds",
              "eleven primary keys by `moldable`, keys ordered by bytes",
              builds -> builds(builds, "C"),
              "./plimsoll bench builds"),
          new Row(
              "builds",
              "the same, keys ordered by libc",
              builds -> builds(builds, "default"),
              "./plimsoll bench builds"),
          new Row(
              "materialize",
              "the log through HTTP: batches in files of 50 over 16 connections, their offsets given"
                  + " later and in the answer; the client on the same cores",
              materialize ->
                  say(
                      "%s and %s/s: %s and %s of the same in one process",
                      count(materialize.rate("doors: HTTP")),
                      count(materialize.rate("doors: HTTP, offsets")),
                      percent(materialize.times("doors: HTTP", "doors: in process")),
                      percent(materialize.times("doors: HTTP, offsets", "doors: in process"))),
              "./plimsoll bench materialize"),
          new Row(
              "materialize",
              "in an open loop at 80 % of that: from when a file was due until it was answered",
              materialize ->
                  say(
                      "%s; %s",
                      answered(materialize, "doors: HTTP at 80 %"),
                      answered(materialize, "doors: HTTP, offsets at 80 %")),
              "./plimsoll bench materialize"),
          new Row(
              "materialize",
              "the log through Kafka: batches in files of 50, and one a message",
              materialize ->
                  say(
                      "%s and %s/s",
                      count(materialize.rate("doors: Kafka, files")),
                      count(materialize.rate("doors: Kafka, batches"))),
              "./plimsoll bench materialize"),
          new Row(
              "materialize",
              "in one process, without a door: batches that get their offsets, 16 partitions, four"
                  + " producers, files of 50",
              materialize ->
                  say(
                      "%s/s: %.1f × one statement that locks and updates, %.1f × the same at its best;"
                          + " %s of bare INSERTs that share transactions too",
                      count(materialize.rate("16 parts: ours, async")),
                      materialize.times("16 parts: ours, async", "16 parts: seed 2"),
                      materialize.times("16 parts: ours, async", "16 parts: seed 2, its best"),
                      percent(
                          materialize.times("16 parts: ours, async", "16 parts: INSERT, shared"))),
              "./plimsoll bench materialize"),
          new Row(
              "materialize",
              "the same with the offsets in the answer",
              materialize ->
                  say(
                      "%s/s: %.1f × a commit function row by row, %.1f × one for files that share"
                          + " transactions too",
                      count(materialize.rate("16 parts: ours, sync")),
                      materialize.times("16 parts: ours, sync", "16 parts: row by row"),
                      materialize.times("16 parts: ours, sync", "16 parts: row by row, shared")),
              "./plimsoll bench materialize"),
          new Row(
              "materialize",
              "in an open loop at 80 % of that: from when a batch was due until its offset can be read,"
                  + " given later and in the answer",
              materialize ->
                  say(
                      "%s; %s",
                      visible(materialize, "open loop: ours, async at 80 %"),
                      visible(materialize, "open loop: ours, sync at 80 %")),
              "./plimsoll bench materialize"),
          new Row(
              "estimates",
              "durations of index builds as planned, calibrated by other tables and by the same ones",
              estimates ->
                  say(
                      "off by %s and %s in the median",
                      percent(
                          estimates.checked(
                              "median error of a duration, calibrated by other tables")),
                      percent(
                          estimates.checked(
                              "median error of a duration, each table calibrated by itself"))),
              "./plimsoll bench estimates"));

  /// Those that README repeats.
  static final List<Row> HEADLINES = ROWS.subList(0, 3);

  private CitedFigures() {}

  private static String builds(CommittedReport builds, String order) {
    double moldable = builds.seconds(order + ": moldable");
    return say(
        "%.1f s: %.2f × the lower bound by the machine's CPU, %.2f × that by the server's alone; %.2f ×"
            + " sooner than one by one, %.2f × than two jobs side by side, %.2f × than four plain ones,"
            + " which let nobody write",
        moldable,
        moldable / builds.seconds(order + ": lower bound"),
        moldable / builds.figure(order + ": lower bound", "processBoundSeconds"),
        builds.seconds(order + ": default") / moldable,
        builds.seconds(order + ": 2 jobs, bytes descending") / moldable,
        builds.seconds(order + ": pgcopydb's way: 4 jobs, plain") / moldable);
  }

  private static String visible(CommittedReport materialize, String contender) {
    return say(
        "p50 %.1f, p99 %.1f, p99.9 %.1f ms",
        materialize.figure(contender, "visibleP50Millis"),
        materialize.figure(contender, "visibleP99Millis"),
        materialize.figure(contender, "visibleP999Millis"));
  }

  private static String answered(CommittedReport materialize, String contender) {
    return say(
        "p50 %.1f, p99 %.1f, p99.9 %.1f ms",
        materialize.figure(contender, "answeredP50Ms"),
        materialize.figure(contender, "answeredP99Ms"),
        materialize.figure(contender, "answeredP999Ms"));
  }

  private static String mariaDb(CommittedReport extract) {
    String one = mariaDb(extract, ", 1 worker");
    String two = mariaDb(extract, ", 2 workers");
    String bare = "MariaDB sparse: binary copy to nowhere";
    return say(
        "%s and %s rows/s: %s and %s of one bare binary drain",
        count(extract.rate(one)),
        count(extract.rate(two)),
        percent(extract.times(one, bare)),
        percent(extract.times(two, bare)));
  }

  private static String mariaDb(CommittedReport extract, String workers) {
    return extract.best(
        "MariaDB sparse" + workers,
        name -> name.startsWith("MariaDB sparse: ") && name.endsWith(workers));
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String percent(double share) {
    return say("%.0f %%", share * 100);
  }

  /// Three digits are as many as the runs agree on.
  private static String count(double value) {
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 2));
    return Amounts.count(Math.round(Math.round(value / unit) * unit));
  }

  private static String millis(double value) {
    return Amounts.duration(Duration.ofMillis(Math.round(value)));
  }
}
