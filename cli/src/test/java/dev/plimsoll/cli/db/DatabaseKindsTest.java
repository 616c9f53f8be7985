package dev.plimsoll.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Databases that are read and loaded, of every kind.
final class DatabaseKindsTest extends FakeApiTestCase {
  private static final String PUT = "PUT /databases/shop?by=" + PlannerApiCommand.me();
  private static final DatabaseAddress LEGACY =
      new DatabaseAddress(
          "db2.example",
          3306,
          "shop",
          "reader",
          SslMode.PREFER,
          new CredentialReference("env:LEGACY"));
  private static final DatabaseRegistration COPIED =
      Views.copied("shop", Views.shop().address(), DatabaseKind.POSTGRES);

  @BeforeEach
  void answer() {
    api.on("GET /databases", List.of(), List.of(COPIED))
        .on("GET /databases/shop", COPIED)
        .on("POST /databases/test", Map.of())
        .on(PUT, COPIED);
  }

  private CommandRun create(String... options) {
    List<String> arguments = new ArrayList<>(List.of("db", "create", "shop"));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private DatabaseRegistration sent() {
    return api.sent(PUT, DatabaseRegistration.class);
  }

  @Test
  void aPostgresIsFoundAsPsqlFindsIt() {
    Map<String, String> environment = new HashMap<>(api.environment(folder));
    environment.putAll(Map.of("PGHOST", "h", "PGUSER", "u", "PGDATABASE", "d"));

    CommandRun run =
        CommandRun.of(environment, "db", "create", "shop", "--port=6543", "--sslmode=require");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().address())
        .isEqualTo(
            new DatabaseAddress("h", 6543, "d", "u", SslMode.REQUIRE, CredentialReference.PGPASS));
    assertThat(run.out())
        .isEqualTo(
            """
            database       shop
            kind           PostgreSQL
            serves as      source,target
            address        owner@db.example:5432/shop
            sslmode        verify-full
            password       pgpass
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll db test shop\n");
  }

  @Test
  void aMariaDbIsWhatItsOptionsSayAlone() {
    Map<String, String> environment = new HashMap<>(api.environment(folder));
    environment.putAll(Map.of("PGHOST", "h", "PGPORT", "5433", "PGPASSWORD", "canary"));

    CommandRun run =
        CommandRun.of(
            environment,
            "db",
            "create",
            "shop",
            "--kind=mariadb",
            "--database=d",
            "--user=u",
            "--credential=env:SHOP");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().kind()).isEqualTo(DatabaseKind.MARIADB);
    assertThat(sent().uses()).containsExactly(DatabaseUse.SOURCE);
    assertThat(sent().address())
        .isEqualTo(
            new DatabaseAddress(
                "localhost", 3306, "d", "u", SslMode.PREFER, new CredentialReference("env:SHOP")));
    assertThat(run.err()).doesNotContain("PGPASSWORD");
  }

  @Test
  void aRedshiftIsFoundAsAPostgresButForItsPort() {
    CommandRun run =
        create(
            "--kind=redshift",
            "--host=c.example",
            "--database=dev",
            "--user=u",
            "--sslmode=require");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sent().kind()).isEqualTo(DatabaseKind.REDSHIFT);
    assertThat(sent().uses()).containsExactly(DatabaseUse.TARGET);
    assertThat(sent().address())
        .isEqualTo(
            new DatabaseAddress(
                "c.example", 5439, "dev", "u", SslMode.REQUIRE, CredentialReference.PGPASS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --kind=oracle                                    | oracle
          --as=both                                        | both
          --kind=mariadb --user=u                          | needs --database
          --kind=mariadb --database=d                      | needs --user
          --kind=mariadb --service=s                       | PostgreSQL; give --host
          --kind=mariadb --database=d --user=u             | a pgpass file is PostgreSQL's
          --kind=mariadb --database=d --user=u --port=0    | not an address
          --host=h --user=u --sslmode=maybe                | not an address
          --host=h --user=u --credential=hunter2           | never the password itself
          --host=h --user=u --password=hunter2             | --password
          --host=h --user=u --standby=r:port               | not a server
          """)
  void whatIsNotUnderstoodIsNotSent(String options, String says) {
    CommandRun run = create(options.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(says);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("PUT"));
  }

  @Test
  void whatAPlannerHasForgottenInARestoreIsToldAnew() {
    // given a sync service that has learned of revision 3, and a planner that is at 1 again
    api.on(PUT, at(1))
        .on("GET /databases", List.of(), List.of(at(3)), List.of(at(3)), List.of(at(9)))
        .on("POST /databases/shop/announce", at(9));

    CommandRun run = create("--host=h", "--user=u");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.asked()).contains("POST /databases/shop/announce");
  }

  private static DatabaseRegistration at(long revision) {
    return new DatabaseRegistration(
        "shop",
        COPIED.address(),
        COPIED.kind(),
        COPIED.uses(),
        BuildSettings.NONE,
        List.of(),
        null,
        revision);
  }

  @Test
  void allKindsAreInOneTable() {
    api.on(
        "GET /databases",
        List.of(Views.copied("legacy", LEGACY, DatabaseKind.MARIADB), Views.shop()));

    assertThat(run("db", "list").out())
        .contains("legacy  MariaDB     source  reader@db2.example:3306/shop")
        .contains("shop    PostgreSQL  build   owner@db.example:5432/shop");
  }

  @Test
  void aTestLogsInAndSaysWhatCanBeRead() {
    api.on("POST /extracts/explain", SyncViews.explanation());

    CommandRun run = run("db", "test", "shop");

    assertThat(run.exitCode()).isZero();
    assertThat(api.sent("POST /extracts/explain", ExtractRequest.class))
        .isEqualTo(ExtractRequest.of("shop", List.of("*.*"), null));
    assertThat(run.out())
        .isEqualTo(
            """
            the login works
            1 table can be read: about 1,000,000 rows, 980 MiB
            shop.items REFUSED: unsupported-type: column shape is of type circle
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll extract explain shop shop.orders\n");
    assertThat(
            Json.read(run("db", "test", "shop", "--json").out(), TestDatabaseCommand.Answer.class))
        .isEqualTo(new TestDatabaseCommand.Answer(COPIED, null, SyncViews.explanation().tables()));
  }

  @Test
  void aTargetWithoutTablesIsFineAndASourceWithoutReadableOnesIsAFinding() {
    api.refuse("POST /extracts/explain", ErrorCode.TABLE_NOT_FOUND, "no table is like *.*");

    CommandRun empty = run("db", "test", "shop");
    CommandRun named = run("db", "test", "shop", "--table", "a.*");
    api.on(
        "POST /extracts/explain", new ExtractExplanation(List.of(SyncViews.refused()), 0, 0, 0, 0));
    CommandRun refused = run("db", "test", "shop");

    assertThat(empty.exitCode()).isZero();
    assertThat(empty.out()).contains("no table can be read");
    assertThat(named.exitCode()).isEqualTo(3);
    assertThat(refused.exitCode()).isEqualTo(7);
  }
}
