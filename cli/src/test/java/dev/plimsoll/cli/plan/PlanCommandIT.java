package dev.plimsoll.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PlanCommandIT {
  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("own_database");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE SCHEMA "Odd Schema";
          CREATE TABLE "Odd Schema"."a.b" AS
            SELECT i AS id, md5(i::text) AS hashkey, i % 3 AS kind FROM generate_series(1, 20000) i;
          CREATE TABLE proven (code int NOT NULL);
          CREATE UNIQUE INDEX code_is_unique ON proven (code);
          CREATE TABLE parent (id int PRIMARY KEY);
          CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent);
          CREATE TABLE nothing_known (a int);
          CREATE INDEX left_behind ON "Odd Schema"."a.b" (kind);
          UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Odd Schema".left_behind'::regclass;
          ANALYZE "Odd Schema"."a.b";
          """);
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty("org.postgresql.pgservicefile");
  }

  private static String run(Map<String, String> environment, String... arguments) {
    return runOf(environment, arguments).out();
  }

  private static CommandRun runOf(Map<String, String> environment, String... arguments) {
    return CommandRun.of(
        environment, Stream.concat(Stream.of("plan"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static Map<String, String> environment(String password) {
    return Map.of(
        "PGHOST", database.host(),
        "PGPORT", Integer.toString(database.port()),
        "PGDATABASE", database.name(),
        "PGUSER", database.user(),
        "PGPASSWORD", password,
        "PGSSLMODE", "disable");
  }

  private static Answer plan(List<String> primaryKeys) {
    return plan(primaryKeys, new PlanRequest(null, null, List.of()));
  }

  private static Answer plan(List<String> primaryKeys, PlanRequest asked) {
    return OwnPlan.make(
        new AddressOptions().resolve(environment(database.password())),
        primaryKeys.stream().map(RuleText::primaryKey).toList(),
        new Capacity(2, 1L << 30, 2, 1L << 50, 1L << 50, CapacityLimits.NONE),
        asked);
  }

  @Test
  void findsByItselfWhatIsMissing() {
    Answer plan = plan(List.of());

    assertThat(plan.builds())
        .extracting(build -> build.table() + " " + build.definition())
        .containsExactlyInAnyOrder(
            "Odd Schema.a.b primary key (id)",
            "public.proven primary key (code)",
            "public.child index (parent_id)");
    assertThat(plan.guesses()).singleElement().asString().contains("a.b").contains("duplicates");
    assertThat(plan.findings().warnings())
        .anyMatch(warning -> warning.contains("left_behind is INVALID"))
        .anyMatch(warning -> warning.contains("nothing_known has no primary key"));
    assertThat(plan.prediction().totals()).isNotNull();
    assertThat(plan.prediction().totals().indexBytes()).isPositive();
  }

  @Test
  void plansWhatItIsTold() {
    Answer plan = plan(List.of("Odd Schema.a.b=(hashkey)", "public.child=(id)"));

    assertThat(plan.builds())
        .singleElement()
        .satisfies(
            build -> {
              assertThat(build.indexName()).isEqualTo("a.b_pkey");
              assertThat(build.sizing().rows()).isEqualTo(20_000);
            });
    assertThat(plan.findings().satisfied()).singleElement().asString().contains("child_pkey");
  }

  @Test
  void printsATableAScheduleAndItsReasons() throws SQLException {
    long before = relations();

    String text = run(environment(database.password()));

    assertThat(text)
        .contains("LANE", "primary key (code)", "|=", "x the lower bound", "Why")
        .doesNotContain(database.password());
    assertThat(relations()).isEqualTo(before);
  }

  @Test
  void saysWhatSpeaksForABuildThatNoRuleAsksFor() {
    assertThat(run(environment(database.password())))
        .contains(
            "code_is_unique over NOT NULL columns proves it",
            "the foreign key child_parent_id_fkey to public.parent has no index",
            "pg_stats takes")
        .doesNotContain("rule ");
    assertThat(run(environment(database.password()), "--rule", "public.child: index (parent_id)"))
        .contains("rule public.child asks for it");
  }

  @Test
  void printsTheStatementsOfTheTablesAskedForWithoutARegistration() throws SQLException {
    long before = relations();

    String sql =
        run(environment(database.password()), "--sql", "--table", "public.*", "--cores", "1");

    assertThat(sql)
        .contains("ALTER TABLE", "code_is_unique", "CREATE INDEX CONCURRENTLY")
        .doesNotContain("Odd Schema", "TABLE  ");
    assertThat(relations()).isEqualTo(before);
    assertThatThrownBy(() -> plan(List.of(), new PlanRequest(null, null, List.of("absent.*"))))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
  }

  @Test
  void saysWhetherItFitsIntoAWindowWithoutARegistration() {
    CommandRun wide = runOf(environment(database.password()), "--window", "4h");
    CommandRun narrow = runOf(environment(database.password()), "--window", "1ms");

    assertThat(wide.out()).contains("fits into 4 h 0 min: yes");
    assertThat(wide.exitCode()).isZero();
    assertThat(narrow.out()).contains("fits into 1 ms: NO");
    assertThat(narrow.exitCode()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void anOptionIsTakenAsAWarningPrintsIt() {
    String warning =
        plan(List.of()).findings().warnings().stream()
            .filter(text -> text.contains("nothing_known has no primary key"))
            .findFirst()
            .orElseThrow();
    String printed = warning.replaceAll(".*--primary-key (.*), or ANALYZE.*", "$1");

    assertThat(printed).isEqualTo("'public.nothing_known=(a)'");
    assertThat(plan(List.of(printed.substring(1, printed.length() - 1))).builds())
        .singleElement()
        .satisfies(build -> assertThat(build.table().name()).isEqualTo("nothing_known"));
  }

  @Test
  void noLimitIsNoNumber() {
    String json = run(environment(database.password()), "--json");

    assertThat(json).doesNotContain(Long.toString(1L << 50));
    assertThat(Json.read(json, Answer.class).capacity().diskBytes()).isNull();
    assertThat(
            Json.read(
                    run(environment(database.password()), "--json", "--disk", "1GB"), Answer.class)
                .capacity()
                .diskBytes())
        .isEqualTo(1L << 30);
  }

  private static long relations() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_class")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void answersWithOneJsonDocument() {
    Answer answer =
        Json.read(run(environment(database.password()), "--json", "--cores", "4"), Answer.class);

    assertThat(answer.builds()).hasSize(3);
    assertThat(answer.capacity().cores()).isEqualTo(4);
  }

  @Test
  void readsAServiceFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pg_service.conf");
    Files.writeString(
        file,
        """
        [mydb]
        host=%s
        port=%d
        dbname=%s
        user=%s
        password=%s
        """
            .formatted(
                database.host(),
                database.port(),
                database.name(),
                database.user(),
                database.password()));
    System.setProperty("org.postgresql.pgservicefile", file.toString());

    assertThat(run(Map.of(), "--service", "mydb")).contains("own_database");
  }

  @Test
  void saysWhatIsWrong() {
    assertCode(ErrorCode.AUTHENTICATION_FAILED, environment("wrong"), null, null);
    assertCode(ErrorCode.DATABASE_UNREACHABLE, environment(database.password()), 1, null);
    assertCode(ErrorCode.DATABASE_NOT_FOUND, environment(database.password()), null, "absent");
  }

  private static void assertCode(
      ErrorCode code,
      Map<String, String> environment,
      @Nullable Integer port,
      @Nullable String name) {
    List<String> options = new ArrayList<>();
    if (port != null) {
      options.add("--port=" + port);
    }
    if (name != null) {
      options.add("--database=" + name);
    }
    ResolvedAddress target =
        CommandLine.populateCommand(new AddressOptions(), options.toArray(String[]::new))
            .resolve(environment);
    assertThatThrownBy(() -> target.open("plimsoll plan").close())
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
