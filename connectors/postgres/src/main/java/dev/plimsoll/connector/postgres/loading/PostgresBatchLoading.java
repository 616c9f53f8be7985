package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.BatchRows;
import dev.plimsoll.connector.loading.LoadOutcome;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.tracing.StatementComment;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Loading of one partition's batches by COPY or merge into a PostgreSQL table.
final class PostgresBatchLoading implements BatchLoading {
  private static final Logger LOG = Logger.getLogger(PostgresBatchLoading.class);
  private static final int CHUNK_BYTES = 128 << 10;

  // The row lock excludes other processes, which do not wait for it.
  private static final String TAKE_OFFSET =
      """
      SELECT next_offset FROM plimsoll.load_offset
      WHERE consumer = ? AND topic = ? AND partition = ?
      FOR UPDATE SKIP LOCKED
      """;

  // Waits for a session that may still be committing after its client was lost.
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
  interface Opener {
    Connection open() throws SQLException;
  }

  private final Opener opener;
  private final BatchFiles files;
  private final TableLoad table;
  private final int partition;
  private final StalledSessions stalled;
  private final ByteBuilder chunk = new ByteBuilder(2 * CHUNK_BYTES);
  private @Nullable Connection connection;

  PostgresBatchLoading(
      Opener opener, BatchFiles files, TableLoad table, int partition, StalledSessions stalled) {
    this.opener = opener;
    this.files = files;
    this.table = table;
    this.partition = partition;
    this.stalled = stalled;
  }

  @Override
  public LoadOutcome load(LoadableBatch batch) throws SQLException, IOException {
    Connection session = connection();
    try {
      Optional<Long> offset = offset(session, TAKE_OFFSET);
      if (offset.isEmpty()) {
        if (offset(session, OFFSET_EXISTS).isEmpty()) {
          throw TargetErrors.noOffset(table.targetName(), partition);
        }
        stalled.look(session, PostgresTarget.sessionName(table, Integer.toString(partition)));
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
              PostgresTarget.consumer(table),
              table.logTopic(),
              partition)
          .update();
      session.commit();
      return LoadOutcome.LOADED;
    } catch (SQLException e) {
      discard();
      RefusedRow row = RefusedRow.of(e, table);
      if (row != null) {
        throw row.problem(e, table, batch, files);
      }
      throw refusal(e);
    } catch (Throwable e) {
      discard();
      throw e;
    }
  }

  @Override
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
    return Sql.of(session, sql, PostgresTarget.consumer(table), table.logTopic(), partition)
        .first(row -> row.getLong(1));
  }

  private void put(Connection session, LoadableBatch batch) throws SQLException, IOException {
    Merging merging = table.merging();
    if (merging == null) {
      copy(session, batch, Identifiers.quote(table.targetName()));
      TableOwners.require(session, table);
      return;
    }
    Merge.begin(session, table);
    copy(session, batch, Merge.STAGE);
    // After the COPY, where a frozen process may hang for hours: a new owner need not wait for it.
    TableOwners.require(session, table);
    Merge.end(session, table, merging);
  }

  @Override
  public MergeCounts counted() throws SQLException {
    Connection session = connection();
    try {
      MergeCounts counts = Merge.counted(session, table);
      session.rollback();
      return counts;
    } catch (SQLException e) {
      discard();
      throw refusal(e);
    }
  }

  private void copy(Connection session, LoadableBatch batch, String into)
      throws SQLException, IOException {
    List<Column> columns = table.columns();
    CopyFormat format = CopyFormat.of(columns);
    String sql =
        "COPY "
            + into
            + " ("
            + Identifiers.list(columns.stream().map(Column::name).toList())
            + ") FROM STDIN (FORMAT "
            + format.name()
            + ")";
    try (BatchRows rows = files.open(batch)) {
      CopyIn copy =
          session.unwrap(PGConnection.class).getCopyAPI().copyIn(StatementComment.on(sql));
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

  private void send(CopyIn copy, BatchRows rows, CopyFormat format)
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

  // Closing rolls an open transaction back.
  private void discard() {
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        LOG.debugf("closing a broken session: %s", SqlStates.firstLine(e));
      }
    }
  }

  @Override
  public void close() {
    discard();
  }
}
