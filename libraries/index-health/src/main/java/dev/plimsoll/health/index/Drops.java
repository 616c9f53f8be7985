package dev.plimsoll.health.index;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;

/// Statements that drop or rebuild an index.
public final class Drops {
  static final String CONCURRENT_COST =
      "waits for the transactions that use the table, and blocks neither reads nor writes";
  static final String EXCLUSIVE_COST =
      "takes ACCESS EXCLUSIVE on the partitioned table and its partitions for a moment, since"
          + " PostgreSQL cannot drop a partitioned index CONCURRENTLY: set a lock_timeout";
  public static final String REBUILD_COST =
      "a whole build beside the old index: its disk, a scan of the table and WAL of its size;"
          + " blocks neither reads nor writes";

  private Drops() {}

  static String statement(IndexHealth index) {
    return statement(index.qualifiedName(), index.partitioned());
  }

  static String statement(QualifiedName index, boolean partitioned) {
    return partitioned
        ? "DROP INDEX IF EXISTS " + Identifiers.quote(index)
        : IndexSql.dropConcurrently(index);
  }

  static String cost(boolean partitioned) {
    return partitioned ? EXCLUSIVE_COST : CONCURRENT_COST;
  }

  public static String rebuild(IndexHealth index) {
    return "REINDEX INDEX CONCURRENTLY " + Identifiers.quote(index.qualifiedName());
  }

  /// @param storage parameter and value, as in `lists = 100`
  public static String set(IndexHealth index, String storage) {
    return "ALTER INDEX %s SET (%s)".formatted(Identifiers.quote(index.qualifiedName()), storage);
  }
}
