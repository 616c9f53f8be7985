package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A developer's searches by the command line, with the real services and no extension.
@SharedSystem.Asking
final class SearchByCommandST {
  private static final String TABLE =
      """
      CREATE TABLE items (id int PRIMARY KEY, v real[], color text);
      INSERT INTO items
      SELECT i, ARRAY[i %% 97, i %% 89, i %% 83]::real[], CASE i %% 3 WHEN 0 THEN 'red' ELSE 'blue' END
      FROM generate_series(1, 20000) i WHERE %s;
      ANALYZE items
      """;

  private static final String NEAREST =
      """
      SELECT id FROM items
      ORDER BY abs(v[1] - 3::float8) + abs(v[2] - 1::float8) + abs(v[3] - 4::float8), id
      LIMIT 7""";

  @TempDir private Path folder;

  private final SharedSystem system;
  private final Launcher plimsoll;

  SearchByCommandST(SharedSystem system) {
    this.system = system;
    this.plimsoll = system.launcher();
  }

  @Test
  void fromOneTableToSeveralDatabases() throws Exception {
    // Given a table, and its halves in two other databases
    DatabaseAddress whole = database("search_whole", "true");
    database("search_even", "i % 2 = 0");
    database("search_odd", "i % 2 = 1");
    String vector = Files.writeString(folder.resolve("query.txt"), "[3, 1, 4]").toString();
    List<String> nearest = nearest(whole);

    // When it is searched in each way, then the same rows are found
    for (String way : List.of("--exact", "--memory")) {
      assertThat(keys(search(way, vector, "search_whole"))).as(way).isEqualTo(nearest);
    }
    assertThat(keys(search("--exact", vector, "search_even,search_odd")))
        .containsExactlyInAnyOrderElementsOf(nearest);
    assertThat(
            plimsoll
                .run(
                    0,
                    "search",
                    "search_whole",
                    "items",
                    "--vector=" + vector,
                    "--where=color = red",
                    "--k=3")
                .out())
        .contains("DISTANCE", "search_whole: ");

    // And the ways are explained, compared and counted
    assertThat(
            plimsoll
                .run(0, "vector", "explain", "search_whole", "items", "--vector=" + vector)
                .out())
        .contains("search_whole");
    JsonNode measured =
        plimsoll
            .run(
                0,
                "vector",
                "bench",
                "search_whole",
                "items",
                "--vector=" + vector,
                "--memory",
                "--rounds=2",
                "--json")
            .json();
    assertThat(measured.path("ways")).hasSize(3);
    assertThat(measured.path("ways").get(2).path("recall").asDouble()).isEqualTo(1);
    assertThat(plimsoll.run(0, "vector", "stats", "search_whole").out()).contains("memory");

    // And settings hold until they are set back
    plimsoll.run(0, "vector", "config", "search_whole", "--parallel=off");
    assertThat(
            plimsoll
                .run(0, "vector", "explain", "search_whole", "items", "--vector=" + vector)
                .out())
        .contains("turned off");
    plimsoll.run(0, "vector", "config", "search_whole", "--reset");

    // And what cannot be is said: there is no index, and no such table
    assertThat(
            plimsoll
                .run(2, "search", "search_whole", "items", "--vector=" + vector, "--ef=10")
                .err())
        .contains("no index");
    plimsoll.run(3, "search", "search_whole", "nothing", "--vector=" + vector);
  }

  private DatabaseAddress database(String name, String rows) throws Exception {
    DatabaseAddress address = system.createDatabase(name);
    system.execute(address, TABLE.formatted(rows));
    plimsoll.run(
        0,
        "db",
        "create",
        name,
        "--host=" + address.host(),
        "--port=" + address.port(),
        "--database=" + address.database(),
        "--user=" + address.user(),
        "--sslmode=disable",
        "--credential=" + address.credential().value());
    return address;
  }

  private JsonNode search(String way, String vector, String databases) throws Exception {
    return plimsoll
        .run(
            0,
            "search",
            databases,
            "public.items",
            "--vector=" + vector,
            "--distance=l1",
            "--k=7",
            way,
            "--json")
        .json();
  }

  private static List<String> keys(JsonNode found) {
    return found.path("rows").valueStream().map(row -> row.path("key").get(0).asText()).toList();
  }

  // By a statement of another form than the service's.
  private List<String> nearest(DatabaseAddress address) throws Exception {
    try (Connection connection = system.open(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(NEAREST)) {
      List<String> keys = new ArrayList<>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    }
  }
}
