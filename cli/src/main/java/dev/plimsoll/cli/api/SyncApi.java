package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.query;
import static dev.plimsoll.cli.api.ApiClient.segment;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Client of the sync service's API.
public final class SyncApi {
  // Planning thousands of tables takes long.
  private static final Duration WORKS_FOR_AT_MOST = Duration.ofMinutes(10);

  // A message takes some hundredths of a second; a service that starts reads all of them first.
  private static final Duration LEARNS_WITHIN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final ApiClient client;

  public SyncApi(ApiClient client) {
    this.client = client;
  }

  /// Logs in to a database from the sync service; throws the reason of a failure.
  public void check(DatabaseCheckRequest request) {
    working().post("/databases/test", request);
  }

  public List<KnownDatabase> databases() {
    return client.pages("/databases", KnownDatabase.class, KnownDatabase::name);
  }

  public KnownDatabase database(String name) {
    return client.get("/databases/" + segment(name), KnownDatabase.class);
  }

  /// Waits until the service knows this revision of a registration; false after 30 seconds.
  public boolean awaitKnown(String name, long revision) {
    long deadline = System.nanoTime() + LEARNS_WITHIN.toNanos();
    while (!knows(name, revision)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return true;
  }

  /// Whether the service knows a later revision: the planner's database was then restored from an
  /// older copy.
  public boolean knowsMore(String name, long revision) {
    return knows(name, revision + 1);
  }

  private boolean knows(String name, long revision) {
    return databases().stream()
        .anyMatch(known -> known.name().equals(name) && known.revision() >= revision);
  }

  /// Starts an extract, once for each key.
  public ExtractView start(ExtractRequest request, UUID idempotencyKey) {
    return start(request, idempotencyKey.toString());
  }

  /// Starts an extract, once for each key of 1 to 255 characters.
  public ExtractView start(ExtractRequest request, String idempotencyKey) {
    return once("/extracts", request, ExtractView.class, idempotencyKey);
  }

  public ExtractExplanation explain(ExtractRequest request) {
    return working().post("/extracts/explain", request, ExtractExplanation.class);
  }

  /// Extracts whose id has this prefix.
  public List<ExtractView> extracts(String beginning) {
    return extracts(Integer.MAX_VALUE, "beginning", beginning);
  }

  /// The latest first.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<ExtractView> extracts(int most, @Nullable Object... filters) {
    return client.pages(
        ApiClient.filtered("/extracts", filters), ExtractView.class, ExtractView::id, most);
  }

  public ExtractView extract(UUID id) {
    return client.get("/extracts/" + id, ExtractView.class);
  }

  /// Acts on all tables that have not ended: `cancel`, `pause` or `resume`.
  public ExtractView control(UUID id, String act) {
    return client.post("/extracts/" + id + "/" + act, null, ExtractView.class);
  }

  /// Acts on one table: `cancel`, `pause`, `resume`, `retry` or `discard`.
  public ExtractView control(UUID id, QualifiedName table, String act) {
    return working().post(act("/extracts/" + id, table, act), null, ExtractView.class);
  }

  private static String act(String path, QualifiedName table, String act) {
    return "%s/tables/%s/%s/%s"
        .formatted(path, segment(table.schema()), segment(table.name()), act);
  }

  /// Starts a load of existing files, once for each key of 1 to 255 characters.
  public LoadView load(LoadRequest request, String idempotencyKey) {
    return once("/loads", request, LoadView.class, idempotencyKey);
  }

  /// Writes the file lists of Redshift's COPY and returns the statements.
  public RedshiftPlan explainRedshift(RedshiftRequest request) {
    return working().post("/loads/redshift/explain", request, RedshiftPlan.class);
  }

  /// As [#load(LoadRequest, String)], into an Amazon Redshift.
  public LoadView redshiftLoad(RedshiftLoadRequest request, String idempotencyKey) {
    return once("/loads/redshift", request, LoadView.class, idempotencyKey);
  }

