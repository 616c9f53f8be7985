package dev.plimsoll.maintenance.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.index.ObservedWindow;
import dev.plimsoll.maintenance.action.ActionKind;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions.OldPartition;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MaintenanceDecisionsTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final QualifiedName TABLE = new QualifiedName("shop", "orders");
  private static final QualifiedName OTHER = new QualifiedName("shop", "items");
  private static final HealthSubject OF_TABLE = new HealthSubject.OfTable(TABLE);
  private static final MaintenancePolicy ALL_AUTO =
      MaintenancePolicy.DEFAULT
          .with(ActionKind.DROP_LEFTOVER, Approval.AUTO)
          .with(ActionKind.CREATE_PARTITION, Approval.AUTO);

  private static HealthFinding finding(FindingCode code, HealthSubject subject, int priority) {
    return HealthFinding.of(code, subject, priority, "because");
  }

  private static HealthFinding ofIndex(FindingCode code, String index, String sql) {
    return finding(code, new HealthSubject.OfIndex(TABLE, index), 3).mendedBy(sql);
  }

  private static MaintenanceProposals decide(MaintenancePolicy policy, HealthFinding... findings) {
    return decide(policy, Partitions.NONE, findings);
  }

  private static MaintenanceProposals decide(
      MaintenancePolicy policy, Partitions partitions, HealthFinding... findings) {
    return MaintenanceDecisions.of(
        new HealthReport(
            List.of(findings),
            List.of(),
            new ObservedWindow(NOW, NOW, Duration.ZERO, true),
            NOW,
            new HealthReport.Work(0, 0, 0, Duration.ZERO)),
        partitions,
        policy,
        NOW);
  }

  @Test
  void findingsBecomeActionsByTheirUrgency() {
    MaintenanceProposals proposals =
        decide(
            MaintenancePolicy.DEFAULT,
            // The vacuum does it.
            finding(FindingCode.STATISTICS_STALE, OF_TABLE, 4),
            finding(FindingCode.STATISTICS_STALE, new HealthSubject.OfTable(OTHER), 4),
            ofIndex(
                FindingCode.INDEX_BLOATED, "big", "REINDEX INDEX CONCURRENTLY \"shop\".\"big\""),
            finding(FindingCode.VACUUM_LAGGING, OF_TABLE, 2),
            finding(FindingCode.INDEX_UNUSED, new HealthSubject.OfIndex(TABLE, "idle"), 1));

    assertThat(proposals.actions())
        .extracting(ProposedAction::action)
        .containsExactly(
            new MaintenanceAction.Vacuum(TABLE, false),
            new MaintenanceAction.Rebuild(TABLE, new QualifiedName("shop", "big")),
            new MaintenanceAction.Analyze(OTHER, List.of()));
    assertThat(proposals.actions())
        .extracting(ProposedAction::approval)
        .containsOnly(Approval.AUTO);
  }

  @Test
  void whatAnotherSessionMayHaveLeftIsAskedForAndABuildsOwnIsTheBuilders() {
    MaintenanceProposals proposals =
        decide(
            MaintenancePolicy.DEFAULT,
            ofIndex(FindingCode.INDEX_INVALID, "a_ccnew1", "DROP INDEX CONCURRENTLY a_ccnew1"),
            ofIndex(
                FindingCode.INDEX_INVALID,
                "plimsoll_build_0123456789ab",
                "DROP INDEX CONCURRENTLY x"),
            ofIndex(FindingCode.INDEX_INVALID, "served", "DROP INDEX CONCURRENTLY served"),
            ofIndex(FindingCode.INDEX_INVALID, "wanted", "REINDEX INDEX CONCURRENTLY wanted"));

    assertThat(proposals.actions())
        .extracting(one -> one.action().subject().name() + " " + one.approval())
        .containsExactlyInAnyOrder("a_ccnew1 ASK", "wanted AUTO");
  }

  @Test
  void whatIsOffIsNotProposedAndSaidToPeople() {
    MaintenancePolicy off = MaintenancePolicy.DEFAULT.with(ActionKind.VACUUM, Approval.OFF);

    MaintenanceProposals proposals =
        decide(off, finding(FindingCode.VACUUM_LAGGING, OF_TABLE, 2).mendedBy("VACUUM it"));

    assertThat(proposals.actions()).isEmpty();
    assertThat(proposals.warnings())
        .extracting(one -> one.code() + ": " + one.words() + ": " + one.advice())
        .containsExactly("vacuum-lagging: because: VACUUM it");
  }

  @Test
  void noVacuumWhileASnapshotIsHeldUnlessIdsRunOut() {
    HealthFinding held =
        finding(FindingCode.SNAPSHOT_HELD, new HealthSubject.OfHolder("session", "4711"), 3);
    HealthFinding ofCatalog = held.with("catalog_only", 1);
    HealthFinding lags = finding(FindingCode.VACUUM_LAGGING, OF_TABLE, 2);
    HealthFinding ending = finding(FindingCode.WRAPAROUND_NEAR, OF_TABLE, 1);
    HealthFinding near = finding(FindingCode.WRAPAROUND_NEAR, OF_TABLE, 2);

    assertThat(decide(ALL_AUTO, held, lags).actions()).isEmpty();
    assertThat(decide(ALL_AUTO, held, lags).warnings()).hasSize(2);
    assertThat(decide(ALL_AUTO, held, near).actions()).isEmpty();
    assertThat(decide(ALL_AUTO, ofCatalog, lags).actions()).hasSize(1);
    assertThat(decide(ALL_AUTO, held, ending).actions())
        .extracting(ProposedAction::action)
        .containsExactly(new MaintenanceAction.Vacuum(TABLE, true));
  }

  @Test
  void oneActionForASubjectAndAllColumnsForSome() {
    MaintenanceProposals proposals =
        decide(
            ALL_AUTO,
            finding(
                FindingCode.STATISTICS_MISSING,
                new HealthSubject.OfColumns(TABLE, List.of("added")),
                2),
            finding(FindingCode.STATISTICS_STALE, OF_TABLE, 4));

    assertThat(proposals.actions())
        .extracting(ProposedAction::action)
        .containsExactly(new MaintenanceAction.Analyze(TABLE, List.of()));
  }

  @Test
  void spaceThatIsFreeAlreadyIsNoReasonToVacuum() {
    HealthFinding bloated =
        finding(FindingCode.TABLE_BLOATED, OF_TABLE, 4).with("live_rows", 1_000);

    assertThat(decide(ALL_AUTO, bloated.with("dead_rows", 50)).actions()).isEmpty();
    assertThat(decide(ALL_AUTO, bloated.with("dead_rows", 500)).actions()).hasSize(1);
  }

  @Test
  void theNextPartitionIsAsLongAsTheNewestAndNoneWhereRowsFellIntoTheDefault() {
    TimePartitions months = months(0);

    MaintenanceProposals proposals =
        decide(
            ALL_AUTO,
            new Partitions(List.of(months), List.of()),
            finding(FindingCode.PARTITION_ENDING, OF_TABLE, 3));

    assertThat(proposals.actions())
        .extracting(ProposedAction::action)
        .containsExactly(
            new MaintenanceAction.CreatePartition(
                TABLE,
                new QualifiedName("shop", "orders_p20260701"),
                "2026-07-01 00:00:00+00",
                "2026-08-01 00:00:00+00"));
    assertThat(
            decide(
                    ALL_AUTO,
                    new Partitions(List.of(months(3)), List.of()),
                    finding(FindingCode.PARTITION_ENDING, OF_TABLE, 3))
                .actions())
        .isEmpty();
  }

  private static TimePartitions months(long inDefault) {
    return new TimePartitions(
        TABLE,
        "at",
        "timestamp with time zone",
        6,
        false,
        Instant.parse("2026-06-01T00:00:00Z"),
        Instant.parse("2026-07-01T00:00:00Z"),
        "",
        inDefault);
  }

  @Test
  void rowsAreDroppedOnlyWhereAPolicySaysSoAndOnlyOldOnes() {
    Partitions partitions =
        new Partitions(
            List.of(),
            List.of(
                old("orders_old", "2026-05-16T11:59:00Z"),
                old("orders_new", "2026-05-16T12:01:00Z")));
    List<PartitionRetention> thirtyDays =
        List.of(new PartitionRetention(TABLE, Duration.ofDays(30)));
    MaintenancePolicy auto = ALL_AUTO.with(ActionKind.DROP_PARTITION, Approval.AUTO);

    assertThat(decide(ALL_AUTO.keeping(thirtyDays), partitions).actions()).isEmpty();
    assertThat(decide(auto, partitions).actions()).isEmpty();
    assertThat(decide(auto.keeping(thirtyDays), partitions).actions())
        .extracting(one -> one.action().subject().name())
        .containsExactly("orders_old");
  }

  private static OldPartition old(String name, String ends) {
    return new OldPartition(
        TABLE, new QualifiedName("shop", name), ends, Instant.parse(ends), 1 << 20);
  }

  @Test
  void aJobCarriesItsAction() {
    for (MaintenanceAction action :
        List.of(
            new MaintenanceAction.Analyze(TABLE, List.of("a")),
            new MaintenanceAction.Vacuum(TABLE, true),
            new MaintenanceAction.Rebuild(TABLE, TABLE),
            new MaintenanceAction.DropLeftover(TABLE, TABLE),
            new MaintenanceAction.CreatePartition(TABLE, TABLE, "1", "2"),
            new MaintenanceAction.DropPartition(TABLE, TABLE, "1"))) {
      String json = Json.write(action);

      assertThat(Json.read(json, MaintenanceAction.class)).as(json).isEqualTo(action);
    }
  }
}
