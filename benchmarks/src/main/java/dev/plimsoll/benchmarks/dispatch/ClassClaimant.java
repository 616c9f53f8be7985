package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.worker.Workers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The product's own way.
record ClassClaimant(Claims claims, Completions completions, long worker) implements Claimant {
  /// Claimants of one process: what one knows of deleted rows, all know.
  static ClaimTrial.Registration of(Transactions transactions) {
    Claims claims = new Claims(transactions, Duration.ofMinutes(15));
    Completions completions = new Completions(transactions);
    Workers workers = new Workers(transactions, Duration.ofHours(1));
    return () -> new ClassClaimant(claims, completions, workers.register("bench"));
  }

  @Override
  public List<ClaimedJob> claim(Offer offer) throws SQLException {
    return claims.claim(worker, offer);
  }

  @Override
  public void giveBack(List<ClaimedJob> jobs) throws SQLException {
    completions.returned(jobs);
  }

  @Override
  public void done(List<ClaimedJob> jobs) throws SQLException {
    completions.done(jobs);
  }
}
