package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Plan of an index on each of many tables, under one load line.
final class KeyWork implements ScaledWork {
  private static final long GIB = 1L << 30;

  /// How often a build computes a row's expression: for the index, and for its statistics.
  private static final int TIMES_A_ROW = 2;

  private static final String INDEXES =
      """
      SELECT c.oid::regclass::text, count(i.indexrelid) FILTER (WHERE i.indisvalid),
        count(i.indexrelid) FILTER (WHERE NOT i.indisvalid)
      FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid
      WHERE c.relkind = 'r' AND c.relnamespace = 'keys'::regnamespace
      GROUP BY c.oid
      """;

  private final Site site;
  private final Order order;
  private final DatabaseAddress address;
  private @Nullable PlanView plan;
  private long callsBefore;

  /// @param rows of each table
  /// @param waitMillis that the index's expression waits for each row; 0 for a plain column
  /// @param cores of the load line
  record Order(String name, int tables, long rows, int waitMillis, int cores) {}

  KeyWork(Site site, Order order) {
    this.site = site;
    this.order = order;
    this.address = site.database().databases().createTarget(order.name());
  }

  @Override
  public String unit() {
    return "builds";
  }

  @Override
  public double total() {
    return order.tables();
  }

  private Connection open() {
    return site.database().databases().open(address);
  }

  /// Creates and fills the tables, and registers their database with a rule.
  void create() throws SQLException {
    try (Connection connection = open()) {
      BenchDatabase.execute(
          connection,
          "CREATE SCHEMA keys",
          "CREATE SEQUENCE keys.calls",
          """
          CREATE FUNCTION keys.wait(id bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
          BEGIN
            PERFORM nextval('keys.calls');
            PERFORM pg_sleep(%s);
            RETURN id;
          END $$
          """
              .formatted(order.waitMillis() / 1_000.0));
      for (int i = 0; i < order.tables(); i++) {
        String table = "keys.t%03d".formatted(i);
        BenchDatabase.execute(
            connection,
            "CREATE TABLE %s (id bigint NOT NULL, body text NOT NULL)".formatted(table),
            "INSERT INTO %s SELECT i, encode(sha256(int8send(i)), 'hex') FROM generate_series(1, %d) AS i"
                .formatted(table, order.rows()),
            "VACUUM (FREEZE, ANALYZE) " + table);
      }
    }
    IndexDefinition index =
        order.waitMillis() == 0
            ? new IndexDefinition(IndexDefinition.Kind.INDEX, List.of("body"))
            : new IndexDefinition(IndexDefinition.Kind.INDEX, List.of(""), "keys.wait(id)");
    site.planner()
        .register(
            DatabaseRegistration.postgres(
                address.database(),
                address,
                BuildSettings.of(
                    new Capacity(order.cores(), GIB, 0, 64 * GIB, 4_096 * GIB, null),
                    List.of(new KeyRule("keys.*", index)),
                    false)));
  }

  @Override
  public void prepare() throws SQLException {
    try (Connection connection = open()) {
      dropIndexes(connection);
    }
    plan = site.planner().draft(address.database(), new PlanRequest(null, null, List.of()));
    if (plan.builds().size() != order.tables()) {
      throw new IllegalStateException(
          "planned %d of %d: %s"
              .formatted(plan.builds().size(), order.tables(), plan.findings().warnings()));
    }
    callsBefore = calls();
  }

  static void dropIndexes(Connection connection) throws SQLException {
    List<String> indexes =
        Sql.of(
                connection,
                "SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = indrelid"
                    + " WHERE relnamespace = 'keys'::regnamespace")
            .list(row -> row.getString(1));
    for (String index : indexes) {
      BenchDatabase.execute(connection, "DROP INDEX " + index);
    }
  }

  private long calls() throws SQLException {
    try (Connection connection = open()) {
      return Sql.of(
              connection, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM keys.calls")
          .one(row -> row.getLong(1));
    }
  }

  private UUID planId() {
    PlanView drafted = plan;
    if (drafted == null) {
      throw new IllegalStateException("not prepared");
    }
    return drafted.id();
  }

  @Override
  public void begin(Crew crew) {
    PlanView drafted = plan;
    if (drafted != null) {
      site.planner().apply(drafted.hash(), new ControlRequest("bench", null));
    }
  }

  /// Half a build from when it was sent on.
  @Override
  public double[] lanes() {
    return site.planner().buildsOf(planId()).stream()
        .sorted(Comparator.comparing(build -> build.planned().table().toString()))
        .mapToDouble(KeyWork::done)
        .toArray();
  }

  private static double done(BuildView build) {
    BuildView.State state = build.state();
    if (state == BuildView.State.FAILED) {
      throw new IllegalStateException(build.planned().table() + ": " + build.outcome().error());
    }
    if (state == BuildView.State.SUCCEEDED) {
      return 1;
    }
    return state == BuildView.State.DISPATCHED || state == BuildView.State.RUNNING ? 0.5 : 0;
  }

  @Override
  public Proof prove() throws SQLException {
    long lost = 0;
    long doubled = 0;
    try (Connection connection = open()) {
      List<long[]> found =
          Sql.of(connection, INDEXES).list(row -> new long[] {row.getLong(2), row.getLong(3)});
      for (long[] table : found) {
        lost += table[0] < 1 ? 1 : 0;
        doubled += Math.max(0, table[0] - 1) + table[1];
      }
    }
    if (order.waitMillis() > 0) {
      long expected = TIMES_A_ROW * order.tables() * order.rows();
      doubled += Math.ceilDiv(Math.max(0, calls() - callsBefore - expected), order.rows());
    }
    return new Proof(lost, doubled);
  }

  /// The same by sessions side by side, as a script has it.
  ///
  /// @param concurrently as the builder does, so that others may write
  List<String> statements(boolean concurrently) {
    return IntStream.range(0, order.tables())
        .mapToObj(
            i ->
                "CREATE INDEX %s ON keys.t%03d (%s)"
                    .formatted(
                        concurrently ? "CONCURRENTLY" : "",
                        i,
                        order.waitMillis() == 0 ? "body" : "(keys.wait(id))"))
        .toList();
  }

  DatabaseAddress address() {
    return address;
  }
}
