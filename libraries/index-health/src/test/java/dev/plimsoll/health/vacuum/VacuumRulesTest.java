package dev.plimsoll.health.vacuum;

import static dev.plimsoll.health.Given.NOW;
import static dev.plimsoll.health.Given.aged;
import static dev.plimsoll.health.Given.table;
import static dev.plimsoll.health.Given.vacuum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.SnapshotHolder;
import dev.plimsoll.health.facts.VacuumSettings;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VacuumRulesTest {
  private static final Thresholds DEFAULT = Thresholds.DEFAULT;

  private static SnapshotHolder holder(String kind, long transactions, @Nullable Duration held) {
    return new SnapshotHolder(
        kind, "17", "someone", transactions, held == null ? null : NOW.minus(held), false, false);
  }

  private static @Nullable HealthFinding lag(
      long dead, Map<String, String> options, VacuumState state) {
    return VacuumLag.judge(table(100_000, dead, options), state, NOW, DEFAULT);
  }

  @Test
  void judgesByTheTablesOwnThreshold() {
    VacuumState state = vacuum(Map.of());

    // 50 + 0.2 × 100,000, times 1.5
    assertThat(lag(30_000, Map.of(), state)).isNull();
    assertThat(lag(30_100, Map.of(), state)).isNotNull();
    assertThat(lag(3_000, Map.of("autovacuum_vacuum_scale_factor", "0.01"), state)).isNotNull();
    assertThat(lag(3_000, Map.of(), vacuum(Map.of("autovacuum_vacuum_max_threshold", "1500"))))
        .as("from version 18 on")
        .isNotNull();
  }

  @Test
  void saysWhy() {
    assertThat(why(vacuum(Map.of("autovacuum", "off")), Map.of())).contains("autovacuum is off");
    assertThat(why(vacuum(Map.of()), Map.of("autovacuum_enabled", "false")))
        .contains("autovacuum_enabled is off");
    assertThat(why(vacuum(Map.of(), holder("slot", 5_000_000, null)), Map.of()))
        .contains("the replication slot 17");
    assertThat(why(vacuum(Map.of()), Map.of("autovacuum_vacuum_cost_delay", "50")))
        .contains("sleeps 50 ms");
    VacuumState busy = vacuum(Map.of("autovacuum_max_workers", "2"));
    assertThat(why(new VacuumState(busy.settings(), Set.of(), 2, busy.holders()), Map.of()))
        .contains("all 2 workers are busy");
    assertThat(why(new VacuumState(busy.settings(), Set.of(1L), 1, busy.holders()), Map.of()))
        .contains("at work now");
  }

  private static String why(VacuumState state, Map<String, String> options) {
    return Objects.requireNonNull(lag(50_000, options, state)).rationale();
  }

  @ParameterizedTest(name = "age {0}, freeze at {1}: priority {2}")
  @CsvSource({
    "190000000, 200000000, 0",
    "230000000, 200000000, 0",
    "250000000, 200000000, 3",
    "450000000, 200000000, 2",
    "1650000000, 200000000, 1",
    "900000000, 1000000000, 0",
  })
  void warnsOfWraparound(long age, String freezeAt, int priority) {
    VacuumSettings settings = new VacuumSettings(Map.of("autovacuum_freeze_max_age", freezeAt));

    @Nullable HealthFinding finding = WraparoundRule.judge(aged(age, 0, Map.of()), settings);

    assertThat(finding == null ? 0 : finding.priority()).isEqualTo(priority);
  }

  @Test
  void warnsOfMultixactsToo() {
    assertThat(WraparoundRule.judge(aged(5, 900_000_000, Map.of()), new VacuumSettings(Map.of())))
        .isNotNull();
  }

  @Test
  void namesWhoHoldsASnapshotAndHowItEnds() {
    assertThat(sql(holder("session", 5, Duration.ofHours(1))))
        .isEqualTo("SELECT pg_catalog.pg_terminate_backend(17)");
    assertThat(sql(holder("prepared", 5, Duration.ofHours(1))))
        .isEqualTo("ROLLBACK PREPARED E'17'");
    assertThat(sql(holder("slot", 2_000_000, null)))
        .isEqualTo("SELECT pg_catalog.pg_drop_replication_slot(E'17')");
  }

  private static String sql(SnapshotHolder holder) {
    return ((HealthFinding) Objects.requireNonNull(judge(holder, true))).sql().getFirst();
  }

  private static @Nullable HealthVerdict judge(SnapshotHolder holder, boolean seesAll) {
    return HeldSnapshotRule.judge(holder, seesAll, NOW, DEFAULT);
  }

  @Test
  void endsNoBuild() {
    SnapshotHolder build =
        new SnapshotHolder("session", "17", "us", 5, NOW.minus(Duration.ofHours(20)), false, true);

    assertThat(((HealthFinding) Objects.requireNonNull(judge(build, true))).sql()).isEmpty();
  }

  @Test
  void saysNothingOfAYoungSnapshotAndWithholdsAHiddenOne() {
    assertThat(judge(holder("session", 5, Duration.ofMinutes(1)), true)).isNull();
    assertThat(judge(holder("session", 5, null), false)).isInstanceOf(WithheldFinding.class);
    assertThat(judge(holder("slot", 5, null), false)).isNull();
  }
}
