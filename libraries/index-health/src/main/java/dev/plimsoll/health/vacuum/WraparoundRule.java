package dev.plimsoll.health.vacuum;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumSettings;
import dev.plimsoll.health.facts.VacuumState.DatabaseAge;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.postgres.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/// Ages of transaction ids, whose numbers begin anew after 2³¹. PostgreSQL freezes at
/// `autovacuum_freeze_max_age` even where autovacuum is off, hurries at `vacuum_failsafe_age`,
/// and refuses writes 3 million before the end.
public final class WraparoundRule {
  // Autovacuum takes up a table at its limit: somewhat beyond it, it is only at work.
  private static final double BEYOND = 1.2;
  private static final double FAR_BEYOND = 2;
  private static final double FAILSAFE = 1_600_000_000;

  private WraparoundRule() {}

  public static @Nullable HealthFinding judge(TableHealth table, VacuumSettings settings) {
    int byTransactions =
        priority(
            table.ages().transactions(),
            settings.freezeMaxAge(table),
            settings.number("vacuum_failsafe_age", FAILSAFE));
    int byMultixacts =
        priority(
            table.ages().multixacts(),
            settings.multixactFreezeMaxAge(table),
            settings.number("vacuum_multixact_failsafe_age", FAILSAFE));
    if (Math.min(byTransactions, byMultixacts) > 4) {
      return null;
    }
    boolean transactions = byTransactions <= byMultixacts;
    String rationale =
        "the oldest row of %s is %s %s old, and autovacuum is to freeze it at %s."
            .formatted(
                table.name(),
                count(transactions ? table.ages().transactions() : table.ages().multixacts()),
                transactions ? "transactions" : "multixacts",
                count(
                    transactions
                        ? settings.freezeMaxAge(table)
                        : settings.multixactFreezeMaxAge(table)));
    return HealthFinding.of(
            FindingCode.WRAPAROUND_NEAR,
            new HealthSubject.OfTable(table.name()),
            Math.min(byTransactions, byMultixacts),
            rationale)
        .with("transaction_age", table.ages().transactions())
        .with("multixact_age", table.ages().multixacts())
        .with("freeze_max_age", settings.freezeMaxAge(table))
        .costing("reads every page that is not all frozen; held snapshots must end first")
        .mendedBy("VACUUM (FREEZE, VERBOSE) " + Identifiers.quote(table.name()));
  }

  /// Of another database of the server: its age holds back all.
  public static @Nullable HealthFinding judge(DatabaseAge database, VacuumSettings settings) {
    int priority =
        Math.min(
            priority(
                database.transactions(),
                settings.number("autovacuum_freeze_max_age", 200_000_000),
                settings.number("vacuum_failsafe_age", FAILSAFE)),
            priority(
                database.multixacts(),
                settings.number("autovacuum_multixact_freeze_max_age", 400_000_000),
                settings.number("vacuum_multixact_failsafe_age", FAILSAFE)));
    return priority > 4
        ? null
        : HealthFinding.of(
                FindingCode.WRAPAROUND_NEAR,
                new HealthSubject.OfDatabase(database.name()),
                priority,
                "the oldest row of database %s is %s transactions and %s multixacts old."
                    .formatted(
                        database.name(),
                        count(database.transactions()),
                        count(database.multixacts())))
            .with("transaction_age", database.transactions())
            .with("multixact_age", database.multixacts())
            .costing("connect to it, and VACUUM (FREEZE) the tables of the greatest age there");
  }

  /// 5 where there is nothing to say.
  private static int priority(double age, double freezeMaxAge, double failsafeAge) {
    if (age >= failsafeAge) {
      return 1;
    }
    if (age <= BEYOND * freezeMaxAge) {
      return 5;
    }
    return age >= FAR_BEYOND * freezeMaxAge ? 2 : 3;
  }
}
