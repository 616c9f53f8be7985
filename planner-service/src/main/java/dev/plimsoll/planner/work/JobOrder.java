package dev.plimsoll.planner.work;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a job has set going.
///
/// @param payload of the job, as JSON
/// @param by who asked for its workflow; null where nobody said
/// @param key of the request to another service
/// @param reference of the plan, extract or load; null before there is one
/// @param own false where the job waits for what somebody else has set going
/// @param asked whether another service may have got the request
/// @param again whether what has failed of it is to be tried again
record JobOrder(
    long job,
    long workflow,
    String kind,
    String payload,
    @Nullable String by,
    UUID key,
    @Nullable UUID reference,
    boolean own,
    boolean asked,
    boolean again,
    String detail) {

  static JobOrder of(ResultSet row) throws SQLException {
    return new JobOrder(
        row.getLong("job_id"),
        row.getLong("workflow_id"),
        row.getString("kind"),
        row.getString("payload"),
        row.getString("asked_by"),
        Objects.requireNonNull(row.getObject("key", UUID.class)),
        row.getObject("reference", UUID.class),
        row.getBoolean("own"),
        row.getBoolean("asked"),
        row.getBoolean("again"),
        row.getString("detail"));
  }

  /// For the record of what it sets going.
  String words() {
    return "job %d%s".formatted(job, by == null ? "" : ", asked for by " + by);
  }
}
