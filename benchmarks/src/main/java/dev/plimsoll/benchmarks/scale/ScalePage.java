package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.benchmarks.harness.Statistics;
import dev.plimsoll.benchmarks.scale.ScaleFindings.AtRest;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleFindings.LogCost;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Rebalance;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import dev.plimsoll.benchmarks.scale.ScaleModel.Bend;
import dev.plimsoll.benchmarks.scale.ScaleModel.Forecast;
import dev.plimsoll.benchmarks.scale.ScaleModel.Formula;
import dev.plimsoll.cli.text.Amounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Section of the report: what was measured, and apart from it what is modelled. A function of the
/// findings.
final class ScalePage {
  private final ScaleFindings findings;
  private final ScaleModel model;
  private final List<String> lines = new ArrayList<>();

  private ScalePage(ScaleFindings findings) {
    this.findings = findings;
    this.model = new ScaleModel(findings);
  }

  static Studied studied(ScaleFindings findings) {
    return new Studied(
        findings,
        answer(findings),
        section(findings),
        ScalePlots.of(findings),
        ScaleChecks.of(findings));
  }

  static List<String> section(ScaleFindings findings) {
    ScalePage page = new ScalePage(findings);
    page.write();
    return page.lines;
  }

  /// What bends first, in sentences.
  static List<String> answer(ScaleFindings findings) {
    ScaleModel model = new ScaleModel(findings);
    List<String> answer = new ArrayList<>();
    model.first("pods", true).ifPresent(bend -> answer.add("First of all: " + said(bend)));
    model.bends().stream()
        .filter(bend -> bend.axis().equals("pods") && bend.limit())
        .skip(1)
        .findFirst()
        .ifPresent(bend -> answer.add("Second: " + said(bend)));
    for (String axis : List.of("pods", "partitions", "batches")) {
      model
          .first(axis, false)
          .ifPresent(bend -> answer.add("First cost along %s: %s".formatted(axis, said(bend))));
    }
    return answer;
  }

  private static String said(Bend bend) {
    return "at %s %s, %s.".formatted(ScaleModel.number(bend.at()), bend.axis(), bend.what());
  }

