package dev.plimsoll.queue.completion;

import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A job under one claim: one attempt.
record JobClaim(long job, long claim) {
  static JobClaim of(ClaimedJob job) {
    return new JobClaim(job.job(), job.claim());
  }

  /// Of columns `job_id` and `claim_id`.
  static JobClaim of(ResultSet row) throws SQLException {
    return new JobClaim(row.getLong("job_id"), row.getLong("claim_id"));
  }
}
