package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As a new user would: a database in which much is odd, a role that is no superuser, one plan.
/// Whatever cannot be built says why, by code and in words, and the rest of the plan goes on to its
/// end.
@SharedSystem.Asking
final class OddDatabaseST {
  // 63 bytes of UTF-8, the longest name there is.
  private static final String LONGEST = "Größe " + "ü".repeat(27) + "x";

  private static final String AS_SUPERUSER =
      """
      CREATE ROLE "odd dba" LOGIN PASSWORD 'odd secret';
      CREATE SCHEMA "Odd $chema" AUTHORIZATION "odd dba";
      GRANT CREATE ON SCHEMA public TO "odd dba";
      CREATE SCHEMA closed CREATE TABLE closed.vault (id int);
      CREATE TABLE not_mine AS SELECT i AS id FROM generate_series(1, 1000) i;
      """;

  private static final String AS_USER =
      """
      CREATE TABLE "Odd $chema"."O""Brien's : Täble" AS
        SELECT i AS "select", 'a' || i AS "Hash Key" FROM generate_series(1, 5000) i;
      CREATE TABLE "Odd $chema"."%1$s" AS SELECT i AS "%1$s" FROM generate_series(1, 5000) i;
      CREATE TABLE "Orders" AS SELECT i AS "ID", i %% 7 AS "order" FROM generate_series(1, 5000) i;
      CREATE TABLE orders AS SELECT i AS id, i %% 7 AS "order" FROM generate_series(1, 5000) i;
      CREATE TABLE doubled AS SELECT i %% 4999 AS id FROM generate_series(1, 5000) i;
      CREATE TABLE holed AS
        SELECT nullif(i, 17) AS id, i AS other FROM generate_series(1, 5000) i;
      CREATE TABLE parts (id int, day date NOT NULL) PARTITION BY RANGE (day);
      CREATE TABLE "parts Jan" PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE TABLE parts_feb PARTITION OF parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
      INSERT INTO parts SELECT i, date '2026-01-01' + i %% 59 FROM generate_series(1, 5000) i;
      CREATE VIEW order_view AS SELECT id FROM orders;
      CREATE TABLE documents AS SELECT '{}'::json AS doc FROM generate_series(1, 10) i;
      CREATE TABLE spots AS SELECT point(i, i) AS at FROM generate_series(1, 10) i;
      CREATE TABLE nothing ();
      CREATE MATERIALIZED VIEW counted AS SELECT id FROM orders;
      CREATE TABLE empty (id int);
      CREATE TABLE half AS SELECT i %% 2 AS id FROM generate_series(1, 1000) i;
      ANALYZE;
      """;

  private static final List<String> RULES =
      List.of(
          "Odd $chema.O\"Brien's : Täble: primary key (select)",
          "Odd $chema.O\"Brien's : Täble: index (\"Hash Key\")",
          "Odd $chema." + LONGEST + ": primary key (\"" + LONGEST + "\")",
          "public.Orders: primary key (ID)",
          "public.order*: index (order)",
          "public.orders: primary key (id)",
          "public.doubled: primary key (id)",
          "public.holed: primary key (id)",
          "public.holed: index (other)",
          "public.half: unique (id)",
          "public.parts: primary key (id, day)",
          "public.parts: unique (id)",
          "public.documents: primary key (doc)",
          "public.spots: index (at)",
          "public.nothing: primary key (id)",
          "public.counted: unique (id)",
          "public.counted: primary key (id)",
          "public.empty: primary key (id)",
          "public.not_mine: primary key (id)",
          "closed.*: primary key (id)",
          "public.orders: index (nowhere)",
          "public.absent: primary key (id)");

  @TempDir private Path folder;

  private final SharedSystem system;
  private final Launcher plimsoll;

  OddDatabaseST(SharedSystem system) {
    this.system = system;
    this.plimsoll = system.launcher();
  }

