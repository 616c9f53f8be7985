package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.resource.Offer;
import java.sql.SQLException;
import java.util.List;

/// One worker's way to get jobs, on a session of its own.
interface Claimant {
  List<ClaimedJob> claim(Offer offer) throws SQLException;

  /// Queues the jobs again, behind all others.
  void giveBack(List<ClaimedJob> jobs) throws SQLException;

  void done(List<ClaimedJob> jobs) throws SQLException;
}
