package dev.plimsoll.benchmarks.advise;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.Recommendation;
import dev.plimsoll.advice.SchemaAdvice;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.benchmarks.advise.peer.PeerCosts;
import dev.plimsoll.benchmarks.advise.peer.PeerIndex;
import dev.plimsoll.benchmarks.advise.peer.PeerMethod;
import dev.plimsoll.benchmarks.advise.workload.Torc;
import dev.plimsoll.benchmarks.advise.workload.TpcH;
import dev.plimsoll.benchmarks.advise.workload.WorkloadContest;
import dev.plimsoll.benchmarks.advise.workload.WorkloadContest.Entry;
import dev.plimsoll.benchmarks.advise.workload.WorkloadContest.Proposal;
import dev.plimsoll.benchmarks.advise.workload.WorkloadQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The advisor's set beside those of known methods, on a database of PostgreSQL with HypoPG. Steps
/// are told apart, since together they take minutes: `load`, then `advise`, `peers` and `contest`.
/// Sets are kept in files, a `CREATE INDEX` a line, and a line that begins with `-- custom plan: `
/// for each query that is to be planned for its values each time.
///
/// Run as `ContestProcess URL tpch|torc STEP …`, where the steps are `load`; `advise FILE
/// MEGABYTES SECONDS`, by costs where the seconds are 0; `peers FOLDER MEGABYTES`; and
/// `contest ROUNDS SECONDS FILE…`, where a run is ended after the seconds.
///
/// A figure is of a server with the settings that `initdb` leaves, all of them, on a machine that
/// does nothing else, by a client on the same machine with the driver's default settings, unless
/// `docs/concepts/advice.md` says otherwise beside it.
public final class ContestProcess {
  private static final double SCALE = 0.1;
  private static final int JOBS = 300_000;
  private static final int WORKFLOWS = 200;
  private static final long SEED = 7;
  // With few, chance decides how often the largest workflows are asked for.
  private static final int BINDINGS = 10;
  private static final Duration CAP = Duration.ofSeconds(15);
  private static final long MEGABYTE = 1_000_000;
  private static final String CUSTOM_PLAN = "-- custom plan: ";

  private final String url;
  private final boolean torc;

  private ContestProcess(String url, boolean torc) {
    this.url = url;
    this.torc = torc;
  }

  public static void main(String... given) throws SQLException, IOException {
    ContestProcess process = new ContestProcess(given[0], given[1].equals("torc"));
    List<String> more = List.of(given).subList(3, given.length);
    switch (given[2]) {
      case "load" -> process.load();
      case "advise" ->
          process.advise(
              Path.of(more.getFirst()), Long.parseLong(more.get(1)), Long.parseLong(more.get(2)));
      case "peers" -> process.peers(Path.of(more.getFirst()), Long.parseLong(more.get(1)));
      case "contest" ->
          process.contest(
              new WorkloadContest(
                  Integer.parseInt(more.getFirst()),
                  Duration.ofSeconds(Long.parseLong(more.get(1)))),
              more.subList(2, more.size()));
      default -> throw new IllegalArgumentException("no such step: " + given[2]);
    }
  }

  private String schema() {
    return torc ? Torc.SCHEMA : TpcH.SCHEMA;
  }

  private Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setSchema(schema());
    return connection;
  }

  private List<WorkloadQuery> queries(Connection connection) throws SQLException {
    return torc ? Torc.queries(connection, SEED, BINDINGS) : TpcH.queries(SCALE);
  }

  private void load() throws SQLException {
    try (Connection connection = open()) {
      if (torc) {
        Torc.create(connection, JOBS, WORKFLOWS);
      } else {
        TpcH.create(connection, SCALE);
      }
    }
  }

  private void advise(Path file, long megabytes, long seconds) throws SQLException, IOException {
    List<ObservedStatement> statements;
    try (Connection connection = open()) {
      statements =
          queries(connection).stream()
              .map(query -> ObservedStatement.weighted(query.name(), query.text(), query.calls()))
              .toList();
    }
    AdviceRequest byCosts = AdviceRequest.byCosts(Budget.ofBytes(megabytes * MEGABYTE));
    Advice advice =
        new Advisor(this::open)
            .advise(
                statements,
                seconds == 0
                    ? byCosts
                    : byCosts.measured(
                        new Trial("advice_contest", 1, CAP, Duration.ofSeconds(seconds))));
    for (Recommendation one : advice.recommendations()) {
      System.out.printf(
          Locale.ROOT,
          "%s, %.1f MB, saves %.2f %%%n",
          one.candidate().brief(),
          one.bytes() / 1e6,
          100 * one.savedShare());
    }
    advice
        .notProposed()
        .forEach(one -> System.out.printf("not %s: %s%n", one.candidate().brief(), one.reason()));
    System.out.printf("%s%nslower: %s%n%s%n", advice.total(), advice.slower(), advice.notes());
    advice.schema().forEach(one -> System.out.println(one.statement() + ": " + one.text()));
    Files.write(
        file,
        Stream.concat(
                advice.recommendations().stream()
                    .map(
                        one -> one.createSql().replaceFirst("CONCURRENTLY (\"[^\"]+\"|\\S+) ", "")),
                advice.schema().stream()
                    .filter(one -> one.kind() == SchemaAdvice.Kind.GENERIC_PLAN)
                    .map(one -> CUSTOM_PLAN + one.statement()))
            .toList());
  }

  private void peers(Path folder, long megabytes) throws SQLException, IOException {
    for (PeerMethod method : PeerMethod.values()) {
      try (Connection connection = DriverManager.getConnection(url)) {
        connection.createStatement().execute("SET search_path = %s, public".formatted(schema()));
        PeerCosts costs = PeerCosts.of(connection, schema(), queries(connection));
        List<String> set =
            method.propose(costs, megabytes * MEGABYTE).stream().map(PeerIndex::createSql).toList();
        System.out.printf("%s: %s%n", method, String.join("; ", set));
        Files.write(folder.resolve(method.name().toLowerCase(Locale.ROOT) + ".sql"), set);
      }
    }
  }

  private static Proposal proposal(List<String> lines) {
    return new Proposal(
        lines.stream().filter(line -> !line.startsWith(CUSTOM_PLAN)).toList(),
        lines.stream()
            .filter(line -> line.startsWith(CUSTOM_PLAN))
            .map(line -> line.substring(CUSTOM_PLAN.length()))
            .collect(Collectors.toSet()));
  }

  private void contest(WorkloadContest contest, List<String> files)
      throws SQLException, IOException {
    Map<String, Proposal> sets = new LinkedHashMap<>();
    for (String file : files) {
      sets.put(file, proposal(Files.readAllLines(Path.of(file))));
    }
    try (Connection connection = open()) {
      for (Entry entry : contest.hold(connection, queries(connection), sets)) {
        System.out.printf(
            Locale.ROOT,
            "%s, %.1f MB%n%s%n",
            entry.name(),
            entry.bytes() / 1e6,
            entry.comparison());
      }
    }
  }
}
