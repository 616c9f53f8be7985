package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.systemtests.odd.OddTables;
import dev.plimsoll.systemtests.odd.OddTables.Want;
import dev.plimsoll.systemtests.odd.Oracle;
import dev.plimsoll.systemtests.odd.Outcome;
import dev.plimsoll.testkit.Campaign;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Some hundreds of odd tables that were never analysed, and one that somebody holds: each is
/// planned, or listed with its reason; what PostgreSQL can build is built, and whole. A build of
/// this project takes a few of them, a campaign all.
@SharedSystem.Asking
final class OddTablesST {
  private static final long MIB = 1L << 20;
  private static final String NAME = "odd_tables";
  private static final String OWNER = "odd owner";
  private static final long QUICKLY_SECONDS = 10;
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(15);

  // The name that PostgreSQL would give to the proof of a key may be too long; then it keeps ours.
  private static final String LEFT =
      """
      SELECT conname FROM pg_constraint WHERE conname LIKE 'plimsoll\\_build\\_%'
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = conrelid AND i.indisprimary)
      UNION ALL SELECT typname FROM pg_type WHERE typname LIKE 'plimsoll\\_workers\\_%'
      """;

  @TempDir private Path folder;

  private final SharedSystem plimsoll;

  OddTablesST(SharedSystem plimsoll) {
    this.plimsoll = plimsoll;
  }

  @Test
  void whatPostgresCanBuildIsBuiltAndAllElseSaysWhy() throws Exception {
    Random random = new Random(Campaign.seed());
    // Given odd tables, what PostgreSQL makes of the wants on them, and a table that is held
    DatabaseAddress odd = plimsoll.createDatabase(NAME);
    DatabaseAddress byOwner = prepare(odd);
    OddTables tables;
    try (Connection owner = plimsoll.open(byOwner)) {
      OddTables all = OddTables.all(owner);
      tables = Campaign.isLong() ? all : all.some(16, random);
      tables.create(owner);
      invalidIndex(owner);
    }
    Map<Want, String> states = oracle(odd, byOwner, tables);
    System.out.printf("%d odd things, %d wants%n", tables.size(), states.size());
    PlannerApi planner = plimsoll.planner();
    register(planner, byOwner, tables);
    List<Duration> times = new ArrayList<>();
    try (Connection holder = plimsoll.open(odd);
        Statement statement = holder.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE passing (id int)");
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");

      // When all of it is planned
      long begun = System.nanoTime();
      PlanView first = draft(planner);
      times.add(Duration.ofNanos(System.nanoTime() - begun));

      // Then what is held is listed, by who holds it
      assertThat(first.findings().refused())
          .filteredOn(no -> no.table().name().equals("held"))
          .extracting(PlanView.Refusal::code)
          .containsExactly(ErrorCode.LOCK_TIMEOUT);
      holder.rollback();
    }

    // And every want is built where PostgreSQL can, and says why not where it cannot
    long begun = System.nanoTime();
    PlanView plan = draft(planner);
    times.add(Duration.ofNanos(System.nanoTime() - begun));
    Duration quickly = quickly();
    System.out.printf("planned %d builds within %s of %s%n", plan.builds().size(), times, quickly);
    planner.apply(plan.hash(), new ControlRequest("test", null));
    await("the builds end").atMost(ENDS_WITHIN).until(() -> ended(planner, plan.id()));
    Outcome outcome = new Outcome(plan, planner.buildsOf(plan.id()));
    System.out.println(outcome);
    assertThat(outcome.wrong(states)).isEmpty();

    // And what was built is whole, and nothing of ours is left
    try (Connection superuser = plimsoll.open(odd)) {
      assertThat(broken(superuser)).isEmpty();
      assertThat(invalid(superuser, "I")).doesNotContainAnyElementsOf(outcome.built());
      assertThat(invalid(superuser, "i")).containsExactly("public.left_invalid");
      assertThat(list(superuser, LEFT)).isEmpty();
    }

    // And a plan is a matter of seconds
    if (Campaign.isLong()) {
      assertThat(times).anySatisfy(time -> assertThat(time).isLessThan(quickly));
    }
  }

