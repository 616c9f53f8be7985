package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.api.MaintenanceApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker and the planner are killed at the same moment: while commands of a workflow run, while
/// an analysis builds an index on its clone, and while a rebuild of maintenance waits with its
/// copy. The planner comes back by itself, others take over, and each of the three ends once.
@SharedSystem.Alone
final class KillsWhileWorkingST {
  private static final String NAME = "struck";
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long MIB = 1L << 20;

  // An index of three times the size that it had new, and statements that want another one.
  private static final String TABLES =
      """
      CREATE TABLE notes (id int, note text NOT NULL) WITH (autovacuum_enabled = off);
      INSERT INTO notes SELECT n, md5(n::text) FROM generate_series(1, 30000) AS n;
      CREATE INDEX notes_note ON notes (note);
      CREATE TABLE orders AS
        SELECT n AS id, n % 900 AS customer, repeat('x', 60) AS text
        FROM generate_series(1, 20000) AS n;
      UPDATE notes SET note = md5(note);
      UPDATE notes SET note = md5(note);
      """;

  private static final String WORKLOAD =
      "-- calls: 1000\nSELECT text FROM public.orders WHERE customer = 7";

  private static final String BUILDS_ON_ITS_CLONE =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'plimsoll-planner-advice'
        AND state = 'active' AND query LIKE 'CREATE INDEX%'
      """;

  private static final String COPIES =
      "SELECT count(*) FROM pg_index WHERE indrelid = 'notes'::regclass AND NOT indisvalid";

  private static final String REBUILDS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'plimsoll/maintenance/%'
      """;

  private static final String SCRATCH =
      "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'plimsoll_advice%'";

  private static final String LOCKS =
      """
      SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = current_database() AND l.locktype = 'advisory'
      """;

  @TempDir private Path folder;

  private final SharedSystem system;
  private final Launcher plimsoll;
  private final JobsApi jobs;
  private final MaintenanceApi maintenance;

  KillsWhileWorkingST(SharedSystem system) throws IOException {
    this.system = system;
    this.plimsoll = system.launcher();
    ApiClient planner = plimsoll.client(system.up(), "planner");
    this.jobs = new JobsApi(planner);
    this.maintenance = new MaintenanceApi(planner);
  }

  @Test
  void whatTheyDidIsDoneOnceByOthers() throws Exception {
    DatabaseAddress address = system.createDatabase(NAME);
    system.execute(address, TABLES);
    system.execute(address, "VACUUM ANALYZE");
    register(address);
    StruckWorkflow workflow = StruckWorkflow.in(folder);
    try (Connection target = system.open(address);
        Connection holder = system.open(address)) {
      // Given commands, an analysis and a rebuild, each in the middle of it
      long id =
          plimsoll.run(0, "job", "create", workflow.file(), "--json").json().path("id").asLong();
      Launcher.Running first = work("first", 1);
      Launcher.Running advise;
      Launcher.Running second;
      JobView struck;
      try (HeldBuilds _ = new HeldBuilds(system.open(address));
          Statement statement = holder.createStatement()) {
        statement.execute("BEGIN; LOCK TABLE notes IN ROW EXCLUSIVE MODE");
        advise = advise();
        workflow.awaitBegunAny();
        second = work("second", 2);
        plimsoll.run(0, "maintenance", "run", NAME);
        awaitOne(target, COPIES);
        awaitOne(target, BUILDS_ON_ITS_CLONE);
        workflow.awaitBegun(StruckWorkflow.ONE, 1);
        workflow.awaitBegun(StruckWorkflow.OTHER, 1);
        struck = jobOf(id, "first");

        // When a worker dies, and the planner
        first.process().destroyForcibly();
        killPlanner();
        workflow.awaitDead(struck.name(), struck.attempt());

        // Then the server ends the rebuild by itself, and its copy stays for the next attempt
        await().atMost(SOON).until(() -> number(target, REBUILDS) == 0);
        assertThat(number(target, COPIES)).isOne();
        for (String job : List.of(StruckWorkflow.ONE, StruckWorkflow.OTHER)) {
          workflow.letGo(job);
        }
        statement.execute("ROLLBACK");
        requireEachOnce(id, workflow, second);
      }
      requireTakenOver(struck);

      requireOneAnalysis(advise, target);
      requireOneRebuild(target);
      await().atMost(SOON).until(() -> number(target, LOCKS) == 0);
    }
    try (Connection control = system.databases().openDatabase("plimsoll")) {
      await().atMost(SOON).until(() -> LedgerHistory.inUse(control, NAME) == 0);
      assertThat(
              number(
                  control,
                  "SELECT count(*) FROM planner.maintenance_actions WHERE charged OR ended_at IS NULL"))
          .isZero();
    }
  }

  private void register(DatabaseAddress address) throws IOException {
    system
        .planner()
        .register(
            DatabaseRegistration.postgres(
                NAME,
                address,
                BuildSettings.of(
                    new Capacity(2, 256 * MIB, 1, 10_240 * MIB, 10_240 * MIB, CapacityLimits.NONE),
                    List.of(),
                    false)));
  }

