package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.testkit.Campaign;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two, then four, extracts of the same tables into one target at once (eight in a campaign), by
/// two processes of the sync service, while extracts are cancelled and processes frozen and killed
/// at seeded moments. A table is loaded by one of them at the most, and then equals the source;
/// where nobody was cancelled, by one. Each of the others says which load had it, and where that
/// was cancelled in the middle, the commands that it names make the table whole. Increments that
/// are cancelled and followed by others end where the source is.
///
/// The target's tables are slow, so that strikes meet loads at work; those that do are counted.
///
/// Two rounds in every build, twenty in a campaign.
@Order(4)
final class ConcurrentLoadsST {
  private static final int ROUNDS = Campaign.rounds(2, 20);
  private static final int MANY = Campaign.isLong() ? 8 : 4;
  private static final int STRIKES = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(700);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);
  private static final int INCREMENTS = 4;

  private static final IncrementRequest EVERYTHING_NEW =
      new IncrementRequest("xmin", null, null, null, null, new DeletesRequest(100, null));

  private static final Set<ErrorCode> OTHERS_HAVE_IT =
      Set.of(ErrorCode.TARGET_OWNED, ErrorCode.TARGET_NOT_EMPTY);

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

  // Each COPY waits, which takes time and no processor.
  private static final String SLOW_TARGET =
      """
      CREATE SCHEMA raced;
      CREATE TABLE raced.parcels (id int NOT NULL, body text NOT NULL, version int NOT NULL);
      CREATE TABLE raced.stamps (id int NOT NULL, body text NOT NULL, version int NOT NULL);
      CREATE FUNCTION raced.slow() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_sleep(0.4);
        RETURN NULL;
      END $$;
      CREATE TRIGGER slow BEFORE INSERT ON raced.parcels
        FOR EACH STATEMENT EXECUTE FUNCTION raced.slow();
      CREATE TRIGGER slow BEFORE INSERT ON raced.stamps
        FOR EACH STATEMENT EXECUTE FUNCTION raced.slow();
      """;

  private static final String AT_WORK =
      "SELECT count(*) FROM pg_stat_progress_copy WHERE datname = current_database()";

  private static final String OWNER =
      "SELECT extract FROM plimsoll.table_owner WHERE table_name = '%s'";

  @TempDir private Path folder;

  @Test
  void aTableIsLoadedByOneAndTheOthersSayWhose() throws Exception {
    long seed = Campaign.seed();
    try (SystemUnderTest plimsoll =
        SystemUnderTest.start(
            folder,
            EnumSet.of(ServiceName.PLANNER, ServiceName.SYNC, ServiceName.MATERIALIZER),
            SETTINGS)) {
      DatabaseAddress source = plimsoll.createDatabase("raced_source");
      RacedExtracts.execute(plimsoll, source, SOURCE, "VACUUM (ANALYZE)");
      Registrations.register(plimsoll.planner(), plimsoll.sync(), "raced", source);
      RacedExtracts parts =
          new RacedExtracts(
              plimsoll,
              plimsoll.system().startAnother(ServiceName.SYNC),
              source,
              new Random(seed),
              new AtomicInteger());
      for (int round = 1; round <= ROUNDS; round++) {
        String name = "raced_" + round;
        DatabaseAddress target = plimsoll.createDatabase(name);
        Registrations.register(plimsoll.planner(), plimsoll.sync(), name, target);
        if (round % 4 == 0) {
          followEachOther(parts, name, target);
        } else {
          RacedExtracts.execute(plimsoll, target, SLOW_TARGET);
          new Race(parts, name, target).run(round % 2 == 1 ? 2 : MANY);
        }
      }
      System.out.println("strikes that met a load at work: " + parts.atWork());
      assertThat(parts.atWork().get()).isGreaterThanOrEqualTo(ROUNDS / 2);
      OwnSchemas.assertWell(plimsoll, "sync", "materializer", "planner");
    }
  }

  /// One round of extracts into one target.
  ///
  /// @param name of the target's endpoint
  private record Race(
      RacedExtracts parts,
      String name,
      DatabaseAddress target,
      List<RunningExtract> started,
      List<RunningExtract> cancelled,
      List<String> blows) {

    Race(RacedExtracts parts, String name, DatabaseAddress target) {
      this(parts, name, target, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void run(int extracts) throws Exception {
      // Given
      started.addAll(parts.start(name, extracts));
      // When
      for (int i = 0; i < STRIKES; i++) {
        boolean work = awaitWork();
        RunningExtract victim = victim();
        blows.add(
            parts.strike(victim, () -> started.add(parts.start(name, null)), cancelled::add)
                + (work ? " at work" : ""));
        if (work) {
          parts.atWork().incrementAndGet();
        }
      }
      List<TableView> ends = RacedExtracts.ends(started);
      // Then
      for (String table : RacedExtracts.TABLES) {
        List<TableView> of = ends.stream().filter(end -> end.table().name().equals(table)).toList();
        require(table, of);
      }
      assertThat(parts.contents(target))
          .as("%s, %s", name, blows)
          .isEqualTo(parts.contents(parts.source()));
    }

    /// At a seeded moment after rows are being sent to the target.
    ///
    /// @return false where all loads have ended before that
    private boolean awaitWork() throws Exception {
      awaitCopyOrEnd();
      parts.pause(LONGEST_PAUSE);
      return awaitCopyOrEnd();
    }

    private boolean awaitCopyOrEnd() {
      return await("a load at work, or the end of all")
          .atMost(ENDS_WITHIN)
          .pollInterval(BETWEEN_LOOKS)
          .until(
              () ->
                  isCopying()
                      ? Optional.of(true)
                      : hasEnded() ? Optional.of(false) : Optional.<Boolean>empty(),
              Optional::isPresent)
          .orElseThrow();
    }

    private boolean isCopying() throws SQLException {
      return !parts.ask(target, AT_WORK).equals("0");
    }

    private boolean hasEnded() {
      return started.stream().allMatch(one -> one.view().state() != ExtractView.State.RUNNING);
    }

    /// Every other time the one that has the larger table.
    private RunningExtract victim() throws SQLException {
      String owner = parts.random().nextBoolean() ? owner("parcels") : "";
      return started.stream()
          .filter(one -> one.id().toString().equals(owner))
          .findFirst()
          .orElseGet(() -> parts.anyOf(started));
    }

    /// Empty where nobody has claimed it yet.
    private String owner(String table) throws SQLException {
      boolean any =
          !parts.ask(target, "SELECT count(to_regclass('plimsoll.table_owner'))").equals("0");
      return any ? parts.ask(target, OWNER.formatted(table)) : "";
    }

    private void require(String table, List<TableView> of) throws Exception {
      String round = "%s in %s, %s: %s".formatted(table, name, blows, said(of));
      System.out.println(round);
      assertThat(of)
          .as(round)
          .allMatch(
              end ->
                  end.state() == TableState.LOADED
                      || code(end) == ErrorCode.EXTRACT_CANCELLED
                      || OTHERS_HAVE_IT.contains(code(end)) && namesOneOf(end, started));
      List<TableView> loaded = of.stream().filter(end -> end.state() == TableState.LOADED).toList();
      assertThat(loaded).as(round).hasSizeLessThanOrEqualTo(1);
      if (loaded.isEmpty()) {
        // Who had it was cancelled; by what the others were told, the table becomes whole.
        assertThat(cancelled).as(round).isNotEmpty();
        makeWhole(table, round);
      }
    }

    private void makeWhole(String table, String round) throws Exception {
      String owner = owner(table);
      RunningExtract last = started.getFirst();
      QualifiedName name = new QualifiedName("raced", table);
      if (!owner.isEmpty()) {
        assertThat(cancelled)
            .as("%s, started %s, owned by %s", round, started, owner)
            .anyMatch(one -> one.id().toString().equals(owner));
        UUID id = UUID.fromString(owner);
        if (parts.random().nextBoolean()) {
          last = new RunningExtract(parts.plimsoll(), id);
        } else {
          Patiently.ask(() -> parts.plimsoll().sync().control(id, name, "discard"));
        }
      }
      UUID retried = last.id();
      Patiently.ask(() -> parts.plimsoll().sync().control(retried, name, "retry"));
      assertThat(RacedExtracts.ends(List.of(last)))
          .as(round)
          .filteredOn(end -> end.table().equals(name))
          .allMatch(end -> end.state() == TableState.LOADED);
      System.out.println("  whole after a retry of " + retried + ", owned by " + owner);
    }
  }

  private static void followEachOther(RacedExtracts parts, String name, DatabaseAddress target)
      throws Exception {
    List<RunningExtract> started = new ArrayList<>();
    List<String> blows = new ArrayList<>();
    for (int i = 0; i < INCREMENTS; i++) {
      // Given rows that were changed and removed since
      parts.change();
      RunningExtract extract = parts.start(name, EVERYTHING_NEW);
      started.add(extract);
      parts.pause(LONGEST_PAUSE);
      // When it is cancelled, and perhaps held up until the next one is at work
      blows.add(
          parts.strike(extract, () -> started.add(parts.start(name, EVERYTHING_NEW)), _ -> {}));
      parts.cancel(extract);
    }
    parts.change();
    RacedExtracts.ends(started);
    List<TableView> ends = RacedExtracts.ends(List.of(parts.start(name, EVERYTHING_NEW)));
    // Then
    String round = "%s, %s: %s".formatted(name, blows, said(ends));
    System.out.println(round);
    assertThat(ends).as(round).allMatch(end -> end.state() == TableState.LOADED);
    assertThat(parts.contents(target)).as(round).isEqualTo(parts.contents(parts.source()));
  }

  private static List<String> said(List<TableView> ends) {
    return ends.stream()
        .map(end -> end.failure() == null ? end.state().name() : end.failure().code().value())
        .toList();
  }

  private static @Nullable ErrorCode code(TableView end) {
    return end.failure() == null ? null : end.failure().code();
  }

  private static boolean namesOneOf(TableView refused, List<RunningExtract> owners) {
    return owners.stream()
        .anyMatch(owner -> refused.failure().message().contains(owner.id().toString()));
  }
}
