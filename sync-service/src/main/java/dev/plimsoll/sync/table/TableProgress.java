package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.increment.Watermarks;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Progress of tables: moves a table along its lifecycle, in the transaction that has changed it,
/// and publishes that on `sync.events`.
@Singleton
public final class TableProgress {
  private static final String MOVE =
      """
      UPDATE extract_table
      SET state = ?, ended_at = CASE WHEN ? THEN clock_timestamp() END,
          error_code = NULL, error = NULL, sql_state = NULL
      WHERE id = ?
      """;

  private static final String FAIL =
      """
      UPDATE extract_table
      SET state = 'FAILED', ended_at = clock_timestamp(), error_code = ?, error = ?, sql_state = ?
      WHERE id = ?
      """;

  // A table without rows in its target may have lost it to another load, and asks for it again.
  private static final String RENEW =
      """
      UPDATE extract_table
      SET load_token = DEFAULT,
          target_prepared = target_prepared AND (rows_loaded > 0 OR rows_extracted = 0)
      WHERE id = ?
      """;

  private final TopicsConfig topics;
  private final ReadingPace.FileClosing closing;
  private final SyncMetrics metrics;
  private final Clock clock;

  public TableProgress(
      TopicsConfig topics, ReadingPace.FileClosing closing, SyncMetrics metrics, Clock clock) {
    this.topics = topics;
    this.closing = closing;
    this.metrics = metrics;
    this.clock = clock;
  }

  /// Moves a table to the state that follows from its facts; a failed table stays failed. Changed
  /// counters are published.
  public TableState advance(Connection connection, UUID tableId, boolean counted)
      throws SQLException {
    ExtractTable table = TableRows.lock(connection, tableId);
    TableState next = TableLifecycle.of(table.facts());
    List<SyncEvent> events = new ArrayList<>();
    if (counted) {
      events.add(progressed(connection, table, next));
    }
    if (table.state() != TableState.FAILED && next != table.state()) {
      if (table.state() == TableState.EXTRACTING) {
        closing.ended(table.reading().pace(), table.counters().rowsRead(), clock.instant());
      }
      move(connection, table, next);
      events.addAll(arrivals(table, next));
    }
    tell(connection, table, events);
    return table.state() == TableState.FAILED ? TableState.FAILED : next;
  }

  /// Revives a failed table for a retry. Its load is later than any before.
  public void revive(Connection connection, ExtractTable table) throws SQLException {
    TableState next = TableLifecycle.of(table.facts());
    move(connection, table, next);
    Sql.of(connection, RENEW, table.id()).update();
    tell(connection, table, List.of(progressed(connection, table, next)));
  }

  private SyncEvent progressed(Connection connection, ExtractTable table, TableState next)
      throws SQLException {
    Instant now = clock.instant();
    ReadingPace pace = table.reading().pace();
    if (next == TableState.EXTRACTING) {
      pace = pace.told(now, table.counters().rowsRead()).closing(closing.time());
      if (!pace.equals(table.reading().pace())) {
        pace.store(connection, table.id());
      }
    }
    return new SyncEvent.TableProgressed(
        table.extractId(), table.name(), table.counters(), table.paceOfReading(next, pace, now));
  }

  private static void move(Connection connection, ExtractTable table, TableState next)
      throws SQLException {
    if (!TableLifecycle.allows(table.state(), next)) {
      throw new IllegalStateException(table.name() + " cannot go " + table.state() + " → " + next);
    }
    boolean ends = TableLifecycle.isEnd(next, table.target() != null);
    Sql.of(connection, MOVE, next, ends, table.id()).update();
    Increment increment = table.definition().increment();
    if (increment != null && ends) {
      Watermarks.move(connection, table.id(), increment, table.definition().columns());
    }
  }

  private List<SyncEvent> arrivals(ExtractTable table, TableState next) {
    List<SyncEvent> events = new ArrayList<>();
    TableCounters counters = table.counters();
    Duration elapsed = table.elapsed(clock.instant());
    if (table.isBeingRead() && next != TableState.EXTRACTING) {
      events.add(new SyncEvent.TableExtracted(table.extractId(), table.name(), counters, elapsed));
    }
    String target = table.target();
    if (next == TableState.LOADED && target != null) {
      events.add(
          new SyncEvent.TableLoaded(
              table.extractId(),
              table.name(),
              target,
              table.targetName(),
              table.definition().structure().primaryKey(),
              counters,
              elapsed));
    }
    return events;
  }

  /// Fails one table, unless it has failed or is loaded.
  public void fail(
      Connection connection,
      UUID tableId,
      ErrorCode code,
      String message,
      @Nullable String sqlState)
      throws SQLException {
    ExtractTable table = TableRows.lock(connection, tableId);
    if (table.state() == TableState.FAILED || table.state() == TableState.LOADED) {
      return;
    }
    // The event bounds the message, so that any can be stored.
    SyncEvent.TableFailed failed =
        new SyncEvent.TableFailed(table.extractId(), table.name(), code, message, sqlState);
    Sql.of(connection, FAIL, code.value(), failed.message(), sqlState, tableId).update();
    tell(connection, table, List.of(failed));
    metrics.tableFailed(code);
  }

  private void tell(Connection connection, ExtractTable table, List<SyncEvent> events)
      throws SQLException {
    String topic = topics.name(Topic.SYNC_EVENTS);
    String key = table.extractId().toString();
    Outbox.append(
        connection,
        events.stream().map(event -> OutboxMessage.of(topic, null, key, (Record) event)).toList());
  }
}
