package dev.plimsoll.systemtests;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.devstack.folder.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The databases that the pages name: their roles, tables and entries in a connection service file.
final class DatabasePages {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
  private static final String TABLES =
      """
      DROP SCHEMA IF EXISTS features, shop CASCADE;
      DROP TABLE IF EXISTS orders, customers;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE SCHEMA features;
      CREATE SCHEMA shop;
      CREATE TABLE features.score_365d AS
        SELECT md5(g::text) || md5((-g)::text) AS hashkey, g / 7.0 AS score
        FROM generate_series(1, 5000) AS g;
      CREATE TABLE shop.orders (
        id bigint PRIMARY KEY, customer_id int NOT NULL, placed_at timestamptz NOT NULL,
        total numeric(12, 2), closed date);
      INSERT INTO shop.orders
        SELECT g * 37, g % 100, timestamptz '2026-01-01 00:00:00Z' + g * interval '1 minute', g / 4.0,
          CASE WHEN g % 9 = 0 THEN date 'infinity' END
        FROM generate_series(1, 2000) AS g;
      CREATE TABLE shop.prices (id int PRIMARY KEY, amount numeric(10, 2));
      INSERT INTO shop.prices SELECT g, g / 8.0 FROM generate_series(1, 500) AS g;
      CREATE TABLE shop.users (id int PRIMARY KEY, email text, deleted_at timestamptz);
      INSERT INTO shop.users SELECT g, 'User' || g || '@example.org' FROM generate_series(1, 500) AS g;
      CREATE TABLE shop.notes AS
        SELECT g AS id, 'note ' || md5(g::text) AS body FROM generate_series(1, 500) AS g;
      CREATE TABLE shop.clicks AS
        SELECT g AS id, now() + g * interval '1 second' AS at FROM generate_series(1, 500) AS g;
      CREATE TABLE shop.odd AS
        SELECT g AS id, g AS "a column, with a comma", g AS price, 2 AS amount
        FROM generate_series(1, 500) AS g;
      CREATE TABLE shop.codes AS
        SELECT g AS id, 'code ' || g AS code FROM generate_series(1, 500) AS g;
      CREATE TABLE orders (id bigint PRIMARY KEY, note text, changed_at timestamptz NOT NULL);
      CREATE TABLE customers (id bigint PRIMARY KEY, note text, changed_at timestamptz NOT NULL);
      INSERT INTO orders
        SELECT g, 'order ' || g, now() - g * interval '1 minute' FROM generate_series(1, 500) AS g;
      INSERT INTO customers
        SELECT g, 'customer ' || g, now() - g * interval '1 hour' FROM generate_series(1, 100) AS g;
      CREATE INDEX ON orders (changed_at);
      CREATE INDEX ON customers (changed_at);
      ALTER SCHEMA features OWNER TO shop_owner;
      ALTER TABLE features.score_365d OWNER TO shop_owner;
      GRANT USAGE ON SCHEMA features, shop TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA features, shop, public TO reader;
      ANALYZE;
      """;
  private static final String EMPTY =
      """
      DROP SCHEMA IF EXISTS shop, special CASCADE;
      DROP TABLE IF EXISTS orders, customers;
      """;

  private final Databases databases;
  private final DatabaseAddress shop;
  private final DatabaseAddress warehouse;
  private final DatabaseAddress mirror;

  DatabasePages(Databases databases, Secrets secrets) throws SQLException {
    this.databases = databases;
    try (Connection server = databases.openDatabase("postgres");
        Statement statement = server.createStatement()) {
      for (String role : new String[] {"reader", "writer", "shop_owner"}) {
        statement.execute(
            "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, secrets.superuserPassword()));
      }
    }
    shop = databases.create("shop");
    warehouse = databases.create("warehouse");
    mirror = databases.create("mirror");
    DatabaseAddress lake = databases.create("lake");
    execute(lake, "GRANT CREATE ON SCHEMA public TO writer");
  }

  DatabaseAddress shop() {
    return shop;
  }

  /// The tables that a page begins with: the source has no keys of earlier pages, the targets are
  /// empty.
  void before(String page, Launcher plimsoll) throws Exception {
    switch (page) {
      case "how-to/build-a-missing-primary-key.md" -> reset();
      case "how-to/build-what-is-missing.md", "how-to/extract-a-table.md" -> {
        remove("shop", plimsoll);
        reset();
      }
      case "how-to/load-an-extract.md" -> {
        remove("warehouse", plimsoll);
        create("warehouse", warehouse, plimsoll);
        create("mirror", mirror, plimsoll);
        reset();
      }
      default -> {}
    }
  }

  /// Builds that have followed the last load come to their end first.
  private static void remove(String name, Launcher plimsoll) {
    await(name + " is idle")
        .atMost(ENDS_WITHIN)
        .pollInterval(Duration.ofSeconds(1)) // a command each time
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> plimsoll.run(0, "db", "remove", name, "--yes"));
  }

  private static void create(String name, DatabaseAddress address, Launcher plimsoll)
      throws Exception {
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
  }

  private void reset() throws SQLException {
    execute(shop, TABLES);
    execute(warehouse, EMPTY);
    execute(mirror, EMPTY);
  }

  /// What `psql` and the command line take from the environment, as a person's shell has it.
  Map<String, String> environment(Path folder, Secrets secrets) throws IOException {
    Map<String, DatabaseAddress> entries = new LinkedHashMap<>();
    entries.put("mydb", shop);
    entries.put("shop", shop);
    entries.put("warehouse", warehouse);
    StringBuilder services = new StringBuilder();
    entries.forEach(
        (name, address) ->
            services.append(
                "[%s]\nhost=%s\nport=%d\ndbname=%s\nuser=%s\nsslmode=disable\n"
                    .formatted(
                        name, address.host(), address.port(), address.database(), address.user())));
    Path serviceFile = Files.writeString(folder.resolve("pg_service.conf"), services);
    Path passwords =
        Files.writeString(
            folder.resolve("pgpass"), "*:*:*:*:%s\n".formatted(secrets.superuserPassword()));
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    return Map.of("PGSERVICEFILE", serviceFile.toString(), "PGPASSFILE", passwords.toString());
  }

  private void execute(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = databases.open(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
