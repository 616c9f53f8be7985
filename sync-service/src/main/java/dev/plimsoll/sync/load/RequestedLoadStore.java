package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractTopic;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.extract.ExtractList;
import dev.plimsoll.sync.extract.ExtractStore;
import dev.plimsoll.sync.extract.ExtractViews;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Loads of extracts that were read before, in this service's database.
@Singleton
public final class RequestedLoadStore {
  private static final String INSERT =
      """
      INSERT INTO extract (id, source, target, idempotency_key, request, loads)
      SELECT ?, e.source, ?, ?, ?, coalesce(e.loads, e.id) FROM extract e WHERE e.id = ?
      ON CONFLICT (idempotency_key) DO NOTHING
      """;

  private static final String COPY_TABLE =
      """
      INSERT INTO extract_table
        (id, extract_id, ordinal, schema_name, table_name, state, strategy, log_topic, definition,
         expected_rows, read_tasks, read_tasks_done, rows_extracted, bytes, objects, generation,
         target_schema, started_at)
      SELECT ?, ?, ordinal, schema_name, table_name, 'EXTRACTED', strategy, ?, definition,
             expected_rows, read_tasks, read_tasks_done, rows_extracted, bytes, objects, generation,
             ?, clock_timestamp()
      FROM extract_table WHERE id = ?
      """;

  private static final String COPY_READ_TASKS =
      """
      INSERT INTO read_task (id, table_id, number, log_partition, done, attempt, next_sequence)
      SELECT gen_random_uuid(), ?, number, log_partition, true, attempt, next_sequence
      FROM read_task WHERE table_id = ?
      """;

  // Offsets of its own: the log's are known only where an extract has a target.
  private static final String COPY_BATCHES =
      """
      INSERT INTO batch
        (read_task_id, sequence, table_id, log_partition, object_key, bytes, record_count, digest,
         base_offset)
      SELECT n.id, b.sequence, n.table_id, b.log_partition, b.object_key, b.bytes, b.record_count,
             b.digest,
             coalesce(sum(b.record_count) OVER (
               PARTITION BY b.log_partition ORDER BY o.number, b.sequence
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
      FROM batch b
      JOIN read_task o ON o.id = b.read_task_id
      JOIN read_task n ON n.table_id = ? AND n.number = o.number
      WHERE b.table_id = ?
      """;

  private static final String ONE =
      "SELECT " + ExtractList.COLUMNS + " FROM extract e WHERE e.id = ? AND e.loads IS NOT NULL";

  private final ExtractStore extracts;
  private final TableProgress progress;
  private final Clock clock;

  public RequestedLoadStore(ExtractStore extracts, TableProgress progress, Clock clock) {
    this.extracts = extracts;
    this.progress = progress;
    this.clock = clock;
  }

  /// Request of a load.
  ///
  /// @param extract whose files are loaded
  /// @param text of the request, which an idempotency key stands for
  public record NewLoad(
      UUID id,
      UUID extract,
      String target,
      TargetSchemas schemas,
      @Nullable String idempotencyKey,
      String text) {}

  /// @return the load that the same request has made before
  /// @throws PlimsollException CONFLICT where the key stands for another request
  public Optional<UUID> find(Connection connection, String idempotencyKey, String text)
      throws SQLException {
    return extracts.find(connection, idempotencyKey, text);
  }

  /// Inserts the load with copies of tables, read tasks and batches.
  ///
  /// @param tables all read to their end
  /// @param refused why the target refuses a table, by its id
  /// @return its id, or that of the load which the same request has made in the meantime
  public UUID insert(
      Connection connection,
      NewLoad load,
      List<ExtractTable> tables,
      Map<UUID, PlimsollException> refused)
      throws SQLException {
    boolean inserted =
        Sql.of(
                connection,
                INSERT,
                load.id(),
                load.target(),
                load.idempotencyKey(),
                load.text(),
                load.extract())
            .updateAny();
    if (!inserted) {
      return find(connection, Objects.requireNonNull(load.idempotencyKey()), load.text())
          .orElseThrow();
    }
    for (ExtractTable table : tables) {
      UUID copy = UUID.randomUUID();
      Sql.of(
              connection,
              COPY_TABLE,
              copy,
              load.id(),
              ExtractTopic.name(table.reading().source(), table.name(), load.id()),
              load.schemas().schema(table.name()),
              table.id())
          .update();
      Sql.of(connection, COPY_READ_TASKS, copy, table.id()).update();
      Sql.of(connection, COPY_BATCHES, copy, table.id()).update();
      PlimsollException refusal = refused.get(table.id());
      if (refusal != null) {
        progress.fail(connection, copy, refusal.code(), String.valueOf(refusal.getMessage()), null);
      }
    }
    return load.id();
  }

  /// @throws PlimsollException NOT_FOUND
  LoadView view(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, ONE, id)
        .first(row -> view(connection, row))
        .orElseThrow(() -> PlimsollException.notFound("there is no load " + id));
  }

  List<LoadView> page(
      Connection connection, ExtractList.Filter filter, @Nullable UUID after, int limit)
      throws SQLException {
    return ExtractList.page(connection, true, filter, after, limit, row -> view(connection, row));
  }

  private LoadView view(Connection connection, ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    List<ExtractTable> tables = TableRows.ofExtract(connection, id);
    ExtractView.State state = ExtractViews.state(tables, true);
    return new LoadView(
        id,
        row.getObject("loads", UUID.class),
        row.getString("source"),
        row.getString("target"),
        OpenEnum.of(state),
        Columns.instant(row, "started_at"),
        ExtractViews.endedAt(state, tables),
        tables.stream().map(table -> table.view(clock.instant(), null)).toList());
  }
}
