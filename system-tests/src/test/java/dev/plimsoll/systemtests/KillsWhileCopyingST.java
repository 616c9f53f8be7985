package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sync service, the source's PostgreSQL, the object store, and the broker with the services'
/// own database (and the target) are killed at seeded random moments while tables are extracted and
/// loaded: source, files, log and target are equal afterwards, no batch is told of twice, and
/// nothing is left in the bucket that nobody was told of.
///
/// Four kills and more in every build, twenty in a campaign; `-Dplimsoll.campaign.seed=N` repeats a
/// run.
@Order(3)
final class KillsWhileCopyingST {
  private static final int KILLS = Campaign.rounds(4, 20);
  private static final int KILLS_A_COPY = 8;
  private static final int MOST_COPIES = 12;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(600);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  // Until one was hit: after a kill it takes a slow machine a while to come to an upload again.
  private static final Duration UPLOADED_WITHIN = Duration.ofMinutes(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
  private static final Duration SWEPT_WITHIN = Duration.ofMinutes(2);

  // Kills before the end of their copy, of all: others may have hit its last moment, which shows
  // nothing.
  private static final int IN_THE_MIDDLE = KILLS * 4 / 5;
  private static final int OF_EACH = Math.max(1, KILLS / 10);

  // Outages of this test last seconds, so nobody needs to wait for longer ones; and what nobody
  // goes on with is swept at once instead of an hour later.
  private static final Map<String, String> QUICK =
      Map.of(
          "PLIMSOLL_SYNC_RETRY_LONGEST_PAUSE", "1S",
          // As long as by default, in shorter pauses: where much runs, a killed store was away for
          // more than eighteen seconds.
          "PLIMSOLL_SYNC_RETRY_ATTEMPTS", "150",
          "PLIMSOLL_SYNC_RECOVERY_INTERVAL", "0.5S",
          "PLIMSOLL_SYNC_SWEEP_INTERVAL", "3S",
          "PLIMSOLL_SYNC_SWEEP_AGE", "3S");

  private enum Victim {
    SYNC,
    SOURCE,
    STORE,
    BROKER;

    /// Whether the copy needs it for what is left to do.
    boolean isNeededBy(ExtractView extract) {
      return switch (this) {
        case SOURCE -> CopiedTables.isBeingRead(extract);
        case SYNC, STORE, BROKER -> extract.state() == ExtractView.State.RUNNING;
      };
    }
  }

  /// @param reading the source had rows to be read still
  /// @param loading the target had some rows, and not yet all
  /// @param uploads of many parts that were under way
  /// @param at just before
  private record Kill(Victim victim, boolean reading, boolean loading, int uploads, Instant at) {}

  /// What can be killed, and what it serves.
  private record Parts(
      SystemUnderTest plimsoll, OwnServer source, OwnObjectStore store, OwnStack backends) {
    /// @return when nothing of it had been killed yet
    Instant killAndRestart(Victim victim) throws IOException {
      Instant before = Instant.now();
      switch (victim) {
        case SYNC -> plimsoll.killAndRestart(ServiceName.SYNC);
        case SOURCE -> source.killAndRestart();
        case STORE -> {
          store.kill();
          store.restart();
        }
        case BROKER -> backends.killAndRestart();
      }
      return before;
    }
  }

  @TempDir private Path folder;

  private final List<Kill> kills = new ArrayList<>();
  private int inTheMiddle;

  @Test
  void sourceLogAndTargetAreEqual() throws Exception {
    long seed = Campaign.seed();
    Random random = new Random(seed);
    // Given every part in a process of its own
    try (OwnStack backends = OwnStack.start(newFolder("backends"));
        OwnServer source = OwnServer.start(folder.resolve("source"), backends.secrets());
        OwnObjectStore store = OwnObjectStore.start(newFolder("store"), backends.secrets().file());
        SystemUnderTest plimsoll =
            SystemUnderTest.startOn(
                backends,
                settings(backends, store),
                EnumSet.of(ServiceName.PLANNER, ServiceName.SYNC, ServiceName.MATERIALIZER),
                newFolder("control"))) {
      Parts parts = new Parts(plimsoll, source, store, backends);
      Databases databases = source.databases(folder).withQuickLogins(backends.secrets());
      DatabaseAddress from = databases.create("source");
      try (Connection connection = databases.open(from)) {
        CopiedTables.create(connection);
      }
      Registrations.register(plimsoll.planner(), plimsoll.sync(), "copied", from);
      SortedSet<String> announced = new TreeSet<>();
      for (int copy = 1; !isEnough() || inTheMiddle < IN_THE_MIDDLE; copy++) {
        assertThat(copy)
            .as("copies, seed %d, after %s", seed, kills)
            .isLessThanOrEqualTo(MOST_COPIES);
        // When they are killed while tables are copied
        String name = "target_" + copy;
        DatabaseAddress to = plimsoll.createDatabase(name);
        RunningExtract extract = start(plimsoll, name, to);
        int before = kills.size();
        shootAt(extract, parts, random);
        // Then it ends as if nothing had happened
        Instant end = Objects.requireNonNull(requireDone(extract, seed).endedAt());
        inTheMiddle +=
            (int) kills.stream().skip(before).filter(kill -> kill.at().isBefore(end)).count();
        try (Connection at = databases.open(from);
            Connection there = plimsoll.open(to)) {
          assertThat(CopiedTables.contents(there))
              .as("seed %d", seed)
              .isEqualTo(CopiedTables.contents(at));
        }
        requireProof(extract, seed);
        announced.addAll(requireEachOnce(extract, seed));
        requireNothingElseIn(store, backends.secrets(), announced, seed);
      }
    }
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private LocalSettings settings(OwnStack backends, OwnObjectStore store) {
    Map<String, String> environment = new HashMap<>(backends.environment());
    environment.put("PLIMSOLL_S3_ENDPOINT", store.endpoint().toString());
    Map<String, String> ofServices = new HashMap<>(CopiedTables.SETTINGS);
    ofServices.putAll(QUICK);
    return SystemUnderTest.settings(folder, environment).withServiceEnvironment(ofServices);
  }

  private static RunningExtract start(
      SystemUnderTest plimsoll, String name, DatabaseAddress target) {
    Patiently.ask(
        () -> {
          Registrations.register(plimsoll.planner(), plimsoll.sync(), name, target);
          return true;
        });
    RunningExtract extract =
        RunningExtract.start(
            plimsoll, ExtractRequest.of("copied", List.of(CopiedTables.PATTERN), name));
    Map<String, String> strategies = new HashMap<>();
    extract
        .view()
        .tables()
        .forEach(table -> strategies.put(table.table().name(), table.reading().strategy()));
    assertThat(strategies).isEqualTo(CopiedTables.STRATEGIES);
    return extract;
  }

  /// Each victim twice, in a random order, whoever was killed least first, but none that the copy
  /// does not need any more; ends when the work does. The source, which is soon read, is among the
  /// first two.
  private void shootAt(RunningExtract extract, Parts parts, Random random) throws IOException {
    List<Victim> deck = new ArrayList<>(Arrays.asList(Victim.values()));
    deck.addAll(List.of(Victim.values()));
    assertThat(deck).hasSize(KILLS_A_COPY);
    Collections.shuffle(deck, random);
    deck.sort(Comparator.comparingLong(this::killsOf));
    deck.remove(Victim.SOURCE);
    deck.add(random.nextInt(2), Victim.SOURCE);
    try (BucketListing bucket =
        new BucketListing(parts.store().endpoint(), parts.backends().secrets())) {
      int before = kills.size();
      while (!deck.isEmpty() && (kills.size() == before || !isEnough())) {
        pause(random);
        boolean duringAnUpload = random.nextBoolean();
        int uploads =
            duringAnUpload || !hitAnUpload()
                ? awaitUpload(extract, bucket, hitAnUpload() ? LONGEST_WAIT : UPLOADED_WITHIN)
                : bucket.uploads().size();
        ExtractView now = extract.view();
        Optional<Victim> victim =
            deck.stream().filter(candidate -> candidate.isNeededBy(now)).findFirst();
        if (victim.isEmpty()) {
          return;
        }
        deck.remove(victim.get());
        Instant at = parts.killAndRestart(victim.get());
        Kill kill =
            new Kill(
                victim.get(),
                CopiedTables.isBeingRead(now),
                CopiedTables.isBeingLoaded(now),
                uploads,
                at);
        kills.add(kill);
        System.out.println("kill " + kills.size() + ": " + kill);
      }
    }
  }

  /// A file of many parts is under way for a short part of the time only, and chance would seldom
  /// hit it.
  ///
  /// @return how many are under way; 0 when none came
  private int awaitUpload(RunningExtract extract, BucketListing bucket, Duration longest) {
    AtomicInteger uploads = new AtomicInteger();
    try {
      await("an upload")
          .atMost(longest)
          .pollInterval(BETWEEN_LOOKS)
          .until(
              () -> {
                uploads.set(bucket.uploads().size());
                return uploads.get() > 0 || !CopiedTables.isBeingRead(extract.view());
              });
    } catch (ConditionTimeoutException e) {
      // Then between two.
    }
    return uploads.get();
  }

  /// Enough kills, of everything and in every phase: chance alone would leave one out now and then.
  private boolean isEnough() {
    return kills.size() >= KILLS
        && hitAnUpload()
        && kills.stream().anyMatch(Kill::reading)
        && kills.stream().anyMatch(Kill::loading)
        && Arrays.stream(Victim.values()).allMatch(victim -> killsOf(victim) >= OF_EACH);
  }

  private boolean hitAnUpload() {
    return kills.stream().anyMatch(kill -> kill.uploads() > 0);
  }

  private static void pause(Random random) {
    try {
      // Moments are to be random here; nothing is waited for.
      Thread.sleep(random.nextLong(LONGEST_PAUSE.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two kills", e);
    }
  }

  private static ExtractView requireDone(RunningExtract extract, long seed) {
    ExtractView done = extract.awaitDone();
    assertThat(done.tables())
        .as("seed %d", seed)
        .hasSize(CopiedTables.STRATEGIES.size())
        .allMatch(table -> table.state() == ExtractView.TableState.LOADED);
    return done;
  }

  private static void requireProof(RunningExtract extract, long seed) {
    Receipt receipt = extract.receipt();
    assertThat(receipt.proven()).as("seed %d: %s", seed, receipt).isTrue();
    assertThat(receipt.tables())
        .hasSize(CopiedTables.STRATEGIES.size())
        .allMatch(Receipt.TableReceipt::equal);
    LogAudit audit = Patiently.ask(() -> extract.plimsoll().materializer().audit("copied."));
    assertThat(audit.clean()).as("seed %d: %s", seed, audit).isTrue();
    assertThat(audit.pendingBatches()).as("seed %d: %s", seed, audit).isZero();
    assertThat(extract.recordsIn(audit)).as("seed %d", seed).isEqualTo(CopiedTables.ROWS);
  }

  /// @return keys of the objects that the log has
  private static SortedSet<String> requireEachOnce(RunningExtract extract, long seed)
      throws SQLException {
    try (Connection control = extract.plimsoll().openControl()) {
      List<AnnouncedBatch> batches = AnnouncedBatch.inLog(control, extract.topics());
      assertThat(AnnouncedBatch.misplaced(batches)).as("seed %d", seed).isEmpty();
      assertThat(batches.stream().mapToLong(AnnouncedBatch::records).sum())
          .as("seed %d", seed)
          .isEqualTo(CopiedTables.ROWS);
      assertThat(batches)
          .as("seed %d", seed)
          .extracting(AnnouncedBatch::objectKey)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(AnnouncedBatch.keysToldOf(control, extract.id()));
      SortedSet<String> keys = new TreeSet<>();
      batches.forEach(batch -> keys.add(batch.objectKey()));
      return keys;
    }
  }

  /// Whoever is still clearing up after itself gets a moment for it.
  private void requireNothingElseIn(
      OwnObjectStore store, Secrets secrets, SortedSet<String> announced, long seed) {
    try (BucketListing bucket = new BucketListing(store.endpoint(), secrets)) {
      await("the bucket holds what was told of, seed " + seed)
          .atMost(SWEPT_WITHIN)
          .untilAsserted(
              () -> {
                assertThat(bucket.objects()).isEqualTo(announced);
                assertThat(bucket.uploads()).isEmpty();
              });
    }
  }

  private long killsOf(Victim victim) {
    return kills.stream().filter(kill -> kill.victim() == victim).count();
  }
}