  @Test
  void eachOddThingSaysWhatItIsAndTheRestGoesOn() throws Exception {
    // Given
    DatabaseAddress odd = oddDatabase();

    // When it is registered by a role that is no superuser and owns most of it
    register(odd);
    String told = plimsoll.run(0, "plan", "odd").out();
    // The last plan is the one that can be applied: autovacuum may come between the two.
    JsonNode plan = plimsoll.run(0, "plan", "odd", "--json").json();

    // Then what can be seen to fail is refused in the plan, with its code
    assertThat(refused(plan))
        .containsOnly(
            Map.entry("public.half unique (id)", "foreign-invalid-index"),
            Map.entry("public.order_view index (order)", "not-a-table"),
            Map.entry("public.parts unique (id)", "unsupported-index"),
            Map.entry("public.documents primary key (doc)", "unsupported-index"),
            Map.entry("public.spots index (at)", "unsupported-index"),
            Map.entry("public.nothing primary key (id)", "column-not-found"),
            Map.entry("public.counted primary key (id)", "not-a-table"),
            Map.entry("public.not_mine primary key (id)", "insufficient-privilege"),
            Map.entry("closed.vault primary key (id)", "insufficient-privilege"),
            Map.entry("public.orders index (nowhere)", "column-not-found"));
    assertThat(texts(plan.at("/findings/warnings")))
        .anyMatch(text -> text.contains("theirs is INVALID") && text.contains("public.half"))
        .anyMatch(text -> text.contains("public.holed") && text.contains("NULL"))
        .anyMatch(text -> text.contains("no table matches the rule public.absent"));
    assertThat(told)
        .contains("GRANT USAGE ON SCHEMA \"closed\" TO \"odd dba\"")
        .contains("only the owner of public.not_mine may create an index")
        .contains("(foreign-invalid-index)");

    // And what only the rows can tell fails by itself, while all others are built
    String hash = plan.path("hash").asText();
    JsonNode applied = plimsoll.run(1, "apply", hash, "--wait", "--timeout", "4m", "--json").json();
    assertThat(applied.at("/plan/state").asText()).as("%s", applied).isEqualTo("FAILED");
    assertThat(ended(applied))
        .containsOnly(
            Map.entry("Odd $chema.O\"Brien's : Täble primary key (select)", "SUCCEEDED"),
            Map.entry("Odd $chema.O\"Brien's : Täble index (Hash Key)", "SUCCEEDED"),
            Map.entry("Odd $chema." + LONGEST + " primary key (" + LONGEST + ")", "SUCCEEDED"),
            Map.entry("public.Orders primary key (ID)", "SUCCEEDED"),
            Map.entry("public.orders primary key (id)", "SUCCEEDED"),
            Map.entry("public.orders index (order)", "SUCCEEDED"),
            Map.entry("public.holed index (other)", "SUCCEEDED"),
            Map.entry("public.empty primary key (id)", "SUCCEEDED"),
            Map.entry("public.parts primary key (id, day)", "SUCCEEDED"),
            Map.entry("public.parts Jan primary key (id, day)", "SUCCEEDED"),
            Map.entry("public.parts_feb primary key (id, day)", "SUCCEEDED"),
            Map.entry("public.doubled primary key (id)", "duplicate-keys"),
            Map.entry("public.counted unique (id)", "SUCCEEDED"),
            Map.entry("public.holed primary key (id)", "null-keys"));
    assertThat(build(applied, "public.doubled primary key (id)"))
        .contains("(1)  2 rows", "1 key of (\"id\") occurs more than once");
    assertThat(build(applied, "public.holed primary key (id)"))
        .contains("public.holed holds rows where id is NULL");

    // And the person's index is as it was, nothing of ours is left, and all else is valid
    assertThat(invalid(odd)).containsExactly("theirs");
    assertThat(keys(odd)).hasSize(8);

    // And a second plan has only what failed
    assertThat(texts(plimsoll.run(0, "plan", "odd", "--json").json().path("builds"), "/table/name"))
        .containsExactlyInAnyOrder("doubled", "holed");
  }

