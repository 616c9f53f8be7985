package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.SourceSnapshot;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Store of the generations of tables that are read under a snapshot.
///
/// ```
/// begun → snapshot saved, ranges queued → announced with the end of its last read task
///     └──────────────────┴──→ superseded by the next: its batches are deleted, its claims fenced
/// ```
@Singleton
public final class GenerationStore {
  private static final String INSERT = "INSERT INTO generation (table_id, number) VALUES (?, ?)";

  private static final String LOCK =
      """
      SELECT snapshot, heap_file, pages FROM generation
      WHERE table_id = ? AND number = ? AND superseded_at IS NULL
      FOR UPDATE
      """;

  private static final String NOTE =
      """
      UPDATE generation SET snapshot = ?, heap_file = ?, pages = ?
      WHERE table_id = ? AND number = ?
      """;

  private static final String QUEUE =
      """
      INSERT INTO block_range (table_id, generation, number, first_page, end_page)
      VALUES (?, ?, ?, ?, ?)
      """;

  private static final String SUPERSEDE =
      """
      UPDATE generation
      SET superseded_at = clock_timestamp(), superseded_because = ?, superseded_rows = ?
      WHERE table_id = ? AND number = ?
      """;

  private static final String FORGET_RANGES = "DELETE FROM block_range WHERE table_id = ?";

  // Not announced yet: a table that has been announced is not superseded.
  private static final String FORGET_BATCHES = "DELETE FROM batch WHERE table_id = ?";

  private static final String BEGIN_TABLE_ANEW =
      """
      UPDATE extract_table
      SET generation = generation + 1, read_tasks_done = 0, rows_extracted = 0, bytes = 0, objects = 0
      WHERE id = ? AND generation = ?
      """;

  // The greater attempt fences workers that still read under the lost snapshot.
  private static final String BEGIN_READ_TASKS_ANEW =
      """
      UPDATE read_task
      SET attempt = attempt + 1, done = false, next_sequence = 0, last_key = NULL,
          reading_key = NULL, rows_unannounced = 0,
          issued_at = clock_timestamp()
      WHERE table_id = ?
      RETURNING id
      """;

  private static final String WITHOUT_SNAPSHOT =
      """
      UPDATE extract_table
      SET definition = jsonb_set(
        definition || jsonb_build_object('snapshot', false),
        '{choice,why}',
        to_jsonb((definition #>> '{choice,why}')
          || '; each range at a moment of its own, since ' || ?::text))
      WHERE id = ? AND generation = ?
      """;

  private static final String IS_WANTED =
      """
      SELECT FROM extract_table
      WHERE id = ? AND generation = ? AND state IN ('PLANNED', 'EXTRACTING')
      """;

  private final SyncDatabase database;
  private final ExtractMessages messages;

  public GenerationStore(SyncDatabase database, ExtractMessages messages) {
    this.database = database;
    this.messages = messages;
  }

  static void begin(Connection connection, UUID tableId, int number) throws SQLException {
    Sql.of(connection, INSERT, tableId, number).update();
  }

  /// Returns the snapshot of a table's generation. The first caller takes it at the source and
  /// queues the table's block ranges, while others wait.
  ///
  /// @throws PlimsollException CONFLICT if the generation is superseded
  SourceSnapshot open(ExtractTable table, ClaimedTask.Asked<SourceSnapshot> exporter)
      throws SQLException {
    return database.transaction(
        connection -> {
          Optional<SourceSnapshot> noted =
              Sql.of(connection, LOCK, table.id(), table.reading().generation())
                  .first(GenerationStore::snapshot)
                  .orElseThrow(() -> PlimsollException.conflict(table.name() + " has begun anew"));
          if (noted.isPresent()) {
            return noted.get();
          }
          SourceSnapshot exported = exporter.ask();
          Sql.of(
                  connection,
                  NOTE,
                  exported.name(),
                  exported.heapFile(),
                  exported.pages(),
                  table.id(),
                  table.reading().generation())
              .update();
          if (table.definition().strategy() instanceof ReadStrategy.Blocks blocks) {
            queue(connection, table, BlockRange.cut(exported.pages(), blocks.pagesPerRange()));
          }
          return exported;
        });
  }

  // Empty before it is exported.
  private static Optional<SourceSnapshot> snapshot(ResultSet row) throws SQLException {
    String name = row.getString("snapshot");
    return name == null
        ? Optional.empty()
        : Optional.of(new SourceSnapshot(name, row.getLong("heap_file"), row.getLong("pages")));
  }

  private static void queue(Connection connection, ExtractTable table, List<BlockRange> ranges)
      throws SQLException {
    Sql.batch(
        connection,
        QUEUE,
        ranges,
        range ->
            Sql.row(
                table.id(),
                table.reading().generation(),
                range.number(),
                range.firstPage(),
                range.isOpen() ? null : range.endPage()));
  }

  /// Lets a table begin anew, once however many workers notice the lost snapshot. The generation's
  /// batches are deleted; its objects are removed when its read tasks are claimed again.
  ///
  /// @return false if that has happened already, or the table is fully read
  boolean supersede(ExtractTable table, String because) {
    return database.ask(
        connection -> supersede(connection, table.id(), table.reading().generation(), because));
  }

  /// As {@link #supersede(ExtractTable, String)}, but the next generation has no snapshot.
  boolean goOnWithoutSnapshot(ExtractTable table, String because) {
    return database.ask(
        connection -> {
          boolean superseded =
              supersede(connection, table.id(), table.reading().generation(), because);
          Sql.of(
                  connection,
                  WITHOUT_SNAPSHOT,
                  because,
                  table.id(),
                  table.reading().generation() + 1)
              .update();
          return superseded;
        });
  }

  boolean supersede(Connection connection, UUID tableId, int number, String because)
      throws SQLException {
    ExtractTable now = TableRows.lock(connection, tableId);
    if (now.reading().generation() != number
        || now.state() == TableState.LOADED
        || now.isExtracted()) {
      return false;
    }
    long rows = now.counters().rowsExtracted();
    Sql.of(connection, SUPERSEDE, because, rows, tableId, number).update();
    Sql.of(connection, FORGET_RANGES, tableId).update();
    Sql.of(connection, FORGET_BATCHES, tableId).update();
    Sql.of(connection, BEGIN_TABLE_ANEW, tableId, number).update();
    begin(connection, tableId, number + 1);
    List<UUID> readTasks =
        Sql.of(connection, BEGIN_READ_TASKS_ANEW, tableId)
            .list(row -> row.getObject(1, UUID.class));
    messages.command(connection, now.extractId(), tableId, readTasks);
    return true;
  }

  /// Whether a generation is still being read.
  boolean isWanted(UUID tableId, int number) throws SQLException {
    return database.transaction(
        connection -> Sql.of(connection, IS_WANTED, tableId, number).exists());
  }
}