  private Launcher.Running work(String name, int cores) throws IOException, InterruptedException {
    return plimsoll.launch(
        List.of(
            "job",
            "work",
            "--cores=" + cores,
            "--poll=200ms",
            "--name=" + name,
            "--output=" + folder.resolve(name)));
  }

  private Launcher.Running advise() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("workload.sql"), WORKLOAD);
    return plimsoll.launch(
        List.of("advise", NAME, "--verify", "--workload=" + file, "--table=public.*", "--json"));
  }

  private void killPlanner() throws Exception {
    JsonNode status = plimsoll.run(0, "status", "--json").json();
    long pid =
        status
            .path("parts")
            .valueStream()
            .filter(part -> part.path("name").asText().equals("planner"))
            .findFirst()
            .orElseThrow()
            .path("pid")
            .asLong();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private JobView jobOf(long workflow, String worker) {
    return jobs.jobs(workflow, 100).stream()
        .filter(job -> worker.equals(job.worker()))
        .findFirst()
        .orElseThrow();
  }

  private void requireTakenOver(JobView struck) {
    List<JobDetail.Attempt> attempts =
        jobs.job(struck.id()).attempts().stream()
            .filter(one -> one.number() >= struck.attempt())
            .sorted(Comparator.comparingInt(JobDetail.Attempt::number))
            .toList();
    assertThat(attempts)
        .extracting(JobDetail.Attempt::worker, JobDetail.Attempt::outcome)
        .as("%s", attempts)
        .startsWith(tuple("first", "LOST"))
        .endsWith(tuple("second", "DONE"));
    // Where the planner was away for longer than its lease, the second has lost an attempt, too.
    assertThat(attempts.subList(1, attempts.size() - 1))
        .extracting(JobDetail.Attempt::worker, JobDetail.Attempt::outcome)
        .as("%s", attempts)
        .allMatch(tuple("second", "LOST")::equals);
  }

  private Map<String, Integer> attempts(long workflow) {
    return jobs.jobs(workflow, 100).stream()
        .collect(Collectors.toMap(JobView::name, JobView::attempt));
  }

  private void requireEachOnce(long id, StruckWorkflow workflow, Launcher.Running worker)
      throws Exception {
    await("the workflow's end")
        .atMost(ENDS_WITHIN)
        .until(
            () -> Patiently.ask(() -> jobs.workflow(id)),
            view -> view.state() != null && view.state().isEnd());
    assertThat(jobs.workflow(id).state()).isEqualTo(WorkflowView.State.DONE);
    workflow.requireEachOnce(attempts(id));
    worker.process().destroy();
    Launcher.Answer answer = worker.await();
    assertThat(answer.err()).as("%s", answer).contains(": done").doesNotContain(": failed");
  }

  /// Whoever asked has waited for the planner, too.
  private void requireOneAnalysis(Launcher.Running advise, Connection target) throws Exception {
    Launcher.Answer answer = advise.await();
    assertThat(answer.err()).contains("the planner does not answer; waiting for it");
    JsonNode analysis = answer.json();
    assertThat(analysis.path("state").asText()).as("%s", answer).isEqualTo("DONE");
    assertThat(analysis.path("attempt").asInt()).isEqualTo(2);
    assertThat(analysis.at("/result/advice/total/gain").asText()).isEqualTo("MEASURED");
    assertThat(system.planner().recommendations(100, "database", NAME))
        .as("%s", answer)
        .isNotEmpty()
        .allMatch(one -> one.analysis().toString().equals(analysis.path("id").asText()));
    await("the scratch schema's end").atMost(SOON).until(() -> number(target, SCRATCH) == 0);
  }

  private void requireOneRebuild(Connection target) throws SQLException {
    MaintenanceActionView rebuild =
        await("the rebuild's end")
            .atMost(ENDS_WITHIN)
            .until(
                () ->
                    Patiently.ask(() -> maintenance.actions(NAME, 100)).stream()
                        .filter(one -> one.kind().equals("reindex"))
                        .toList(),
                all -> all.stream().allMatch(one -> one.endedAt() != null))
            .getFirst();
    assertThat(rebuild.state()).isEqualTo(MaintenanceActionView.State.DONE);
    assertThat(rebuild.attempts()).isGreaterThan(1);
    assertThat(rebuild.bytesAfter()).isLessThan(rebuild.bytesBefore() / 2);
    assertThat(number(target, COPIES)).isZero();
    assertThat(number(target, "SELECT count(*) FROM pg_index WHERE indrelid = 'notes'::regclass"))
        .isOne();
  }

  private static void awaitOne(Connection connection, String sql) {
    await(sql).atMost(SOON).until(() -> number(connection, sql) == 1);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Sql.of(connection, sql).one(row -> row.getLong(1));
  }
}
