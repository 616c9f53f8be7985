package dev.plimsoll.cli.planner;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import dev.plimsoll.contracts.plan.LoadLineView.Verdict;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a planner would answer about a database `shop`, the same every time.
public final class Views {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final UUID PLAN = UUID.fromString("1f6e0b5c-0000-4000-8000-000000000001");
  public static final UUID ORDERS = UUID.fromString("aaaa1111-0000-4000-8000-000000000002");
  public static final UUID ITEMS = UUID.fromString("bbbb2222-0000-4000-8000-000000000003");
  public static final String HASH = "3f2a9c81d0b47e65a1c2d3e4f5061728";
  private static final long GB = 1L << 30;

  private Views() {}

  public static DatabaseRegistration shop() {
    Capacity loadLine =
        new Capacity(4, 8 * GB, 4, 100 * GB, 500 * GB, new CapacityLimits(100 << 20, 0, 0, null));
    return new DatabaseRegistration(
        "shop",
        new DatabaseAddress(
            "db.example", 5432, "shop", "owner", SslMode.VERIFY_FULL, CredentialReference.PGPASS),
        DatabaseKind.POSTGRES,
        List.of(DatabaseUse.BUILD),
        BuildSettings.of(
            loadLine,
            List.of(
                new KeyRule("shop.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("id"))),
                new KeyRule(
                    "shop.items",
                    new IndexDefinition(Kind.INDEX, List.of("order_id"))
                        .withIncluded(List.of("sku")))),
            false),
        List.of(),
        new ServerView(
            "16.4",
            new ServerView.WorkerSettings(2, 8, 8, true),
            new ServerView.MemorySettings(4 * GB, 12 * GB, 64 << 20),
            -1,
            NOW,
            List.of("archive")),
        3L);
  }

  /// The same with another name and address.
  public static DatabaseRegistration named(String name, DatabaseAddress address) {
    DatabaseRegistration shop = shop();
    return new DatabaseRegistration(
        name,
        address,
        DatabaseKind.POSTGRES,
        List.of(DatabaseUse.BUILD),
        BuildSettings.of(shop.builds().capacity(), List.of(), false),
        List.of(),
        null,
        3L);
  }

  /// A database that is read and loaded, and not built in.
  public static DatabaseRegistration copied(
      String name, DatabaseAddress address, DatabaseKind kind) {
    DatabaseRegistration asked = DatabaseRegistration.withoutBuilds(name, address, kind);
    return new DatabaseRegistration(
        name, address, kind, asked.uses(), BuildSettings.NONE, List.of(), null, 3L);
  }

  public static PlannedBuild orders() {
    return planned(1, "orders", Kind.PRIMARY_KEY, "id", "orders_pkey", 0, 90_000, 2);
  }

  public static PlannedBuild items() {
    return planned(2, "items", Kind.INDEX, "order_id", "items_order_id_idx", 90_000, 30_000, 1);
  }

  private static PlannedBuild planned(
      int number,
      String table,
      Kind kind,
      String column,
      String index,
      long start,
      long duration,
      int workers) {
    return new PlannedBuild(
        new QualifiedName("shop", table),
        new IndexDefinition(kind, List.of(column)),
        index,
        new PlannedBuild.Sizing(10_000_000L * workers, 3 * GB, GB, null, GB),
        new PlannedBuild.Allocation(Lane.MEDIUM, 512L << 20, workers, false, 2 * GB, duration),
        new PlannedBuild.Place(number, start, List.of(), 0, false),
        "two workers pay, a third would save 1 %",
        List.of("CREATE INDEX CONCURRENTLY \"" + index + "\" ON \"shop\".\"" + table + "\""));
  }

  public static PlanView draft() {
    return plan(PlanView.State.DRAFT, List.of(orders(), items()), null);
  }

  public static PlanView nothingToDo() {
    return plan(PlanView.State.DRAFT, List.of(), null);
  }

  public static PlanView plan(
      PlanView.State state, List<PlannedBuild> builds, PlanView.@Nullable WindowFit window) {
    return new PlanView(
        PLAN,
        "shop",
        NOW,
        OpenEnum.of(state),
        HASH,
        "moldable",
        builds,
        new PlanView.Prediction(
            120_000,
            100_000,
            "CPU",
            builds.isEmpty()
                ? null
                : new PlanView.Totals(2 * GB, 2 * GB, 2 * GB, GB, 4 * GB, 3, 180_000),
            window,
            List.of(
                new PlanView.Alternative("moldable", 120_000, 1.2),
                new PlanView.Alternative("hybrid", 200_000, 2.0)),
            -1),
        new PlanView.Findings(
            List.of("shop.parents: primary key (id) by parents_pkey"),
            builds.isEmpty()
                ? List.of()
                : List.of(
                    new PlanView.Refusal(
                        new QualifiedName("shop", "totals"),
                        new IndexDefinition(Kind.PRIMARY_KEY, List.of("id")),
                        ErrorCode.NOT_A_TABLE,
                        "it is a view")),
            builds.isEmpty()
                ? List.of()
                : List.of("shop.orders: \"C\" would be 2.3 times faster")));
  }

  public static PlanView plan(PlanView.State state) {
    return plan(state, List.of(orders(), items()), null);
  }

  public static BuildView waiting() {
    return build(ORDERS, orders(), BuildView.State.PLANNED, "", 0, "the window opens at 22:00");
  }

  public static BuildView running(double fraction) {
    return build(ORDERS, orders(), BuildView.State.RUNNING, "scanning table", fraction, null);
  }

  public static BuildView blocked() {
    return build(
        ITEMS,
        items(),
        BuildView.State.RUNNING,
        "waiting for old snapshots",
        0.9,
        "pid 4711 (ann, idle in transaction for 12 min) holds an old snapshot");
  }

  public static BuildView built() {
    return build(ORDERS, orders(), BuildView.State.SUCCEEDED, "done", 1, null);
  }

  public static BuildView failed() {
    return build(ITEMS, items(), BuildView.State.FAILED, "failed", 0.4, null);
  }

  public static BuildView cancelled() {
    return build(ORDERS, orders(), BuildView.State.CANCELLED, "", 0, null);
  }

  private static BuildView build(
      UUID id,
      PlannedBuild planned,
      BuildView.State state,
      String phase,
      double fraction,
      @Nullable String waitingFor) {
    boolean running = state == BuildView.State.RUNNING;
    boolean succeeded = state == BuildView.State.SUCCEEDED;
    boolean failed = state == BuildView.State.FAILED;
    return new BuildView(
        id,
        PLAN,
        "shop",
        planned,
        OpenEnum.of(state),
        new BuildView.Scheduling(0, false, List.of()),
        new BuildView.Progress(
            1,
            running ? 0 : -1,
            phase,
            fraction,
            running ? 60_000 : -1,
            waitingFor,
            failed
                ? List.of(
                    new BuildEvent.Step("check the table", "done", Duration.ofMillis(3)),
                    new BuildEvent.Step("clear leftovers", "not needed", Duration.ZERO),
                    new BuildEvent.Step("create the index", "failed", Duration.ofSeconds(12)))
                : List.of()),
        new BuildView.Timing(
            running ? NOW : null,
            running ? NOW : null,
            null,
            succeeded ? 95_000 : -1,
            succeeded ? 1_000L : -1L,
            succeeded ? 96_000 : -1),
        new BuildView.Outcome(
            succeeded ? GB : -1,
            running ? GB : -1,
            running || succeeded ? 2 : -1,
            failed ? ErrorCode.DUPLICATE_KEYS : null,
            failed ? "2 keys are there more than once" : null,
            failed ? List.of(new OffendingKey("(42)", 3), new OffendingKey("(7)", 2)) : List.of()));
  }

  public static DatabaseCheckup checkup(Status worst) {
    return new DatabaseCheckup(
        "shop",
        "16.4",
        List.of(
            new Finding("reachable", Status.PASS, "answers in 2 ms", ""),
            new Finding(
                "rights", worst, "not the owner of shop.orders", "GRANT owner TO plimsoll")));
  }

  public static LoadLineView loadLine(boolean paused) {
    return new LoadLineView(
        "shop",
        NOW,
        paused,
        List.of(
            new Limit("memory", "bytes", 8 * GB, 2 * GB, 6 * GB),
            new Limit("workers", "count", 4, 1, 4),
            new Limit("cores", "millicores", 4_000, 1_500, 4_000),
            new Limit("WAL rate", "bytes per second", 0, 20 << 20, 0)),
        List.of(new Admission("window", Verdict.ADMITS, "open at any time")));
  }

  public static CalibrationView calibration() {
    return new CalibrationView(
        "shop",
        12.34,
        31.3,
        List.of(
            new CalibrationView.KeyCost("text, collation C", 0.9, 0.4, 0.2, 5),
            new CalibrationView.KeyCost("bigint", 0.25, 0.3, 0.15, 0)));
  }
}
