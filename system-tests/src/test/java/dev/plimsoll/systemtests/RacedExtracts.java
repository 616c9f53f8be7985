package dev.plimsoll.systemtests;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.testkit.ExtractRequests;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Extracts into targets by two processes of the sync service, and the strikes that they suffer.
///
/// @param second process of the sync service, beside the one that is asked
/// @param source of all rounds
/// @param atWork strikes that met a load at work
record RacedExtracts(
    SystemUnderTest plimsoll,
    ServiceProcess second,
    DatabaseAddress source,
    Random random,
    AtomicInteger atWork) {
  static final List<String> TABLES = List.of("parcels", "stamps");
  private static final Duration FROZEN = Duration.ofSeconds(4);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  private static final String CHANGE =
      """
      UPDATE raced.%1$s SET version = version + 1 WHERE id %% 7 = %2$d %% 7;
      DELETE FROM raced.%1$s WHERE id %% 1000 = %2$d;
      """;

  RunningExtract start(String target, @Nullable IncrementRequest increment) {
    return RunningExtract.start(
        plimsoll, ExtractRequests.incremental("raced", List.of("raced.*"), target, increment));
  }

  /// So many of them as nearly at once as may be.
  List<RunningExtract> start(String target, int extracts) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RunningExtract>> started = new ArrayList<>();
      for (int i = 0; i < extracts; i++) {
        started.add(threads.submit(() -> start(target, null)));
      }
      List<RunningExtract> all = new ArrayList<>();
      for (Future<RunningExtract> one : started) {
        all.add(one.get());
      }
      return all;
    }
  }

  void cancel(RunningExtract extract) {
    Patiently.ask(() -> plimsoll.sync().control(extract.id(), "cancel"));
  }

  void pause(Duration longest) throws InterruptedException {
    // Moments are to be random here; nothing is waited for.
    Thread.sleep(random.nextLong(longest.toMillis()));
  }

  <T> T anyOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /// @param next begun while the second process is frozen
  /// @param cancelled told of who is cancelled
  String strike(RunningExtract victim, Runnable next, Consumer<RunningExtract> cancelled)
      throws InterruptedException {
    switch (random().nextInt(4)) {
      case 0 -> {
        cancel(victim);
        cancelled.accept(victim);
        return "cancelled " + victim.id();
      }
      case 1 -> {
        plimsoll().killAndRestart(ServiceName.SYNC);
        return "killed the first process";
      }
      case 2 -> {
        second().kill();
        second().restart();
        return "killed the second process";
      }
      default -> {
        try (FrozenProcess _ = FrozenProcess.of(second().pid())) {
          cancel(victim);
          cancelled.accept(victim);
          next.run();
          // How long it stays frozen is what the others have to live with.
          TimeUnit.MILLISECONDS.sleep(FROZEN.toMillis());
        }
        return "froze the second process, cancelled " + victim.id();
      }
    }
  }

  static List<TableView> ends(List<RunningExtract> extracts) {
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

  void change() throws SQLException {
    int which = random().nextInt(1000);
    for (String table : TABLES) {
      execute(plimsoll, source, CHANGE.formatted(table, which));
    }
  }

  /// Rows and an order-independent sum over all rows of each table.
  Map<String, String> contents(DatabaseAddress database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    for (String table : TABLES) {
      String sql =
          "SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 42)), 0)"
              + " FROM raced.%s AS t".formatted(table);
      contents.put(table, ask(database, sql));
    }
    return contents;
  }

  /// Empty for no row.
  String ask(DatabaseAddress database, String sql) throws SQLException {
    try (Connection connection = plimsoll.open(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  static void execute(SystemUnderTest plimsoll, DatabaseAddress database, String... sql)
      throws SQLException {
    try (Connection connection = plimsoll.open(database);
        Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }
}
