package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Loads batches of one lane over one connection, which is opened again where it breaks.
public final class TargetSession implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TargetSession.class);
  private static final int CHUNK_BYTES = 128 << 10;

  // The row's lock keeps two processes apart; one that finds it taken goes away.
  private static final String TAKE_OFFSET =
      """
      SELECT next_offset FROM plimsoll.load_offset
      WHERE consumer = ? AND topic = ? AND partition = ?
      FOR UPDATE SKIP LOCKED
      """;

  // Waits for a session that may still be committing without anybody to answer to.
  private static final String READ_OFFSET =
      """
      SELECT next_offset FROM plimsoll.load_offset
      WHERE consumer = ? AND topic = ? AND partition = ?
      FOR UPDATE
      """;

  private static final String OFFSET_EXISTS =
      """
      SELECT next_offset FROM plimsoll.load_offset
      WHERE consumer = ? AND topic = ? AND partition = ?
      """;

  private static final String ADVANCE =
      """
      UPDATE plimsoll.load_offset SET next_offset = ?, updated_at = now()
      WHERE consumer = ? AND topic = ? AND partition = ?
      """;

  /// Opens a connection to the target, auto-commit off.
  @FunctionalInterface
  public interface Opener {
    Connection open() throws SQLException;
  }

  private final Opener opener;
  private final ObjectStore objects;
  private final ExtractTable table;
  private final int partition;
  private final StalledSessions stalled;
  private final ByteBuilder chunk = new ByteBuilder(2 * CHUNK_BYTES);
  private @Nullable Connection connection;

  public TargetSession(
      Opener opener,
      ObjectStore objects,
      ExtractTable table,
      int partition,
      StalledSessions stalled) {
    this.opener = opener;
    this.objects = objects;
    this.table = table;
    this.partition = partition;
    this.stalled = stalled;
  }

  /// Rows and offset in one transaction.
  ///
  /// @throws PlimsollException CHECK_FAILED when the offset does not fit the batch, OBJECT_CORRUPT
  ///     when the object does not hold what was announced, ROW_REFUSED where the target takes one
  ///     row not, TARGET_OWNED when another load has the table, TARGET_REPLACED or TARGET_MISMATCH
  ///     when somebody has taken the target away or changed it since the load began
  public LoadOutcome load(LoadableBatch batch) throws SQLException, IOException {
    Connection session = connection();
    try {
      Optional<Long> offset = offset(session, TAKE_OFFSET);
      if (offset.isEmpty()) {
        if (offset(session, OFFSET_EXISTS).isEmpty()) {
          throw TargetErrors.noOffset(table.targetName(), partition);
        }
        stalled.look(session, TargetDatabase.sessionName(table, Integer.toString(partition)));
        session.rollback();
        return LoadOutcome.BUSY;
      }
      if (offset.get() >= batch.nextOffset()) {
        session.rollback();
        return LoadOutcome.ALREADY_THERE;
      }
      if (offset.get() != batch.baseOffset()) {
        throw new PlimsollException(
            ErrorCode.CHECK_FAILED,
            "the target is at offset %d of partition %d, the batch begins at %d: not loaded"
                .formatted(offset.get(), partition, batch.baseOffset()));
      }
      put(session, batch);
      Sql.of(
              session,
              ADVANCE,
              batch.nextOffset(),
              TargetDatabase.consumer(table),
              table.logTopic(),
              partition)
          .update();
      session.commit();
      return LoadOutcome.LOADED;
    } catch (SQLException e) {
      discard();
      RefusedRow row = RefusedRow.of(e, table);
      if (row != null) {
        throw row.problem(e, table, batch, objects);
      }
      throw refusal(e);
    } catch (Throwable e) {
      discard();
      throw e;
    }
  }

  /// What a load whose answer was lost has left.
  public Optional<LoadOutcome> readBack(LoadableBatch batch) throws SQLException {
    discard();
    Connection session = connection();
    try {
      Optional<Long> offset = offset(session, READ_OFFSET);
      session.rollback();
      return offset.filter(next -> next >= batch.nextOffset()).map(_ -> LoadOutcome.LOADED);
    } catch (SQLException e) {
      discard();
      throw refusal(e);
    }
  }

  /// @return the exception itself where its usual meaning holds
  private SQLException refusal(SQLException e) {
    PlimsollException meaning = TargetErrors.meaning(e, table.targetName());
    if (meaning != null) {
      throw meaning;
    }
    return e;
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = opener.open();
      connection = open;
    }
    return open;
  }

  private Optional<Long> offset(Connection session, String sql) throws SQLException {
    return Sql.of(session, sql, TargetDatabase.consumer(table), table.logTopic(), partition)
        .first(row -> row.getLong(1));
  }

  private void put(Connection session, LoadableBatch batch) throws SQLException, IOException {
    Increment increment = table.definition().increment();
    if (increment == null) {
      copy(session, batch, Identifiers.quote(table.targetName()));
      TableOwners.require(session, table);
      return;
    }
    Merge.begin(session, table);
    copy(session, batch, Merge.STAGE);
    // After the copy, in which a frozen process may stand for hours: whoever takes the table over
    // need not wait for that.
    TableOwners.require(session, table);
    Merge.end(session, table, increment);
  }

  /// What is committed of an increment, by whichever session.
  public Merge.Counts counted() throws SQLException {
    Connection session = connection();
    try {
      Merge.Counts counts = Merge.counted(session, table);
      session.rollback();
      return counts;
    } catch (SQLException e) {
      discard();
      throw refusal(e);
    }
  }

  private void copy(Connection session, LoadableBatch batch, String into)
      throws SQLException, IOException {
    List<Column> columns = table.definition().columns();
    CopyFormat format = CopyFormat.of(columns);
    String sql =
        "COPY "
            + into
            + " ("
            + Identifiers.list(columns.stream().map(Column::name).toList())
            + ") FROM STDIN (FORMAT "
            + format.name()
            + ")";
    try (ParquetRowReader rows =
        new ParquetRowReader(objects.open(batch.objectKey(), batch.bytes()), columns)) {
      CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      try {
        send(copy, rows, format);
        long copied = copy.endCopy();
        if (copied != batch.rows()) {
          throw new PlimsollException(
              ErrorCode.OBJECT_CORRUPT,
              "%s holds %d rows, not the announced %d"
                  .formatted(batch.objectKey(), copied, batch.rows()));
        }
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    }
  }

  private void send(CopyIn copy, ParquetRowReader rows, CopyFormat format)
      throws SQLException, IOException {
    chunk.clear();
    format.begin(chunk);
    while (format.row(rows, chunk)) {
      if (chunk.size() >= CHUNK_BYTES) {
        copy.writeToCopy(chunk.array(), 0, chunk.size());
        chunk.clear();
      }
    }
    format.end(chunk);
    copy.writeToCopy(chunk.array(), 0, chunk.size());
  }

  // Closing ends an open transaction without committing it.
  private void discard() {
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        LOG.debugf("closing a broken session: %s", ExceptionCodes.message(e));
      }
    }
  }

  @Override
  public void close() {
    discard();
  }
}
