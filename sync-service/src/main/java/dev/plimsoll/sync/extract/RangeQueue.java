package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.Split;
import dev.plimsoll.sync.table.SplitClaim;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The queue of block ranges of a table's generation, in this service's database: each range is one
/// worker's, from when it is taken until its rows are in a complete object or the worker's split is
/// claimed by somebody else.
@Singleton
public final class RangeQueue {
  // A take that a crash of the database forgets is no harm: who still reads the range is refused
  // when its object is complete.
  private static final String NO_WAIT = "SET LOCAL synchronous_commit = off";

  // A lock and nothing else: PostgreSQL 18.0 and 18.1 lose rows where one statement locks and
  // updates.
  private static final String NEXT =
      """
      SELECT number, first_page, end_page FROM block_range
      WHERE table_id = ? AND generation = ? AND split_id IS NULL
      ORDER BY number LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String TAKE =
      """
      UPDATE block_range SET split_id = ?, attempt = ?
      WHERE table_id = ? AND generation = ? AND number = ?
        AND EXISTS (SELECT FROM split s WHERE s.id = ? AND s.attempt = ? AND NOT s.done)
      """;

  private static final String COUNT = "UPDATE extract_table SET queries = queries + 1 WHERE id = ?";

  private static final String RELEASE =
      """
      UPDATE block_range SET split_id = NULL, attempt = NULL
      WHERE table_id = ? AND split_id = ? AND attempt <= ? AND sequence IS NULL
      """;

  private static final String COMPLETE =
      """
      UPDATE block_range SET sequence = ?
      WHERE table_id = ? AND generation = ? AND number = ANY (?)
        AND split_id = ? AND attempt = ? AND sequence IS NULL
      """;

  private static final String END_IDLE =
      """
      UPDATE split SET done = true
      WHERE table_id = ? AND attempt = 0 AND NOT done
        AND NOT EXISTS (
          SELECT FROM block_range r
          WHERE r.table_id = ? AND r.generation = ? AND r.split_id IS NULL)
      """;

  private final SyncDatabase database;

  public RangeQueue(SyncDatabase database) {
    this.database = database;
  }

  /// The next range that waits, which is the caller's from now on, its query counted; empty when
  /// none waits.
  ///
  /// @throws PlimsollException CONFLICT when the claim is lost, the table has begun anew or failed
  Optional<BlockRange> take(SplitClaim claim) throws SQLException {
    ExtractTable table = claim.table();
    return database.transaction(
        connection -> {
          Sql.of(connection, NO_WAIT).update();
          TableRows.requireOpen(connection, table);
          Optional<BlockRange> range = next(connection, table);
          if (range.isPresent()) {
            take(connection, claim, range.get());
            Sql.of(connection, COUNT, table.id()).update();
          }
          return range;
        });
  }

  private static Optional<BlockRange> next(Connection connection, ExtractTable table)
      throws SQLException {
    return Sql.of(connection, NEXT, table.id(), table.generation()).first(RangeQueue::range);
  }

  private static BlockRange range(ResultSet row) throws SQLException {
    Long end = row.getObject("end_page", Long.class);
    return new BlockRange(
        row.getInt("number"), row.getLong("first_page"), end == null ? BlockRange.OPEN : end);
  }

  private static void take(Connection connection, SplitClaim claim, BlockRange range)
      throws SQLException {
    Split split = claim.split();
    boolean taken =
        Sql.of(
                connection,
                TAKE,
                split.id(),
                split.attempt(),
                split.tableId(),
                claim.table().generation(),
                range.number(),
                split.id(),
                split.attempt())
            .updateAny();
    require(taken, "split " + split.id() + " has been taken over");
  }

  /// Gives back what a split has taken and is in no complete object.
  static void release(Connection connection, Split split) throws SQLException {
    Sql.of(connection, RELEASE, split.tableId(), split.id(), split.attempt()).update();
  }

  /// As {@link #release(Connection, Split)}, in a transaction of its own.
  void release(SplitClaim claim) throws SQLException {
    database.<Boolean>transaction(
        connection -> {
          TableRows.requireOpen(connection, claim.table());
          release(connection, claim.split());
          return true;
        });
  }

  /// Ends the workers that nobody has begun, where no range waits any more: a table shall not wait
  /// for commands that have nothing left to do.
  ///
  /// @return how many
  static int endIdle(Connection connection, SplitClaim claim) throws SQLException {
    UUID tableId = claim.split().tableId();
    return Sql.of(connection, END_IDLE, tableId, tableId, claim.table().generation()).update();
  }

  /// Notes that ranges are in a batch.
  ///
  /// @throws PlimsollException CONFLICT unless all of them are the claim's
  static void complete(
      Connection connection, SplitClaim claim, List<BlockRange> ranges, long sequence)
      throws SQLException {
    Split split = claim.split();
    int completed =
        Sql.of(
                connection,
                COMPLETE,
                sequence,
                split.tableId(),
                claim.table().generation(),
                ranges.stream().map(BlockRange::number).toArray(Integer[]::new),
                split.id(),
                split.attempt())
            .update();
    require(completed == ranges.size(), "split " + split.id() + " has been taken over");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PlimsollException(ErrorCode.CONFLICT, otherwise);
    }
  }
}
