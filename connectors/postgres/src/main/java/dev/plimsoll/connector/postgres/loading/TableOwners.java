package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.postgres.loading.TableOwner.Claimant;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Owners of the target's tables, stored there: each table belongs to one load at a time. Every
/// transaction that writes rows checks the owner and locks it until the commit. So a load that has
/// lost its table cannot commit there, even if it was frozen within a batch.
///
/// Cost: one row per table, never removed; a shared lock on it per batch.
public final class TableOwners {
  private static final String FIND =
      """
      SELECT o.load, o.extract, o.topic, o.installation, o.token, o.ended_at IS NOT NULL AS ended,
             NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.relation) AS dropped
      FROM plimsoll.table_owner o
      WHERE schema_name = ? AND table_name = ?
      """;

  private static final String LOCK = FIND + "FOR UPDATE";

  // Blocks a takeover, but not concurrent batches of the same load.
  private static final String SHARE = FIND + "FOR SHARE";

  private static final String TAKE =
      """
      INSERT INTO plimsoll.table_owner AS o
        (schema_name, table_name, load, extract, topic, installation, token, relation)
      VALUES (?, ?, ?, ?, ?, ?, ?, pg_catalog.to_regclass(?))
      ON CONFLICT (schema_name, table_name) DO UPDATE
      SET load = excluded.load, extract = excluded.extract, topic = excluded.topic,
          installation = excluded.installation, token = excluded.token,
          relation = excluded.relation, claimed_at = excluded.claimed_at, ended_at = NULL
      """;

  private static final String END =
      "UPDATE plimsoll.table_owner SET ended_at = now() WHERE load = ? AND ended_at IS NULL";

  private TableOwners() {}

  /// Requires that the load can have the table. Other claimants wait until the transaction ends.
  ///
  /// @param known loads of this installation
  /// @return the previous owner; null for none
  /// @throws PlimsollException TARGET_OWNED
  public static @Nullable TableOwner requireFree(
      Connection target, QualifiedName table, Claimant claimant, KnownLoads known)
      throws SQLException {
    TableOwner owner = find(target, LOCK, table);
    if (owner != null && !owner.is(claimant)) {
      PlimsollException refusal = owner.refusal(claimant, known.load(owner.load()).known(), table);
      if (refusal != null) {
        throw refusal;
      }
    }
    return owner;
  }

  /// Makes the load the owner of its existing table.
  public static void take(Connection target, TableLoad table) throws SQLException {
    Sql.of(
            target,
            TAKE,
            table.targetName().schema(),
            table.targetName().name(),
            table.id(),
            table.extractId(),
            table.logTopic(),
            table.token().installation(),
            table.token().number(),
            Identifiers.quote(table.targetName()))
        .update();
  }

  /// Requires that the load owns the table, and locks the owner until the transaction ends.
  ///
  /// @throws PlimsollException TARGET_OWNED; TARGET_REPLACED where the target knows no owner
  public static void require(Connection target, TableLoad table) throws SQLException {
    TableOwner owner = find(target, SHARE, table.targetName());
    if (owner == null) {
      throw new PlimsollException(
          ErrorCode.TARGET_REPLACED,
          "the target knows no owner of %s: it is not the database that the load began with"
              .formatted(table.targetName()));
    }
    if (!owner.load().equals(table.id())) {
      throw owner.lost(table.targetName());
    }
  }

  /// As {@link #require}, with an exclusive lock.
  ///
  /// @throws PlimsollException TARGET_OWNED; CONFLICT where it never owned the table, or that is
  ///     gone
  public static void requireOwner(Connection target, TableLoad table) throws SQLException {
    TableOwner owner =
        LoadTables.TABLE_OWNER.exists(target) ? find(target, LOCK, table.targetName()) : null;
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
    return LoadTables.TABLE_OWNER.exists(target) ? find(target, FIND, table) : null;
  }

  /// Records that a load has ended, so that others can take its tables.
  public static void end(Connection target, UUID load) throws SQLException {
    Sql.of(target, END, load).update();
  }

  private static @Nullable TableOwner find(Connection target, String sql, QualifiedName table)
      throws SQLException {
    return Sql.of(target, sql, table.schema(), table.name())
        .first(
            row ->
                new TableOwner(
                    row.getObject("load", UUID.class),
                    row.getObject("extract", UUID.class),
                    row.getString("topic"),
                    row.getObject("installation", UUID.class),
                    row.getLong("token"),
                    row.getBoolean("ended"),
                    row.getBoolean("dropped")))
        .orElse(null);
  }
}
