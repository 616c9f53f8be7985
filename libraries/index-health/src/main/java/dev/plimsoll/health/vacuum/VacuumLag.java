package dev.plimsoll.health.vacuum;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.health.facts.SnapshotHolder;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumSettings;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tables with more dead rows than autovacuum lets stand, and why it does.
public final class VacuumLag {
  private static final double SLOW_MILLIS = 10;
  private static final long FEW_ROWS = 1_000;
  // Transactions begun since a snapshot: dead rows of as many can be held.
  private static final long OLD_SNAPSHOT = 10_000;

  private VacuumLag() {}

  public static @Nullable HealthFinding judge(
      TableHealth table, VacuumState state, Instant asOf, Thresholds thresholds) {
    if (!table.hasStorage()) {
      return null;
    }
    VacuumSettings settings = state.settings();
    double threshold = settings.deadThreshold(table);
    double inserts = settings.insertThreshold(table);
    long dead = table.activity().dead();
    long inserted = table.activity().insertedSinceVacuum();
    boolean byDead = dead >= FEW_ROWS && dead > thresholds.lag() * threshold;
    boolean byInserts =
        !byDead && inserted >= 100 * FEW_ROWS && inserted > 2 * thresholds.lag() * inserts;
    if (!byDead && !byInserts) {
      return null;
    }
    List<String> causes = causes(table, state, asOf, thresholds);
    double factor = byDead ? dead / threshold : inserted / inserts;
    String rationale =
        "%s has %s where autovacuum begins at %s: %s."
            .formatted(
                table.name(),
                byDead
                    ? count(dead) + " dead rows"
                    : count(inserted) + " rows inserted since the last vacuum",
                count(byDead ? threshold : inserts),
                causes.isEmpty()
                    ? "no cause is seen, so it may be about to begin"
                    : String.join("; ", causes));
    return HealthFinding.of(
            FindingCode.VACUUM_LAGGING,
            new HealthSubject.OfTable(table.name()),
            byInserts || causes.isEmpty() && factor < 3 ? 4 : factor >= 5 ? 2 : 3,
            rationale)
        .with("dead_rows", dead)
        .with("vacuum_threshold_rows", threshold)
        .with("inserted_rows", inserted)
        .with("live_rows", table.rows())
        .costing(
            held(state, asOf, thresholds) == null
                ? "reads and writes the table's pages beside all others"
                : "in vain while the snapshot is held: end it first")
        .mendedBy("VACUUM (ANALYZE) " + Identifiers.quote(table.name()));
  }

  /// Clauses, the gravest first.
  static List<String> causes(
      TableHealth table, VacuumState state, Instant asOf, Thresholds thresholds) {
    VacuumSettings settings = state.settings();
    List<String> causes = new ArrayList<>();
    if (!settings.isOn("autovacuum") || !settings.isOn("track_counts")) {
      causes.add("autovacuum is off on this server");
    } else if (table.isOff("autovacuum_enabled")) {
      causes.add("autovacuum_enabled is off for this table");
    }
    @Nullable SnapshotHolder holder = held(state, asOf, thresholds);
    if (holder != null) {
      causes.add(
          "%s holds a snapshot from %s transactions ago"
              .formatted(holder.text(), count(holder.transactions())));
    }
    if (state.tables().contains(table.oid())) {
      causes.add("a vacuum of it is at work now");
    } else if (state.running() >= settings.number("autovacuum_max_workers", 3)) {
      causes.add("all %d workers are busy (autovacuum_max_workers)".formatted(state.running()));
    }
    double delay = settings.costDelayMillis(table);
    if (delay >= SLOW_MILLIS) {
      causes.add("a worker sleeps %s ms each time (vacuum_cost_delay)".formatted(count(delay)));
    }
    return causes;
  }

  private static @Nullable SnapshotHolder held(
      VacuumState state, Instant asOf, Thresholds thresholds) {
    return state.holders().stream()
        .filter(holder -> !holder.catalogOnly())
        .filter(
            holder ->
                holder.transactions() >= OLD_SNAPSHOT
                    || holder.since() != null
                        && !holder.since().plus(thresholds.held()).isAfter(asOf))
        .findFirst()
        .orElse(null);
  }
}
