package dev.plimsoll.health.vacuum;

import static dev.plimsoll.health.finding.FindingText.count;
import static dev.plimsoll.health.finding.FindingText.span;

import dev.plimsoll.health.facts.SnapshotHolder;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Snapshots that are held for long, who holds them and how that is ended.
public final class HeldSnapshotRule {
  private static final long MANY_TRANSACTIONS = 1_000_000;
  private static final long VERY_MANY = 50_000_000;

  private HeldSnapshotRule() {}

  /// @param seesAll whether the role sees since when sessions of others hold theirs
  public static @Nullable HealthVerdict judge(
      SnapshotHolder holder, boolean seesAll, Instant asOf, Thresholds thresholds) {
    @Nullable Instant since = holder.since();
    boolean many = holder.transactions() >= MANY_TRANSACTIONS;
    if (since == null && !many) {
      return holder.kind().equals("session") && !seesAll
          ? WithheldFinding.of(
              FindingCode.SNAPSHOT_HELD,
              WithheldReason.RIGHT_MISSING,
              "only GRANT pg_read_all_stats shows since when sessions of others hold a snapshot.",
              holder.subject())
          : null;
    }
    Duration held = since == null ? Duration.ZERO : Duration.between(since, asOf);
    if (!many && held.compareTo(thresholds.held()) < 0) {
      return null;
    }
    String rationale =
        "%s holds a snapshot%s, %s transactions old: no %s that died since can be removed."
            .formatted(
                holder.text(),
                since == null ? "" : " since " + since + " (" + span(held) + ")",
                count(holder.transactions()),
                holder.catalogOnly() ? "row of the catalog" : "row");
    if (holder.building()) {
      return HealthFinding.of(FindingCode.SNAPSHOT_HELD, holder.subject(), 4, rationale)
          .with("snapshot_transactions", holder.transactions())
          .with("held_seconds", held.toSeconds())
          .costing("it ends with the build: wait for it");
    }
    int priority =
        holder.transactions() >= VERY_MANY
            ? 1
            : many || held.compareTo(thresholds.held().multipliedBy(8)) >= 0 ? 2 : 3;
    return HealthFinding.of(FindingCode.SNAPSHOT_HELD, holder.subject(), priority, rationale)
        .with("snapshot_transactions", holder.transactions())
        .with("held_seconds", held.toSeconds())
        .with("catalog_only", holder.catalogOnly() ? 1 : 0)
        .costing(cost(holder))
        .mendedBy(statement(holder));
  }

  private static String statement(SnapshotHolder holder) {
    return switch (holder.kind()) {
      case "prepared" -> "ROLLBACK PREPARED " + Identifiers.literal(holder.name());
      case "slot" ->
          "SELECT pg_catalog.pg_drop_replication_slot(%s)"
              .formatted(Identifiers.literal(holder.name()));
      default ->
          "SELECT pg_catalog.pg_terminate_backend(%d)".formatted(Integer.parseInt(holder.name()));
    };
  }

  private static String cost(SnapshotHolder holder) {
    return switch (holder.kind()) {
      case "prepared" -> "what it did is lost; COMMIT PREPARED keeps it: ask its owner";
      case "slot" ->
          "its consumer or standby cannot go on from it: start that instead, if it still exists";
      case "standby" -> "the standby connects again: end the query there, or hot_standby_feedback";
      default -> "its transaction is rolled back: let it end by itself where it can";
    };
  }
}
