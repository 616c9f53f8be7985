package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A DBA's way through the command line, with the real services: register, test, plan, apply, look,
/// stop, go on.
@SharedSystem.Asking
final class BuildsByCommandST {
  private static final String TABLES =
      """
      CREATE SCHEMA "Odd Schema";
      CREATE TABLE "Odd Schema"."a.b" AS
        SELECT i AS id, md5(i::text) AS "Hash Key" FROM generate_series(1, 20000) i;
      CREATE TABLE orders AS
        SELECT i AS id, i % 100 AS customer, now() AS placed FROM generate_series(1, 20000) i;
      CREATE TABLE doubled AS SELECT i % 19999 AS id FROM generate_series(1, 20000) i;
      CREATE TABLE later AS SELECT i AS id FROM generate_series(1, 20000) i;
      ANALYZE;
      """;

  private static final String KIOSK = "kiosk";

  @TempDir private Path folder;

  private final SharedSystem system;
  private final Launcher plimsoll;

  BuildsByCommandST(SharedSystem system) {
    this.system = system;
    this.plimsoll = system.launcher();
  }

  @Test
  void fromRegistrationToIndexes() throws Exception {
    // Given
    DatabaseAddress kiosk = system.createDatabase(KIOSK);
    system.execute(kiosk, TABLES);

    // When it is registered with a password from a pipe, then the planner and builder can use it
    JsonNode added =
        register(
            kiosk,
            "--rule=Odd Schema.a.b: primary key (\"Hash Key\")",
            "--rule=public.orders: primary key (id)",
            "--rule=public.orders: index (customer) include (placed) with (fillfactor = 80)");
    assertThat(added.at("/address/credential").asText()).isEqualTo("sealed");
    assertThat(added.toString()).doesNotContain(system.secrets().superuserPassword());
    JsonNode tested = plimsoll.run(0, "db", "test", KIOSK, "--json").json();
    assertThat(tested.path("builds").path("serverVersion").asText()).isNotEmpty();

    // And a plan is only a plan
    JsonNode plan = plimsoll.run(0, "plan", KIOSK, "--compare", "--json").json();
    assertThat(plan.path("builds")).hasSize(3);
    assertThat(indexes(kiosk)).isEmpty();

    // And slots can be added while it is applied, and not taken away
    String hash = plan.path("hash").asText();
    plimsoll.run(0, "apply", hash, "--json");
    String[] eight = {"lane", "edit", "small", "--slots", "8", "--yes", "--json"};
    assertThat(plimsoll.run(0, eight).json().path("slots").asInt()).isEqualTo(8);
    assertThat(plimsoll.run(0, eight).json().path("slots").asInt()).isEqualTo(8);
    assertThat(plimsoll.run(1, "lane", "edit", "small", "--slots", "4", "--yes").err())
        .contains("8 slots", "never taken away");

    // And what is applied is there, once
    JsonNode applied = plimsoll.run(0, "apply", hash, "--wait", "--timeout", "4m", "--json").json();
    assertThat(applied.at("/plan/state").asText()).isEqualTo("DONE");
    assertThat(indexes(kiosk)).hasSize(3);
    assertThat(plimsoll.run(0, "apply", hash, "--json").json().at("/plan/state").asText())
        .isEqualTo("DONE");
    assertThat(plimsoll.run(0, "plan", KIOSK).out()).contains("Nothing to build.");
    assertThat(plimsoll.run(0, "build", "list", KIOSK).out()).contains("built", "Odd Schema.a.b");

    aKeyWithDuplicatesSaysWhich(kiosk);
    whatIsCancelledCanBeRetried(kiosk);
    aPlanStopsWhenItsDatabaseHasMoved(kiosk);
  }

  private void aKeyWithDuplicatesSaysWhich(DatabaseAddress kiosk) throws Exception {
    register(kiosk, "--rule=public.doubled: primary key (id)");
    String hash = plimsoll.run(0, "plan", KIOSK, "--json").json().path("hash").asText();

    JsonNode applied = plimsoll.run(1, "apply", hash, "--wait", "--timeout", "4m", "--json").json();

    String id = applied.at("/builds/0/id").asText();
    assertThat(plimsoll.run(0, "build", "show", id).out()).contains("duplicate-keys", "2 rows");
  }

  private void whatIsCancelledCanBeRetried(DatabaseAddress kiosk) throws Exception {
    register(kiosk, "--rule=public.later: primary key (id)");
    plimsoll.run(0, "db", "pause", KIOSK, "--reason", "month-end closing");
    String hash = plimsoll.run(0, "plan", KIOSK, "--json").json().path("hash").asText();
    JsonNode held = plimsoll.run(0, "apply", hash, "--json").json();
    String id = held.at("/builds/0/id").asText();

    // Why it waits is said in our own words, and nobody has to wait for ever to see it
    assertThat(plimsoll.run(6, "apply", hash, "--wait", "--timeout", "2s").out())
        .contains("month-end closing");
    plimsoll.run(0, "build", "priority", id, "5");
    assertThat(
            plimsoll.run(0, "build", "cancel", id, "--wait", "--json").json().at("/builds/0/state"))
        .hasToString("\"CANCELLED\"");

    plimsoll.run(0, "db", "resume", KIOSK);
    assertThat(plimsoll.run(0, "build", "retry", id, "--wait", "--timeout", "4m").out())
        .contains("built");
  }

  private void aPlanStopsWhenItsDatabaseHasMoved(DatabaseAddress kiosk) throws Exception {
    register(kiosk, "--rule=public.orders: index (placed)");
    String hash = plimsoll.run(0, "plan", KIOSK, "--json").json().path("hash").asText();
    system.execute(kiosk, "DROP TABLE orders");

    Launcher.Answer refused = plimsoll.run(5, "apply", hash);

    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("  - ", "orders");
  }

  private boolean isRegistered(String name) throws IOException, InterruptedException {
    return plimsoll.run(0, "db", "list", "--json").json().findValuesAsText("name").contains(name);
  }

  private JsonNode register(DatabaseAddress address, String... rules)
      throws IOException, InterruptedException {
    Path password =
        Files.writeString(folder.resolve("password"), system.secrets().superuserPassword());
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("plimsoll.root"), "plimsoll").toString(),
                "db",
                isRegistered(KIOSK) ? "edit" : "create",
                KIOSK,
                "--host=" + address.host(),
                "--port=" + address.port(),
                "--database=" + address.database(),
                "--user=" + address.user(),
                "--sslmode=disable",
                "--password-stdin",
                "--json",
                "--data=" + plimsoll.data()));
    line.addAll(SharedSystem.LOAD_LINE);
    line.addAll(List.of(rules));
    Process process =
        new ProcessBuilder(line)
            .redirectInput(password.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return Json.MAPPER.readTree(out);
  }

  private List<String> indexes(DatabaseAddress address) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = system.open(address);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT i.indexrelid::regclass::text FROM pg_index i"
                    + " JOIN pg_class c ON c.oid = i.indrelid"
                    + " WHERE c.relnamespace::regnamespace::text"
                    + " IN ('public', '\"Odd Schema\"') AND i.indisvalid")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
