package dev.plimsoll.planner.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.planner.admission.AdmissionRules.Known;
import dev.plimsoll.planner.admission.AdmissionRules.Missing;
import dev.plimsoll.planner.admission.ProbeFacts.Building;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionRulesTest {
  private static final long GB = 1L << 30;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final AdmissionRules RULES =
      new AdmissionRules(
          new ReplicaLag(GB, 30, List.of("gone", "dump")),
          50 * GB,
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          GB);

  private static ProbeFacts facts(
      @Nullable List<Replica> replicas,
      List<Slot> slots,
      @Nullable List<Transaction> transactions,
      @Nullable Long free) {
    return new ProbeFacts(
        NOW, null, replicas, slots, transactions, List.of(), new Volumes(free, free, free, true));
  }

  private static Admission verdict(ProbeFacts facts, String name) {
    return RULES.verdicts(null, null, facts, Known.NOTHING, NOW).stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void admitsWhereNothingIsInTheWay() {
    ProbeFacts quiet = facts(List.of(), List.of(), List.of(), 100 * GB);

    assertThat(RULES.verdicts(null, null, quiet, Known.NOTHING, NOW))
        .allSatisfy(found -> assertThat(found.verdict()).isEqualTo(Verdict.ADMITS));
    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, quiet, Known.NOTHING, NOW))).isNull();
    assertThat(RULES.free(quiet).index()).isEqualTo(99 * GB);
  }

  @Test
  void saysWhatItCannotKnow() {
    ProbeFacts blind = facts(List.of(), List.of(), null, null);

    for (String name : List.of("sessions", "free disk")) {
      assertThat(verdict(blind, name).verdict()).as(name).isEqualTo(Verdict.UNKNOWN);
    }
    assertThat(RULES.free(blind).index()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void admitsNothingWhereNobodyHasLooked() {
    List<Admission> verdicts = RULES.verdicts(null, null, null, Known.NOTHING, NOW);

    assertThat(AdmissionRules.hold(verdicts)).startsWith("database: ");
    assertThat(RULES.free(null).index()).isZero();
  }

  @Test
  void holdsWhereTheLagOfAReplicaIsUnknown() {
    // the role may not look; a replica does not tell; one that was there is not
    assertThat(verdict(facts(null, List.of(), List.of(), null), "replica lag").verdict())
        .isEqualTo(Verdict.HOLDS);
    Admission mute =
        verdict(facts(List.of(replica("mute", null)), List.of(), List.of(), null), "replica lag");
    assertThat(mute.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(mute.detail()).startsWith("mute does not tell");
    Known missing = new Known(List.of(new Missing("far", NOW.minusSeconds(60))), List.of());
    assertThat(
            AdmissionRules.hold(
                RULES.verdicts(
                    null, null, facts(List.of(), List.of(), List.of(), null), missing, NOW)))
        .startsWith("replica lag: far was there 1 min 0 s ago and is not");
  }

  @Test
  void holdsForSecondsAndForASlotThatItsStandbyHasLeft() {
    ProbeFacts late =
        facts(
            List.of(new Replica("late", 1L, Duration.ofSeconds(31), false)),
            List.of(),
            List.of(),
            null);
    ProbeFacts left =
        facts(
            List.of(),
            List.of(new Slot("standby", false, 2 * GB, "reserved", true)),
            List.of(),
            null);

    assertThat(verdict(late, "replica lag").detail()).startsWith("late is 31");
    assertThat(verdict(late, "replica lag").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(verdict(left, "replica lag").detail()).startsWith("slot standby is 2 GiB behind");
    assertThat(verdict(left, "replica lag").verdict()).isEqualTo(Verdict.HOLDS);
  }

  @Test
  void ignoresReplicasByTheirNames() {
    ProbeFacts facts =
        facts(
            List.of(replica("dump", null)),
            List.of(new Slot("gone", false, 2 * GB, "reserved", true)),
            List.of(),
            null);
    Known missing = new Known(List.of(new Missing("gone", NOW)), List.of());

    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, facts, missing, NOW))).isNull();
  }

  @Test
  void holdsWhileASessionBuildsThatIsNotCharged() {
    UUID build = UUID.fromString("0d9e3c1a-0000-4000-8000-000000000001");
    Known uncounted = new Known(List.of(), List.of(new Building(77, build, 2)));

    assertThat(
            AdmissionRules.hold(
                RULES.verdicts(
                    null, null, facts(List.of(), List.of(), List.of(), null), uncounted, NOW)))
        .isEqualTo(
            "builds: session 77 still works at attempt 2 of build "
                + build
                + ", which is not charged");
  }

  private static Replica replica(String name, @Nullable Long lag) {
    return new Replica(name, lag, Duration.ZERO, false);
  }

  @Test
  void holdsForReplicasSlotsDiskAndOldTransactions() {
    ProbeFacts busy =
        facts(
            List.of(replica("near", 1L), replica("far", 2 * GB)),
            List.of(new Slot("cdc", false, 60 * GB, "extended", false)),
            List.of(new Transaction("pid 7 of app", "idle in transaction", Duration.ofHours(2))),
            GB / 2);

    assertThat(verdict(busy, "replica lag").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(verdict(busy, "replica lag").detail()).contains("far is 2 GiB behind");
    assertThat(verdict(busy, "slots").detail()).contains("cdc, which nobody reads, keeps 60 GiB");
    assertThat(verdict(busy, "sessions").detail()).contains("pid 7 of app").contains("2 h 0 min");
    assertThat(verdict(busy, "free disk").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(RULES.free(busy).index()).isZero();
  }

  @Test
  void onlyMentionsYoungerTransactions() {
    ProbeFacts facts =
        facts(
            List.of(),
            List.of(),
            List.of(new Transaction("pid 7 of app", "active", Duration.ofMinutes(5))),
            null);

    assertThat(verdict(facts, "sessions").verdict()).isEqualTo(Verdict.ADMITS);
    assertThat(verdict(facts, "sessions").detail()).contains("pid 7 of app");
  }

  @Test
  void holdsWhileADatabaseDoesNotAnswerOrIsPaused() {
    ProbeFacts away = ProbeFacts.away(NOW, "connection refused");

    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, away, Known.NOTHING, NOW)))
        .isEqualTo("database: it does not answer: connection refused");
    assertThat(AdmissionRules.hold(RULES.verdicts("anna", null, null, Known.NOTHING, NOW)))
        .isEqualTo("pause: paused by anna");
  }

  @ParameterizedTest
  @CsvSource({
    // opens, hours, now, opens next (empty while it is open)
    "22:00, 6, 2026-03-01T23:30:00Z, ''",
    "22:00, 6, 2026-03-01T03:30:00Z, 2026-03-01T21:00:00Z",
    "22:00, 6, 2026-03-01T02:30:00Z, ''",
    "22:00, 6, 2026-03-01T12:00:00Z, 2026-03-01T21:00:00Z",
    "06:00, 1, 2026-03-01T06:00:00Z, 2026-03-02T05:00:00Z",
    "00:00, 24, 2026-03-01T12:00:00Z, ''",
    // the night in which an hour is left out
    "02:30, 2, 2026-03-29T00:45:00Z, 2026-03-29T01:30:00Z"
  })
  void knowsWhenAWindowOpens(LocalTime opens, int hours, Instant now, String next) {
    MaintenanceWindow window =
        new MaintenanceWindow(opens, Duration.ofHours(hours), ZoneId.of("Europe/Berlin"));

    ZonedDateTime opening = AdmissionRules.opens(window, now);

    assertThat(opening == null ? "" : opening.toInstant().toString()).isEqualTo(next);
  }
}
