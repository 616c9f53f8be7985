package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What attempts left to be read.
final class JobResults {
  static final int LONGEST_MESSAGE = 4_000;

  private JobResults() {}

  /// Later words of the same attempt are not kept.
  static void add(
      Connection connection,
      ClaimedJob job,
      String outcome,
      @Nullable String message,
      @Nullable String output)
      throws SQLException {
    Sql.of(
            connection,
            """
            INSERT INTO job_result (job_id, attempt, outcome, message, output)
            VALUES (?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING
            """,
            job.job(),
            job.attempt(),
            outcome,
            message == null ? null : shortened(message),
            output)
        .update();
  }

  static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
