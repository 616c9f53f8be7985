package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/// Tables of loads in the target's schema `plimsoll`: only one database can commit rows and
/// progress in one transaction. Each is created on first use.
enum LoadTables {
  LOAD_OFFSET(
      """
      CREATE TABLE plimsoll.load_offset (
        consumer text NOT NULL,
        topic text NOT NULL,
        partition int NOT NULL,
        next_offset bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, topic, partition)
      ) WITH (fillfactor = 50)
      """),
  TABLE_OWNER(
      """
      CREATE TABLE plimsoll.table_owner (
        schema_name text NOT NULL,
        table_name text NOT NULL,
        load uuid NOT NULL,
        extract uuid NOT NULL,
        topic text NOT NULL,
        installation uuid NOT NULL,
        token bigint NOT NULL,
        relation oid NOT NULL,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        PRIMARY KEY (schema_name, table_name)
      ) WITH (fillfactor = 50)
      """),
  MERGE_COUNT(
      """
      CREATE TABLE plimsoll.merge_count (
        consumer text NOT NULL,
        topic text NOT NULL,
        inserted bigint NOT NULL,
        replaced bigint NOT NULL,
        PRIMARY KEY (consumer, topic)
      ) WITH (fillfactor = 50)
      """),
  DELETE_PROGRESS(
      """
      CREATE TABLE plimsoll.delete_progress (
        consumer text NOT NULL,
        topic text NOT NULL,
        deleted bigint NOT NULL,
        finished boolean NOT NULL,
        PRIMARY KEY (consumer, topic)
      ) WITH (fillfactor = 50)
      """);

  private static final String EXISTS = "SELECT pg_catalog.to_regclass(?) IS NOT NULL";

  private static final String SCHEMA_EXISTS =
      "SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?";

  private final String create;

  LoadTables(String create) {
    this.create = create;
  }

  boolean exists(Connection target) throws SQLException {
    return Sql.of(target, EXISTS, "plimsoll." + name().toLowerCase(Locale.ROOT))
        .one(row -> row.getBoolean(1));
  }

  /// Creates the table if it is missing; its schema must exist.
  void ensure(Connection target) throws SQLException {
    if (!exists(target)) {
      Sql.of(target, create).update();
    }
  }

  // IF NOT EXISTS needs the right to create even where it exists.
  static void ensureSchema(Connection target, String schema) throws SQLException {
    if (!Sql.of(target, SCHEMA_EXISTS, schema).exists()) {
      Sql.of(target, "CREATE SCHEMA " + Identifiers.quote(schema)).update();
    }
  }
}
