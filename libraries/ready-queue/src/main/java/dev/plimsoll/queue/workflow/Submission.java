package dev.plimsoll.queue.workflow;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.workflow.WorkflowQueue.Accepted;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What comes with a workflow besides its jobs.
///
/// @param key of the request, so that a repeated one answers the same workflow; null for none.
///     Known for as long as the workflow is kept
/// @param hash of the request that the key stands for; null without a key
/// @param by who asks, for the record
/// @param values JSON by name, there from the start
public record Submission(
    @Nullable String key, @Nullable String hash, @Nullable String by, Map<String, String> values) {
  public static final Submission NONE = new Submission(null, null, null, Map.of());

  public Submission {
    values = Map.copyOf(values);
  }

  /// The workflow that was accepted by this key.
  ///
  /// @throws PlimsollException CONFLICT where that was another request
  Accepted accepted(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT workflow_id, first_job, request_hash FROM workflow WHERE idempotency_key = ?
            """,
            key)
        .one(
            row -> {
              if (!Objects.equals(row.getString("request_hash"), hash)) {
                throw PlimsollException.conflict(
                    "this Idempotency-Key was used for another request");
              }
              return new Accepted(row.getLong("workflow_id"), row.getLong("first_job"));
            });
  }
}
