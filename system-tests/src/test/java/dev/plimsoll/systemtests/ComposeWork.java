package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// An extract into a target of its own beside a plan of many builds, in databases of a name.
///
/// @param target gets the source's tables
/// @param built gets indexes
record ComposeWork(
    ComposeSystem plimsoll, String source, String target, String built, UUID id, UUID plan) {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long MIB = 1 << 20;
  private static final ManyTables TABLES = new ManyTables(9, 100_000);
  private static final Capacity LOAD_LINE =
      new Capacity(2, 256 * MIB, 2, 1_024 * MIB, 4_096 * MIB, CapacityLimits.NONE);

  static ComposeWork begin(ComposeSystem plimsoll, String name) throws SQLException {
    String source = name + "_source";
    String target = name + "_target";
    String built = name + "_built";
    DatabaseAddress from = plimsoll.createDatabase(source);
    DatabaseAddress to = plimsoll.createDatabase(target);
    DatabaseAddress many = plimsoll.createDatabase(built);
    try (Connection connection = plimsoll.open(source)) {
      CopiedTables.create(connection);
    }
    try (Connection connection = plimsoll.open(built)) {
      TABLES.create(connection);
    }
    Registrations.register(plimsoll.planner(), plimsoll.sync(), source, from);
    Registrations.register(plimsoll.planner(), plimsoll.sync(), target, to);
    plimsoll
        .planner()
        .register(
            DatabaseRegistration.postgres(
                built, many, BuildSettings.of(LOAD_LINE, ManyTables.RULES, false)));
    PlanView plan = plimsoll.planner().draft(built, new PlanRequest(null, null, List.of()));
    assertThat(plan.builds()).hasSize(TABLES.builds());
    plimsoll.planner().apply(plan.hash(), new ControlRequest("test", null));
    ExtractRequest request = ExtractRequest.of(source, List.of(CopiedTables.PATTERN), target);
    UUID key = UUID.randomUUID();
    UUID id = Patiently.ask(() -> plimsoll.sync().start(request, key)).id();
    return new ComposeWork(plimsoll, source, target, built, id, plan.id());
  }

  ExtractView extract() {
    return Patiently.ask(() -> plimsoll.sync().extract(id));
  }

  List<BuildView> builds() {
    return Patiently.ask(() -> plimsoll.planner().buildsOf(plan));
  }

  boolean isUnderWay() {
    return extract().state() == ExtractView.State.RUNNING;
  }

  /// Waits for both to end, and compares source, log and target, by SQL of its own too.
  void requireWhole() throws SQLException {
    await("every table is loaded")
        .atMost(ENDS_WITHIN)
        .pollInterval(SECOND)
        .until(
            this::extract,
            extract -> {
              assertThat(extract.state()).as("%s", extract).isNotEqualTo(ExtractView.State.FAILED);
              return extract.state() == ExtractView.State.DONE;
            });
    await("every build is done")
        .atMost(ENDS_WITHIN)
        .pollInterval(SECOND)
        .until(
            this::builds,
            builds -> {
              assertThat(builds).noneMatch(build -> build.state() == BuildView.State.FAILED);
              return builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
            });
    try (Connection from = plimsoll.open(source);
        Connection to = plimsoll.open(target);
        Connection many = plimsoll.open(built);
        Connection control = plimsoll.openControl()) {
      assertThat(CopiedTables.contents(to)).isEqualTo(CopiedTables.contents(from));
      assertThat(TABLES.indexes(many)).isEqualTo(TABLES.wanted());
      assertThat(LedgerHistory.violations(control, built)).isEmpty();
      assertThat(LedgerHistory.inUse(control, built)).isZero();
      requireEachBatchOnce(control);
    }
    requireReceipt();
  }

  private void requireEachBatchOnce(Connection control) throws SQLException {
    Set<String> topics =
        extract().tables().stream()
            .map(ExtractView.TableView::logTopic)
            .collect(Collectors.toSet());
    List<AnnouncedBatch> batches = AnnouncedBatch.inLog(control, topics);
    assertThat(AnnouncedBatch.misplaced(batches)).isEmpty();
    assertThat(batches.stream().mapToLong(AnnouncedBatch::records).sum())
        .isEqualTo(CopiedTables.ROWS);
    assertThat(batches)
        .extracting(AnnouncedBatch::objectKey)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(AnnouncedBatch.keysToldOf(control, id));
  }

  private void requireReceipt() {
    Patiently.ask(
        () -> {
          plimsoll.sync().startReceipt(id);
          return true;
        });
    Receipt receipt =
        await("the receipt")
            .atMost(ENDS_WITHIN)
            .pollInterval(SECOND)
            .until(
                () -> Patiently.ask(() -> plimsoll.sync().receipt(id)),
                answer -> answer.state() != Receipt.State.RUNNING);
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables()).allMatch(Receipt.TableReceipt::equal);
    LogAudit audit = Patiently.ask(() -> plimsoll.materializer().audit(source + "."));
    assertThat(audit.clean()).as("%s", audit).isTrue();
  }
}
