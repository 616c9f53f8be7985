package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.testkit.Campaign;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two, then eight, extracts of the same tables into one target at once, by two processes of the
/// sync service, while extracts are cancelled and processes frozen and killed at seeded moments.
/// A table is loaded by one of them at the most, and then equals the source; else each failure says
/// which load had it. Increments that are cancelled and followed by others end where the source is.
///
/// Two rounds in every build, twenty in a campaign.
@Order(4)
final class ConcurrentLoadsST {
  private static final int ROUNDS = Campaign.rounds(2, 20);
  private static final List<String> TABLES = List.of("parcels", "stamps");
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(700);
  private static final Duration FROZEN = Duration.ofSeconds(4);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);
  private static final int INCREMENTS = 4;

  private static final IncrementRequest EVERYTHING_NEW =
      new IncrementRequest("xmin", null, null, null, null, new DeletesRequest(100, null));

  private static final Set<ErrorCode> LOSERS =
      EnumSet.of(
          ErrorCode.TARGET_OWNED,
          ErrorCode.TARGET_NOT_EMPTY,
          ErrorCode.EXTRACT_CANCELLED,
          ErrorCode.CONFLICT);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "PLIMSOLL_SYNC_STALLED_AFTER", "2S",
          "PLIMSOLL_SYNC_RANGE_SIZE", "1M",
          "PLIMSOLL_SYNC_OBJECT_SIZE", "1M",
          "PLIMSOLL_SYNC_ROW_GROUP_SIZE", "1M",
          "PLIMSOLL_SYNC_RECOVERY_INTERVAL", "0.5S",
          "PLIMSOLL_SYNC_RETRY_LONGEST_PAUSE", "1S");

  private static final String SOURCE =
      """
      CREATE SCHEMA raced;
      CREATE TABLE raced.parcels (id int PRIMARY KEY, body text NOT NULL, version int NOT NULL);
      INSERT INTO raced.parcels
        SELECT g, encode(sha256(int8send(g)), 'hex') || encode(sha256(int8send(-g)), 'hex'), 0
        FROM generate_series(1, 60000) AS g;
      CREATE TABLE raced.stamps (id int PRIMARY KEY, body text NOT NULL, version int NOT NULL);
      INSERT INTO raced.stamps SELECT g, md5(g::text), 0 FROM generate_series(1, 500) AS g;
      """;

  private static final String CHANGE =
      """
      UPDATE raced.%1$s SET version = version + 1 WHERE id %% 7 = %2$d %% 7;
      DELETE FROM raced.%1$s WHERE id %% 1000 = %2$d;
      """;

  @TempDir private Path folder;

  /// @param second process of the sync service, beside the one that is asked
  /// @param source of all rounds
  private record Parts(
      SystemUnderTest plimsoll, ServiceProcess second, DatabaseAddress source, Random random) {

    RunningExtract start(String target, @Nullable IncrementRequest increment) {
      return RunningExtract.start(
          plimsoll,
          new ExtractRequest(
              "raced", List.of("raced.*"), target, null, null, null, null, null, null, increment));
    }

    void cancel(RunningExtract extract) {
      Patiently.ask(() -> plimsoll.sync().control(extract.id(), "cancel"));
    }

    void pause(Duration longest) throws InterruptedException {
      Thread.sleep(random.nextLong(longest.toMillis()));
    }

    <T> T anyOf(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }
  }

  @Test
  void aTableIsLoadedByOneAndTheOthersSayWhose() throws Exception {
    long seed = Campaign.seed();
    try (SystemUnderTest plimsoll =
        SystemUnderTest.start(
            folder, EnumSet.of(ServiceName.SYNC, ServiceName.MATERIALIZER), SETTINGS)) {
      DatabaseAddress source = plimsoll.createDatabase("raced_source");
      try (Connection connection = plimsoll.open(source);
          Statement statement = connection.createStatement()) {
        statement.execute(SOURCE);
        statement.execute("VACUUM (ANALYZE)");
      }
      plimsoll.sync().register(new EndpointRegistration("raced", source));
      Parts parts =
          new Parts(
              plimsoll, plimsoll.system().startAnother(ServiceName.SYNC), source, new Random(seed));
      for (int round = 1; round <= ROUNDS; round++) {
        String name = "raced_" + round;
        DatabaseAddress target = plimsoll.createDatabase(name);
        plimsoll.sync().register(new EndpointRegistration(name, target));
        if (round % 4 == 0) {
          followEachOther(parts, name, target);
        } else {
          race(parts, round % 2 == 1 ? 2 : 8, name, target);
        }
      }
    }
  }

  private static void race(Parts parts, int extracts, String name, DatabaseAddress target)
      throws Exception {
    // Given
    List<RunningExtract> started = new ArrayList<>();
    List<String> blows = new ArrayList<>();
    while (started.size() < extracts) {
      started.add(parts.start(name, null));
      parts.pause(LONGEST_PAUSE.dividedBy(extracts));
      // When
      if (parts.random().nextInt(extracts) < 2) {
        blows.add(strike(parts, parts.anyOf(started), () -> started.add(parts.start(name, null))));
      }
    }
    List<TableView> ends = ends(started);
    // Then
    Map<String, String> wanted = contents(parts, parts.source());
    Map<String, String> found = contents(parts, target);
    for (String table : TABLES) {
      List<TableView> of = ends.stream().filter(end -> end.table().name().equals(table)).toList();
      String round = "%s in %s, %s: %s".formatted(table, name, blows, said(of));
      System.out.println(round);
      assertThat(of)
          .as(round)
          .allMatch(end -> end.state() == TableState.LOADED || LOSERS.contains(end.errorCode()))
          .filteredOn(end -> end.errorCode() == ErrorCode.TARGET_OWNED)
          .allMatch(end -> started.stream().anyMatch(extract -> names(end, extract)));
      List<TableView> loaded = of.stream().filter(end -> end.state() == TableState.LOADED).toList();
      assertThat(loaded).as(round).hasSizeLessThanOrEqualTo(1);
      if (!loaded.isEmpty()) {
        assertThat(found).as(round).containsEntry(table, String.valueOf(wanted.get(table)));
      }
      assertThat(rowsThereTwice(parts, target, table)).as(round).isZero();
    }
  }

  private static void followEachOther(Parts parts, String name, DatabaseAddress target)
      throws Exception {
    List<RunningExtract> started = new ArrayList<>();
    List<String> blows = new ArrayList<>();
    for (int i = 0; i < INCREMENTS; i++) {
      // Given rows that were changed and removed since
      change(parts);
      RunningExtract extract = parts.start(name, EVERYTHING_NEW);
      started.add(extract);
      parts.pause(LONGEST_PAUSE);
      // When it is cancelled, and perhaps held up until the next one is at work
      blows.add(strike(parts, extract, () -> started.add(parts.start(name, EVERYTHING_NEW))));
      parts.cancel(extract);
    }
    change(parts);
    ends(started);
    List<TableView> ends = ends(List.of(parts.start(name, EVERYTHING_NEW)));
    // Then
    String round = "%s, %s: %s".formatted(name, blows, said(ends));
    System.out.println(round);
    assertThat(ends).as(round).allMatch(end -> end.state() == TableState.LOADED);
    assertThat(contents(parts, target)).as(round).isEqualTo(contents(parts, parts.source()));
  }

  /// @param next begun while the second process is frozen
  private static String strike(Parts parts, RunningExtract victim, Runnable next)
      throws InterruptedException {
    switch (parts.random().nextInt(4)) {
      case 0 -> {
        parts.cancel(victim);
        return "cancelled " + victim.id();
      }
      case 1 -> {
        parts.plimsoll().killAndRestart(ServiceName.SYNC);
        return "killed the first process";
      }
      case 2 -> {
        parts.second().kill();
        parts.second().restart();
        return "killed the second process";
      }
      default -> {
        try (FrozenProcess _ = FrozenProcess.of(parts.second().pid())) {
          parts.cancel(victim);
          next.run();
          TimeUnit.MILLISECONDS.sleep(FROZEN.toMillis());
        }
        return "froze the second process, cancelled " + victim.id();
      }
    }
  }

  private static List<TableView> ends(List<RunningExtract> extracts) {
    List<TableView> ends = new ArrayList<>();
    for (RunningExtract extract : extracts) {
      ends.addAll(
          await("the end of " + extract.id())
              .atMost(ENDS_WITHIN)
              .until(extract::view, view -> view.state() != ExtractView.State.RUNNING)
              .tables());
    }
    return ends;
  }

  private static List<String> said(List<TableView> ends) {
    return ends.stream()
        .map(end -> end.errorCode() == null ? end.state().name() : end.errorCode().value())
        .toList();
  }

  private static boolean names(TableView refused, RunningExtract owner) {
    return String.valueOf(refused.error()).contains(owner.id().toString());
  }

  private static void change(Parts parts) throws SQLException {
    int which = parts.random().nextInt(1000);
    try (Connection connection = parts.plimsoll().open(parts.source());
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(CHANGE.formatted(table, which));
      }
    }
  }

  /// Rows and an order-independent sum over all rows of each table that is there.
  private static Map<String, String> contents(Parts parts, DatabaseAddress database)
      throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    for (String table : TABLES) {
      String sql =
          "SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 42)), 0)"
              + " FROM raced.%s AS t".formatted(table);
      contents.put(table, ask(parts, database, table, sql));
    }
    return contents;
  }

  private static long rowsThereTwice(Parts parts, DatabaseAddress target, String table)
      throws SQLException {
    return Long.parseLong(
        ask(parts, target, table, "SELECT count(*) - count(DISTINCT id) FROM raced." + table));
  }

  private static String ask(Parts parts, DatabaseAddress database, String table, String sql)
      throws SQLException {
    try (Connection connection = parts.plimsoll().open(database);
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT to_regclass('raced." + table + "')")) {
        row.next();
        if (row.getString(1) == null) {
          return "0";
        }
      }
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
