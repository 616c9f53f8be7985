package dev.plimsoll.sync.targets;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.targets.TableOwner.Claimant;
import dev.plimsoll.sync.targets.TableOwner.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Owners of the target's tables, in the target: each table belongs to one load at a time. Every
/// transaction that writes rows compares its load with the owner, and keeps the owner as it is
/// until it has committed. So whoever has lost a table, though frozen in the middle of a batch,
/// commits nothing of it any more.
///
/// Cost: one row a table, never removed; a shared lock on it a batch.
public final class TableOwners {
  static final String EXISTS = "SELECT pg_catalog.to_regclass('plimsoll.table_owner') IS NOT NULL";

  static final String CREATE =
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
      """;

  private static final String FIND =
      """
      SELECT o.*, o.ended_at IS NOT NULL AS ended,
             NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.relation) AS dropped
      FROM plimsoll.table_owner o
      WHERE schema_name = ? AND table_name = ?
      """;

  private static final String LOCK = FIND + "FOR UPDATE";

  // Against being taken over, not against each other: batches of one load go in side by side.
  private static final String SHARE = FIND + "FOR SHARE";

  private static final String INSERT =
      """
      INSERT INTO plimsoll.table_owner AS o
        (schema_name, table_name, load, extract, topic, installation, token, relation)
      VALUES (?, ?, ?, ?, ?, ?, ?, pg_catalog.to_regclass(?))
      """;

  private static final String ADOPT = INSERT + "ON CONFLICT DO NOTHING";

  private static final String TAKE =
      INSERT
          + """
          ON CONFLICT (schema_name, table_name) DO UPDATE
          SET load = excluded.load, extract = excluded.extract, topic = excluded.topic,
              installation = excluded.installation, token = excluded.token,
              relation = excluded.relation, claimed_at = excluded.claimed_at, ended_at = NULL
          """;

  private static final String END =
      "UPDATE plimsoll.table_owner SET ended_at = now() WHERE load = ? AND ended_at IS NULL";

  private TableOwners() {}

  /// Whether the load may have the table. Whoever asks keeps the others waiting until the
  /// transaction ends.
  ///
  /// @param known tells of the owner, by its topic
  /// @return the owner before; null for none
  /// @throws PlimsollException TARGET_OWNED
  public static @Nullable TableOwner requireFree(
      Connection target, QualifiedName table, Claimant claimant, Function<TableOwner, Known> known)
      throws SQLException {
    TableOwner owner = find(target, LOCK, table);
    if (owner != null && !owner.is(claimant)) {
      owner
          .refusal(claimant, known.apply(owner), table)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
    return owner;
  }

  /// Makes the load the owner of its table, which is there.
  public static void take(Connection target, ExtractTable table) throws SQLException {
    insert(target, TAKE, table);
  }

  /// Compares the load with the table's owner, and keeps it the owner until the transaction ends. A
  /// table that nobody owns, as those that older versions have loaded, becomes the load's.
  ///
  /// @throws PlimsollException TARGET_OWNED
  public static void require(Connection target, ExtractTable table) throws SQLException {
    TableOwner owner = find(target, SHARE, table.targetName());
    if (owner == null) {
      insert(target, ADOPT, table);
      owner = find(target, SHARE, table.targetName());
    }
    if (owner != null && !owner.load().equals(table.id())) {
      throw owner.lost(table.targetName());
    }
  }

  /// As {@link #require}, where the table is the load's already; keeps everybody else waiting.
  ///
  /// @throws PlimsollException TARGET_OWNED; CONFLICT where it never had the table, or that is gone
  public static void requireOwner(Connection target, ExtractTable table) throws SQLException {
    TableOwner owner = exist(target) ? find(target, LOCK, table.targetName()) : null;
    if (owner == null || owner.dropped()) {
      throw PlimsollException.conflict(
          "nothing of %s is at the target: there is nothing to discard"
              .formatted(table.targetName()));
    }
    if (!owner.load().equals(table.id())) {
      throw owner.lost(table.targetName());
    }
  }

  /// The owner of a table; null for none.
  public static @Nullable TableOwner find(Connection target, QualifiedName table)
      throws SQLException {
    return exist(target) ? find(target, FIND, table) : null;
  }

  /// Lets go of the table: the next load need not ask anybody.
  public static void end(Connection target, UUID load) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(END)) {
      statement.setObject(1, load);
      statement.executeUpdate();
    }
  }

  private static void insert(Connection target, String sql, ExtractTable table)
      throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      statement.setString(1, table.targetName().schema());
      statement.setString(2, table.targetName().name());
      statement.setObject(3, table.id());
      statement.setObject(4, table.extractId());
      statement.setString(5, table.logTopic());
      statement.setObject(6, table.token().installation());
      statement.setLong(7, table.token().number());
      statement.setString(8, Identifiers.quote(table.targetName()));
      statement.executeUpdate();
    }
  }

  private static @Nullable TableOwner find(Connection target, String sql, QualifiedName table)
      throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new TableOwner(
                row.getObject("load", UUID.class),
                row.getObject("extract", UUID.class),
                row.getString("topic"),
                row.getObject("installation", UUID.class),
                row.getLong("token"),
                row.getBoolean("ended"),
                row.getBoolean("dropped"))
            : null;
      }
    }
  }

  public static boolean exist(Connection target) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(EXISTS)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