  private void write() {
    add(
        "How many processes of each service are of use, what one that comes or goes costs, and what bends first beyond this machine.",
        "",
        "## What bends first",
        "",
        "Modelled from what was measured below; \"pods\" are processes of each service.",
        "");
    answer(findings).forEach(line -> add("- " + line));
    for (String axis : List.of("pods", "partitions", "batches")) {
      if (model.first(axis, false).isEmpty()) {
        add(
            "- No cost along %s is named: within the range none bends, or its formula is too far off."
                .formatted(axis));
      }
    }
    add(
        "",
        "## What this machine can show",
        "",
        "Everything runs on the cores named above: services, Kafka, PostgreSQL, S3 and who asks. Work that takes CPU gets no faster by more",
        "processes there than by what one leaves idle of the cores; what is below 1.00 × is what more processes cost. Where work waits and takes no CPU,",
        "more processes wait side by side: these rows show how the services scale. Waiting is made so: a link of 100 kB/s for each connection",
        "to the source; 2 ms for each move of a partition in the log; 20 ms for each row of an index.",
        "",
        "The load average before, above, is of others on this machine. Where it is not near 0, rates are lower, pauses longer and starts slower than on",
        "a quiet one. A process that has just started compiles its code, which costs CPU for its first minute: the large extract and",
        "the posted files were run before, uncounted, as many times as there were processes.",
        "",
        "## Measured: one, two and four processes",
        "",
        "![rates by number of processes](scale-rates.svg)",
        "");
    scaled();
    add(
        "",
        "Shares are of what each process says it has done, over all runs of a row: Jain's index is 1 where all did the same, and least / most",
        "compares the two ends. CPU is of services, PostgreSQL, and Kafka with S3. Whether anything was lost or doubled is asked of the target's",
        "rows, the log's segments and the tables' indexes by SQL.",
        "",
        "A builder takes all slots that nobody else has, so one has the same builds at a time as four: more of them are for when one goes. Where",
        "each row waits, an index is on an expression, and PostgreSQL lets such builds of one database wait for each other.",
        "",
        "The same without the services, measured in between:",
        "");
    beside();
    add(
        "",
        "## Measured: a process comes or goes",
        "",
        "Two processes work. One is added, one ends by SIGTERM, one by SIGKILL, each in the middle of the same work, and one is left.",
        "");
    rebalances();
    add(
        "",
        "Pauses are as a client sees them: of all work together, and the longest of one lane (a table, a topic of the log, or a build from when it",
        "was sent until its end). `quiet` is before anything happens: what lies above it is the cost. Shares are even when each process does at",
        "least half as much as the one that does most, over %.0f s; `-` where that was not seen before the next event."
            .formatted(Course.WINDOW_SECONDS),
        buildersAtRest(),
        "",
        "## Measured: processes at rest",
        "");
    atRest();
    add(
        "",
        "At rest means that the work of the rows above was done and proven some seconds before, and that the topics of the log that were deleted then",
        "had been cleared away.");
    add("", "## Measured: giving offsets, alone", "", "![cost of a batch](scale-log.svg)", "");
    logCosts();
    add(
        "",
        "One worker of the service's classes and a backlog, without a service around it. Batches that were there before are in segments of 50.",
        "",
        "## Modelled",
        "",
        "Nothing below was measured beyond the points above. Each formula is fitted by least squares without the point that it is held against;",
        "the residual is by how much it is off that point; where that is more than a third, nothing is made of it (`-`). It holds for this version and its defaults, and for a PostgreSQL that is as fast",
        "for each core as this one.",
        "");
    formulas();
    add("", "### More pods", "", "So many of each of sync, materializer and builder:", "");
    forecasts("pods of each", ScaleModel.PODS, model.ofPods());
    add("", "![at rest](scale-pods.svg)", "", "### More partitions of the log", "");
    forecasts("partitions", ScaleModel.PARTITIONS, model.ofPartitions());
    add("", "### More batches in the log", "");
    forecasts("batches", ScaleModel.BATCHES, model.ofBatches());
    add("", "### What bends, in order", "", "| along | from | what | kind |", "|---|---|---|---|");
    model
        .bends()
        .forEach(
            bend ->
                row(
                    bend.axis(),
                    ScaleModel.number(bend.at()),
                    bend.what(),
                    bend.limit() ? "a limit that is set" : "a cost, modelled"));
    add(
        "",
        "Limits that are set come from settings and topics and are the same everywhere. All of it took %.0f s."
            .formatted(findings.tookSeconds()),
        "");
  }

  /// Who comes and goes without a build shows no more than that the others are not disturbed.
  private String buildersAtRest() {
    boolean some =
        findings.scaled().stream()
            .filter(one -> one.service().equals("builder"))
            .anyMatch(one -> Fairness.of(one.shares()).leastOverMost() == 0);
    return some
        ? "Builders with a share of 0 above had nothing to build: of a plan whose builds run one after the other, each goes to the first free slot. So"
            + " the rows of builder here show that others are not disturbed, and not what it takes until a build is followed by another."
        : "";
  }

  private void scaled() {
    row(
        "service",
        "work",
        "limit",
        "processes",
        "rate",
        "x one",
        "each run",
        "Jain",
        "least / most",
        "CPU µs a unit",
        "lost",
        "doubled");
    rule(12);
    for (Scaled one : findings.scaled()) {
      Fairness fairness = Fairness.of(one.shares());
      row(
          one.service(),
          one.work(),
          one.limit(),
          Integer.toString(one.processes()),
          rate(ScaleModel.rate(one), one.unit()),
          fixed(ScaleModel.rate(one) / ScaleModel.rate(ScaleChecks.single(findings, one))),
          one.rates().stream().map(ScaleModel::number).collect(Collectors.joining(", ")),
          fixed(fairness.jain()),
          fixed(fairness.leastOverMost()),
          "%s + %s + %s"
              .formatted(
                  ScaleModel.number(one.cpuMicros().service()),
                  ScaleModel.number(one.cpuMicros().postgres()),
                  ScaleModel.number(one.cpuMicros().stack())),
          Long.toString(one.lost()),
          Long.toString(one.doubled()));
    }
  }