  private DatabaseAddress oddDatabase() throws Exception {
    DatabaseAddress odd = system.createDatabase("odd");
    system.execute(odd, AS_SUPERUSER);
    try (Connection connection = user(odd);
        Statement statement = connection.createStatement()) {
      statement.execute(AS_USER.formatted(LONGEST));
      try {
        statement.execute("CREATE UNIQUE INDEX CONCURRENTLY theirs ON half (id)");
        throw new AssertionError("half has duplicates");
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("23505");
      }
    }
    return odd;
  }

  private void register(DatabaseAddress odd) throws Exception {
    Path password = folder.resolve("odd password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "odd secret");
    Path rules = Files.write(folder.resolve("odd rules"), RULES);
    List<String> line =
        new ArrayList<>(
            List.of(
                "db",
                "create",
                "odd",
                "--host=" + odd.host(),
                "--port=" + odd.port(),
                "--database=" + odd.database(),
                "--user=odd dba",
                "--sslmode=disable",
                "--credential=file:" + password,
                "--rules=" + rules));
    line.addAll(SharedSystem.LOAD_LINE);
    plimsoll.run(0, line.toArray(String[]::new));
  }

  private static Map<String, String> refused(JsonNode plan) {
    Map<String, String> codes = new HashMap<>();
    for (JsonNode refusal : plan.at("/findings/refused")) {
      codes.put(name(refusal), refusal.path("code").asText());
    }
    return codes;
  }

  /// Each build's state, or the code that it failed with.
  private static Map<String, String> ended(JsonNode applied) {
    Map<String, String> ends = new HashMap<>();
    for (JsonNode build : applied.path("builds")) {
      String state = build.path("state").asText();
      ends.put(
          name(build.path("planned")),
          state.equals("FAILED") ? build.at("/outcome/errorCode").asText() : state);
    }
    return ends;
  }

  private String build(JsonNode applied, String name) throws Exception {
    for (JsonNode build : applied.path("builds")) {
      if (name(build.path("planned")).equals(name)) {
        return plimsoll.run(0, "build", "show", build.path("id").asText()).out();
      }
    }
    throw new AssertionError("no build " + name);
  }

  private static String name(JsonNode of) {
    JsonNode definition = of.path("definition");
    String kind =
        switch (definition.path("kind").asText()) {
          case "PRIMARY_KEY" -> "primary key";
          case "UNIQUE" -> "unique";
          default -> "index";
        };
    return "%s.%s %s (%s)"
        .formatted(
            of.at("/table/schema").asText(),
            of.at("/table/name").asText(),
            kind,
            String.join(", ", texts(definition.path("columns"))));
  }

  private static List<String> texts(JsonNode array) {
    return texts(array, "");
  }

  private static List<String> texts(JsonNode array, String pointer) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.at(pointer).asText()));
    return texts;
  }

  private static List<String> invalid(DatabaseAddress odd) throws SQLException {
    return list(
        odd,
        "SELECT relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            + " WHERE NOT i.indisvalid OR c.relname LIKE 'plimsoll%' ORDER BY 1");
  }

  private static List<String> keys(DatabaseAddress odd) throws SQLException {
    return list(
        odd,
        "SELECT conrelid::regclass::text FROM pg_constraint k"
            + " JOIN pg_namespace n ON n.oid = k.connamespace"
            + " WHERE contype = 'p' AND n.nspname IN ('public', 'Odd $chema') ORDER BY 1");
  }

  private static List<String> list(DatabaseAddress odd, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = user(odd);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private static Connection user(DatabaseAddress odd) throws SQLException {
    return DriverManager.getConnection(url(odd), "odd dba", "odd secret");
  }

  private static String url(DatabaseAddress odd) {
    return "jdbc:postgresql://" + odd.host() + ":" + odd.port() + "/" + odd.database();
  }
}
