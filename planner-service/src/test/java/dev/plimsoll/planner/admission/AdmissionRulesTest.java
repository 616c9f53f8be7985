package dev.plimsoll.planner.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.planner.admission.ProbeFacts.Replica;
import dev.plimsoll.planner.admission.ProbeFacts.Slot;
import dev.plimsoll.planner.admission.ProbeFacts.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionRulesTest {
  private static final long GB = 1L << 30;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final AdmissionRules RULES =
      new AdmissionRules(GB, 50 * GB, Duration.ofHours(1), Duration.ofMinutes(1), GB);

  private static ProbeFacts facts(
      @Nullable List<Replica> replicas,
      List<Slot> slots,
      @Nullable List<Transaction> transactions,
      @Nullable Long free) {
    return new ProbeFacts(NOW, null, replicas, slots, transactions, free);
  }

  private static Admission verdict(ProbeFacts facts, String name) {
    return RULES.verdicts(null, null, facts, NOW).stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void admitsWhereNothingIsInTheWay() {
    ProbeFacts quiet = facts(List.of(), List.of(), List.of(), 100 * GB);

    assertThat(RULES.verdicts(null, null, quiet, NOW))
        .allSatisfy(found -> assertThat(found.verdict()).isEqualTo(Verdict.ADMITS));
    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, quiet, NOW))).isNull();
    assertThat(RULES.diskFree(quiet)).isEqualTo(99 * GB);
  }

  @Test
  void saysWhatItCannotKnow() {
    ProbeFacts blind = facts(null, List.of(), null, null);

    for (String name : List.of("replica lag", "sessions", "free disk")) {
      assertThat(verdict(blind, name).verdict()).as(name).isEqualTo(Verdict.UNKNOWN);
    }
    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, blind, NOW))).isNull();
    assertThat(RULES.diskFree(blind)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void holdsForReplicasSlotsDiskAndOldTransactions() {
    ProbeFacts busy =
        facts(
            List.of(new Replica("near", 1), new Replica("far", 2 * GB)),
            List.of(new Slot("cdc", false, 60 * GB, "extended")),
            List.of(new Transaction("pid 7 of app", "idle in transaction", Duration.ofHours(2))),
            GB / 2);

    assertThat(verdict(busy, "replica lag").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(verdict(busy, "replica lag").detail()).contains("far is 2 GB behind");
    assertThat(verdict(busy, "slots").detail()).contains("cdc, which nobody reads, keeps 60 GB");
    assertThat(verdict(busy, "sessions").detail()).contains("pid 7 of app").contains("2 h 0 min");
    assertThat(verdict(busy, "free disk").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(RULES.diskFree(busy)).isZero();
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

    assertThat(AdmissionRules.hold(RULES.verdicts(null, null, away, NOW)))
        .isEqualTo("database: it does not answer: connection refused");
    assertThat(AdmissionRules.hold(RULES.verdicts("anna", null, null, NOW)))
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

    ZonedDateTime opening = Window.opens(window, now);

    assertThat(opening == null ? "" : opening.toInstant().toString()).isEqualTo(next);
  }
}
