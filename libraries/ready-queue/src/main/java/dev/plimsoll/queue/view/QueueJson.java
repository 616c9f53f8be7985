package dev.plimsoll.queue.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.message.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Columns as what they are in answers.
final class QueueJson {
  private static final double MILLI = 1_000.0;

  private QueueJson() {}

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  /// Null for null, and for anything but an object.
  @SuppressWarnings("unchecked") // keys of a JSON object are texts
  static @Nullable Map<String, Object> object(@Nullable String json) {
    return value(json) instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
  }

  static @Nullable Object value(@Nullable String json) {
    return json == null
        ? null
        : Json.MAPPER.convertValue(Json.read(json, JsonNode.class), Object.class);
  }

  /// Of the columns of `resource_class`.
  static JobNeeds needs(ResultSet row) throws SQLException {
    return new JobNeeds(
        row.getInt("millicores") / MILLI,
        row.getLong("memory_bytes"),
        row.getInt("gpus"),
        row.getLong("disk_bytes"),
        Duration.ofSeconds(row.getLong("runtime_s")));
  }
}