  /// Loads whose id has this prefix.
  public List<LoadView> loads(String beginning) {
    return loads(Integer.MAX_VALUE, "beginning", beginning);
  }

  /// The latest first.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<LoadView> loads(int most, @Nullable Object... filters) {
    return client.pages(ApiClient.filtered("/loads", filters), LoadView.class, LoadView::id, most);
  }

  public LoadView load(UUID id) {
    return client.get("/loads/" + id, LoadView.class);
  }

  /// @param act `retry` or `discard`
  public LoadView controlLoad(UUID id, QualifiedName table, String act) {
    return working().post(act("/loads/" + id, table, act), null, LoadView.class);
  }

  /// Starts the comparison of the loaded rows; idempotent while it runs.
  public void startReceipt(UUID extractId) {
    client.post("/extracts/" + extractId + "/receipt", null);
  }

  public Receipt receipt(UUID extractId) {
    return client.get("/extracts/" + extractId + "/receipt", Receipt.class);
  }

  public List<TableAnalysis> analyses(UUID extractId) {
    return client.list("/extracts/" + extractId + "/analyses", TableAnalysis.class);
  }

  /// The latest first.
  public List<TableAnalysis> history(String source, QualifiedName table) {
    return client.list(
        "/databases/%s/tables/%s/%s/analyses"
            .formatted(segment(source), segment(table.schema()), segment(table.name())),
        TableAnalysis.class);
  }

  public ThresholdsView thresholds() {
    return client.get("/thresholds", ThresholdsView.class);
  }

  public ThresholdsView change(ThresholdsPatch patch) {
    return client.patch("/thresholds", patch, ThresholdsView.class);
  }

  /// The latest first.
  public List<ThresholdChange> thresholdChanges(int most) {
    return client.pages(
        "/thresholds/changes", ThresholdChange.class, ThresholdChange::version, most);
  }

  /// Idempotent.
  public ScheduleView create(ScheduleRequest schedule) {
    return client.post("/schedules", schedule, ScheduleView.class);
  }

  /// @param source null for any
  /// @param target null for any
  public List<ScheduleView> schedules(@Nullable String source, @Nullable String target) {
    return client.pages(
        ApiClient.filtered("/schedules", "source", source, "target", target),
        ScheduleView.class,
        ScheduleView::name);
  }

  public ScheduleView schedule(String name) {
    return client.get(at(name), ScheduleView.class);
  }

  public ApiClient.Tagged<ScheduleView> taggedSchedule(String name) {
    return client.getTagged(at(name), ScheduleView.class);
  }

  /// @param tag of the schedule that was read
  /// @throws PlimsollException EDITED_MEANWHILE where it was edited since
  public ScheduleView edit(ScheduleRequest schedule, String tag) {
    return working()
        .put(at(schedule.name()), schedule, ScheduleView.class, Map.of("If-Match", tag));
  }

  /// The latest first.
  public List<RunView> runs(String name, int most) {
    return client.pages(at(name) + "/runs", RunView.class, RunView::number, most);
  }

  /// @param act `pause`, `resume` or `run`
  public ScheduleView control(String name, String act, ControlRequest who) {
    return client.post(at(name) + "/" + act, who, ScheduleView.class);
  }

  public void remove(String name, ControlRequest who) {
    client.delete(at(name) + query(who));
  }

  /// The latest first; of all schedules where the name is null.
  public List<ScheduleChange> scheduleChanges(@Nullable String name, int most) {
    String of = name == null ? "/schedules" : at(name);
    return client.pages(of + "/changes", ScheduleChange.class, ScheduleChange::number, most);
  }

  private static String at(String schedule) {
    return "/schedules/" + segment(schedule);
  }

  private <T> T once(String path, Object request, Class<T> type, String key) {
    return working().post(path, request, type, Map.of("Idempotency-Key", key));
  }

  private ApiClient working() {
    return client.patient(WORKS_FOR_AT_MOST);
  }
}
