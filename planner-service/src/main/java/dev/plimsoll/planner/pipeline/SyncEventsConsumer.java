package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.planner.messaging.Messages;
import dev.plimsoll.planner.plan.LoadedTables;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// Projection of `sync.events`: one row for each table. Counters only grow, except rows read, since
/// rows may be read again. An error stands until the table progresses; the loading pace is then
/// counted anew.
@ApplicationScoped
public class SyncEventsConsumer {
  // Paused, failed or without its service: no measure of its speed.
  private static final String STOOD_STILL =
      "excluded.updated_at > f.updated_at + interval '%d seconds'"
          .formatted(LoadingPace.STILL.toSeconds());

  private static final String PROJECT =
      """
      INSERT INTO table_flows AS f
        (extract_id, table_schema, table_name, log_offset, expected_rows, rows_extracted,
         rows_loaded, bytes, objects, queries, empty_queries, rows_read, extracted, loaded,
         error_code, error, updated_at, read_rate, read_ends_at, loaded_since, loaded_before)
      VALUES (:extract, :schema, :table, :offset, :expected, :extractedRows, :loadedRows, :bytes,
              :objects, :queries, :emptyQueries, :readRows, :extracted, :loaded, CAST(:code AS text),
              CAST(:error AS text), CAST(:at AS timestamptz),
              :readRate, CAST(:readEnds AS timestamptz),
              CASE WHEN :loadedRows > 0 THEN CAST(:at AS timestamptz) END, :loadedRows)
      ON CONFLICT (extract_id, table_schema, table_name) DO UPDATE SET
        log_offset = excluded.log_offset,
        expected_rows = greatest(f.expected_rows, excluded.expected_rows),
        rows_extracted = greatest(f.rows_extracted, excluded.rows_extracted),
        rows_loaded = greatest(f.rows_loaded, excluded.rows_loaded),
        bytes = greatest(f.bytes, excluded.bytes),
        objects = greatest(f.objects, excluded.objects),
        queries = greatest(f.queries, excluded.queries),
        empty_queries = greatest(f.empty_queries, excluded.empty_queries),
        rows_read = CASE WHEN excluded.error_code IS NULL THEN excluded.rows_read ELSE f.rows_read END,
        extracted = f.extracted OR excluded.extracted,
        loaded = f.loaded OR excluded.loaded,
        error_code = excluded.error_code,
        error = excluded.error,
        updated_at = excluded.updated_at,
        read_rate = excluded.read_rate,
        read_ends_at = excluded.read_ends_at,
        loaded_since = CASE WHEN excluded.error_code IS NULL AND (f.loaded_since IS NULL OR %1$s)
          THEN excluded.loaded_since ELSE f.loaded_since END,
        loaded_before = CASE WHEN excluded.error_code IS NULL AND (f.loaded_since IS NULL OR %1$s)
          THEN excluded.loaded_before ELSE f.loaded_before END
      WHERE f.log_offset < excluded.log_offset
      """
          .formatted(STOOD_STILL);

  // Counters stay: the event's own are as old as itself.
  private static final String ANALYZE =
      """
      INSERT INTO table_flows AS f
        (extract_id, table_schema, table_name, log_offset, expected_rows, analysis, updated_at)
      VALUES (:extract, :schema, :table, :offset, :expected, :analysis, :at)
      ON CONFLICT (extract_id, table_schema, table_name) DO UPDATE SET
        log_offset = excluded.log_offset,
        analysis = excluded.analysis,
        updated_at = excluded.updated_at
      WHERE f.log_offset < excluded.log_offset
      """;

  private static final TableCounters NONE = new TableCounters(0, 0, 0, 0, 0, 0, 0, 0);

  private final Messages messages;
  private final LoadedTables loads;
  private final EntityManager entities;

  public SyncEventsConsumer(Messages messages, LoadedTables loads, EntityManager entities) {
    this.messages = messages;
    this.loads = loads;
    this.entities = entities;
  }

  @Incoming("sync-events")
  @Blocking
  public void consume(ConsumerRecord<String, String> message) {
    SyncEvent event = messages.read(message, SyncEvent.class);
    Instant at = Instant.ofEpochMilli(message.timestamp());
    try (LogIds _ = LogIds.of(LogIds.EXTRACT, event.extractId()).and(LogIds.TABLE, event.table())) {
      @Nullable String trace = CloudEvent.traceparent(message.headers());
      // Progress is told each second: it is not worth a span.
      if (trace == null || event instanceof SyncEvent.TableProgressed) {
        enter(event, message.offset(), at);
        return;
      }
      try (Traced _ = Traced.message("enter a sync event", trace)) {
        enter(event, message.offset(), at);
      }
    }
  }

  private void enter(SyncEvent event, long offset, Instant at) {
    Messages.untilDone(
        "a sync event",
        () -> {
          if (QuarkusTransaction.requiringNew().call(() -> apply(event, offset, at))) {
            loads.wake();
          }
        });
  }

  /// @param offset in its Kafka partition; one not beyond the last is ignored
  /// @return whether a plan is to be made now
  private boolean apply(SyncEvent event, long offset, Instant at) {
    switch (event) {
      case SyncEvent.TableAnalyzed analyzed -> analyze(analyzed, offset, at);
      case SyncEvent.TableProgressed progressed ->
          project(event, offset, at, progressed.counters(), progressed.reading());
      case SyncEvent.TableExtracted extracted ->
          project(event, offset, at, extracted.counters(), null);
      case SyncEvent.TableLoaded loaded -> project(event, offset, at, loaded.counters(), null);
      case SyncEvent.TableFailed _ -> project(event, offset, at, NONE, null);
    }
    return event instanceof SyncEvent.TableLoaded loaded && loads.remember(loaded);
  }

  private void analyze(SyncEvent.TableAnalyzed analyzed, long offset, Instant at) {
    query(ANALYZE, analyzed, offset, at)
        .setParameter("expected", analyzed.analysis().forecast().rows())
        .setParameter("analysis", Json.write(analyzed))
        .executeUpdate();
  }

  private void project(
      SyncEvent event, long offset, Instant at, TableCounters counters, @Nullable Pace reading) {
    boolean loaded = event instanceof SyncEvent.TableLoaded;
    SyncEvent.@Nullable TableFailed failure =
        event instanceof SyncEvent.TableFailed failed ? failed : null;
    query(PROJECT, event, offset, at)
        .setParameter("expected", counters.expectedRows())
        .setParameter("extractedRows", counters.rowsExtracted())
        .setParameter("loadedRows", counters.rowsLoaded())
        .setParameter("bytes", counters.bytes())
        .setParameter("objects", counters.objects())
        .setParameter("queries", counters.queries())
        .setParameter("emptyQueries", counters.emptyQueries())
        .setParameter("readRows", counters.rowsRead())
        .setParameter("readRate", reading == null ? 0 : reading.rowsPerSecond())
        .setParameter("readEnds", reading == null ? null : reading.endsAt())
        .setParameter("extracted", loaded || event instanceof SyncEvent.TableExtracted)
        .setParameter("loaded", loaded)
        .setParameter("code", failure == null ? null : failure.code().value())
        .setParameter("error", failure == null ? null : failure.message())
        .executeUpdate();
  }

  private Query query(String sql, SyncEvent event, long offset, Instant at) {
    return entities
        .createNativeQuery(sql)
        .setParameter("extract", event.extractId())
        .setParameter("schema", event.table().schema())
        .setParameter("table", event.table().name())
        .setParameter("offset", offset)
        .setParameter("at", at);
  }
}
