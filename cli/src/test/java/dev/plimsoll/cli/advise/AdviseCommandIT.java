package dev.plimsoll.cli.advise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.message.Json;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdviseCommandIT {
  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("advised");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE SCHEMA "Odd Schema";
          CREATE TABLE "Odd Schema"."a;b" AS SELECT i AS id, i % 7 AS kind FROM generate_series(1, 20000) i;
          CREATE INDEX twice ON "Odd Schema"."a;b" (kind);
          CREATE INDEX "Twice!" ON "Odd Schema"."a;b" (kind);
          CREATE INDEX never_read ON "Odd Schema"."a;b" (id);
          CREATE TABLE well (id int PRIMARY KEY);
          ANALYZE;
          """);
    }
  }

  private static CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("advise"));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(
        Map.of(
            "PGHOST", database.host(),
            "PGPORT", Integer.toString(database.port()),
            "PGDATABASE", database.name(),
            "PGUSER", database.user(),
            "PGPASSWORD", database.password(),
            "PGSSLMODE", database.sslMode().value()),
        all.toArray(String[]::new));
  }

  @Test
  void aDuplicateIsFoundWithTheStatementThatDropsItAndTheOneThatBringsItBack()
      throws SQLException, IOException {
    JsonNode answer = Json.MAPPER.readTree(run("--json").out());

    JsonNode duplicate =
        answer
            .get("findings")
            .valueStream()
            .filter(finding -> finding.get("code").asText().equals("index-duplicate"))
            .findFirst()
            .orElseThrow();
    assertThat(duplicate.get("gainBytes").asLong()).isPositive();
    assertThat(duplicate.get("table").toString()).contains("Odd Schema").contains("a;b");
    // when its statements are run, and undone
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (JsonNode sql : duplicate.get("sql")) {
        statement.execute(sql.asText());
      }
      assertThat(run().out()).doesNotContain("index-duplicate");
      statement.execute(duplicate.get("undo").asText());
    }
    assertThat(run().out()).contains("index-duplicate");
  }

  @Test
  void aScriptSaysWhatEachStatementIsFor() {
    CommandRun run = run("--table", "Odd Schema.*", "--sql");

    assertThat(run.out())
        .contains("-- priority ")
        .contains("DROP INDEX CONCURRENTLY IF EXISTS \"Odd Schema\".")
        .contains("-- undo: CREATE INDEX ");
  }

  @Test
  void aTableThatIsWellHasNoFinding() {
    CommandRun run = run("--table", "public.well");

    assertThat(run.out()).contains("1 table, 1 index").contains("nothing to drop");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aStandbyThatIsNoneWithholdsWhatItMightUse() {
    String server = database.host() + ":" + database.port();

    assertThat(run("--unused-for", "1s").out()).contains("index-unused  Odd Schema.a;b.never_read");
    assertThat(run("--unused-for", "1s", "--standby", server).out())
        .doesNotContain("  index-unused  ")
        .contains("index-unused of Odd Schema.a;b.never_read: ");
  }

  @Test
  void whatAWorkloadWantsIsProposedAndMeasuredWithoutServices(@TempDir Path folder)
      throws IOException, SQLException {
    Path workload = folder.resolve("workload.sql");
    Files.writeString(
        workload,
        """
        -- calls: 50
        -- name: of_kind
        SELECT count(*) FROM "Odd Schema"."a;b" WHERE id = 17 AND kind > 2;
        SELECT broken FROM nowhere
        """);
    // without it, what to add is not known, and says what would help
    assertThat(run().out()).contains("what to add is not known: ").contains("pg_stat_statements");

    CommandRun run =
        run("--workload", workload.toString(), "--search-path", "Odd Schema", "--budget", "10MB");

    assertThat(run.out())
        .contains("by 2 statements of the workload")
        .contains("3  index-duplicate");
    CommandRun verified = run("--workload", workload.toString(), "--verify", "--json");
    JsonNode measured = Json.MAPPER.readTree(verified.out());
    assertThat(measured.at("/advice/total/gain").asText())
        .as("exit code %d, %s%s", verified.exitCode(), verified.err(), verified.out())
        .isEqualTo("MEASURED");
    assertThat(measured.at("/advice/unread/0").asText()).contains("nowhere");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet left =
            statement.executeQuery("SELECT FROM pg_namespace WHERE nspname ~ 'plimsoll'")) {
      assertThat(left.next()).isFalse();
    }
    assertThat(run("--workload", folder.resolve("none").toString()).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("--last").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("shop", "--standby", "other").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatIsNoTableAndNoSpanAndNoServerIsRefused() {
    assertThat(run("--table", "none.*").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("--unused-for", "soon").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("--standby", "host:port").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