  private DatabaseAddress prepare(DatabaseAddress odd) throws Exception {
    Path password =
        Files.createFile(
            folder.resolve("odd password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "odd secret");
    try (Connection superuser = plimsoll.open(odd);
        Statement statement = superuser.createStatement()) {
      // So that they stay unanalysed; in a campaign nobody else is on the server.
      if (Campaign.isLong()) {
        statement.execute("ALTER SYSTEM SET autovacuum = off");
        statement.execute("SELECT pg_reload_conf()");
      }
      statement.execute("CREATE ROLE \"%s\" LOGIN PASSWORD 'odd secret'".formatted(OWNER));
      OddTables.prepare(superuser);
      statement.execute("GRANT CREATE ON DATABASE %s TO \"%s\"".formatted(NAME, OWNER));
    }
    return new DatabaseAddress(
        odd.host(),
        odd.port(),
        odd.database(),
        OWNER,
        SslMode.DISABLE,
        new CredentialReference("file:" + password));
  }

  private static void invalidIndex(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute("CREATE TABLE held AS SELECT i AS id FROM generate_series(1, 500) i");
      statement.execute("CREATE TABLE invalid AS SELECT i % 2 AS id FROM generate_series(1, 9) i");
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY left_invalid ON invalid (id)");
      throw new AssertionError("there are duplicates");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
  }

  private Map<Want, String> oracle(DatabaseAddress odd, DatabaseAddress byOwner, OddTables tables)
      throws SQLException {
    String name = NAME + "_copy";
    try (Connection superuser = plimsoll.openServer();
        Statement statement = superuser.createStatement()) {
      statement.execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, NAME));
    }
    DatabaseAddress copy =
        new DatabaseAddress(
            odd.host(), odd.port(), name, OWNER, SslMode.DISABLE, byOwner.credential());
    try (Connection owner = plimsoll.open(copy)) {
      return Oracle.ask(owner, tables.wants());
    }
  }

  private static void register(PlannerApi planner, DatabaseAddress address, OddTables tables) {
    List<KeyRule> rules = new ArrayList<>();
    tables.wants().forEach(want -> rules.add(want.rule()));
    rules.add(RuleText.parse("public.held: primary key (id)", "the held table"));
    rules.add(RuleText.parse("public.invalid: unique (id)", "the INVALID index"));
    planner.register(
        DatabaseRegistration.postgres(
            NAME,
            address,
            BuildSettings.of(
                new Capacity(
                    2,
                    256 * MIB,
                    2,
                    10_240 * MIB,
                    10_240 * MIB,
                    CapacityLimits.NONE), // as SharedSystem.LOAD_LINE
                rules,
                false)));
  }

  private static PlanView draft(PlannerApi planner) {
    return planner.draft(NAME, new PlanRequest(null, null, List.of()));
  }

  /// On a machine that does nothing else; as many times that as there are who want each core.
  private static Duration quickly() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    double each = load / Runtime.getRuntime().availableProcessors();
    return Duration.ofSeconds(Math.round(QUICKLY_SECONDS * Math.max(1, each)));
  }

  /// What waits for a build that failed never begins.
  private static boolean ended(PlannerApi planner, UUID plan) {
    PlanView.State state = planner.plan(plan).state();
    return state == PlanView.State.DONE || state == PlanView.State.FAILED;
  }

  /// What amcheck says of each B-tree and GIN: its order, that a B-tree has an entry for each row,
  /// and that what is unique is.
  private static List<String> broken(Connection superuser) throws SQLException {
    List<String> broken = new ArrayList<>();
    try (Statement statement = superuser.createStatement()) {
      statement.execute("CREATE EXTENSION amcheck");
      List<String> checks =
          list(
              superuser,
              """
              SELECT CASE a.amname WHEN 'gin' THEN format('gin_index_check(%1$L)', c.oid::regclass)
                ELSE format('bt_index_check(%1$L, true, true)', c.oid::regclass) END
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
              WHERE a.amname IN ('btree', 'gin') AND c.relkind = 'i' AND i.indisvalid
                AND c.relnamespace::regnamespace::text !~ '^(pg_|information)'
              """);
      for (String check : checks) {
        try {
          statement.execute("SELECT " + check);
        } catch (SQLException e) {
          broken.add(check + ": " + e.getMessage());
        }
      }
      System.out.println(checks.size() + " indexes checked");
      assertThat(checks).isNotEmpty();
    }
    return broken;
  }

  /// @param kind `i`, or `I` of partitioned tables
  private static List<String> invalid(Connection superuser, String kind) throws SQLException {
    return list(
        superuser,
        """
        SELECT n.nspname || '.' || c.relname
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = '%s' AND NOT (i.indisvalid AND i.indisready)
        """
            .formatted(kind));
  }

  private static List<String> list(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }
}