  private void beside() {
    row("work", "by", "rate, median", "each", "role");
    rule(5);
    findings.beside().stream()
        .collect(
            Collectors.groupingBy(
                one -> one.work() + one.name(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(
            runs -> {
              Beside first = runs.getFirst();
              row(
                  first.work(),
                  first.name(),
                  rate(Statistics.median(runs.stream().map(Beside::rate).toList()), first.unit()),
                  runs.stream()
                      .map(one -> ScaleModel.number(one.rate()))
                      .collect(Collectors.joining(", ")),
                  first.ceiling() ? "ceiling" : "baseline");
            });
  }

  private void rebalances() {
    row(
        "service",
        "a process is",
        "processes",
        "pause, s",
        "pause of a lane, s",
        "ready or gone after, s",
        "even after, s",
        "lost",
        "doubled");
    rule(9);
    for (Rebalance one : findings.rebalances()) {
      row(
          one.service(),
          one.event(),
          one.from() == one.to() ? Integer.toString(one.from()) : one.from() + " → " + one.to(),
          fixed(one.pauseSeconds()),
          fixed(one.laneSeconds()),
          fixed(one.tookSeconds()),
          fixed(one.evenSeconds()),
          Long.toString(one.lost()),
          Long.toString(one.doubled()));
    }
  }

  private void atRest() {
    row(
        "service",
        "processes",
        "cores of each",
        "cores of PostgreSQL, of all that runs",
        "transactions/s, of all",
        "connections, of this service",
        "requests/s to Kafka of each");
    rule(7);
    for (AtRest one : findings.atRest()) {
      row(
          one.service(),
          Integer.toString(one.processes()),
          ScaleModel.number(one.cpu()),
          ScaleModel.number(one.postgresCpu()),
          ScaleModel.number(one.transactions()),
          Integer.toString(one.connections()),
          ScaleModel.number(one.requests()));
    }
  }

  private void logCosts() {
    row(
        "partitions",
        "batches there before",
        "batches placed",
        "CPU of PostgreSQL, µs a batch",
        "µs a batch",
        "MB of segments");
    rule(6);
    for (LogCost one : findings.logCosts()) {
      row(
          Amounts.count(one.partitions()),
          Amounts.count(one.history()),
          Amounts.count(one.batches()),
          ScaleModel.number(one.cpuMicros()),
          ScaleModel.number(one.micros()),
          ScaleModel.number(one.bytes() / 1e6));
    }
  }

  private void formulas() {
    row("quantity", "formula", "fitted on", "held against", "residual");
    rule(5);
    for (Formula one : model.formulas()) {
      row(
          one.quantity(),
          one.formula(),
          one.fitted(),
          one.heldOut(),
          String.format(Locale.ROOT, "%+.0f %%", one.residual() * 100));
    }
  }

  private void forecasts(String axis, List<? extends Number> at, List<Forecast> forecasts) {
    List<String> head = new ArrayList<>(List.of(axis));
    at.forEach(value -> head.add(Amounts.count(value.longValue())));
    row(head.toArray(String[]::new));
    rule(head.size());
    for (Forecast one : forecasts) {
      List<String> cells = new ArrayList<>(List.of(one.quantity()));
      one.values().forEach(value -> cells.add(ScaleModel.number(value)));
      row(cells.toArray(String[]::new));
    }
  }

  private static String rate(double rate, String unit) {
    return "%s %s/s".formatted(ScaleModel.number(rate), unit);
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
