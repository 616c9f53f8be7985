package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The usual way on the same tables: sort what fits one by one, lock the first of them and skip
/// what is locked, and pack those into the offer afterwards.
record SortingClaimant(Transactions transactions, Completions completions) implements Claimant {
  private static final String SORTED =
      """
      SELECT r.class_id, r.seq, r.job_id, k.millicores, k.memory_bytes
      FROM ready r JOIN resource_class k ON k.class_id = r.class_id
      WHERE k.lane = ? AND k.millicores <= ? AND k.memory_bytes <= ? AND k.runtime_s <= ?
      ORDER BY k.priority DESC, k.gpus DESC, k.runtime_s DESC, k.memory_bytes DESC, r.seq
      LIMIT ? FOR UPDATE OF r SKIP LOCKED
      """;

  private static final String TAKEN =
      """
      WITH gone AS (
        DELETE FROM ready r USING unnest(?, ?) AS t (class_id, seq)
        WHERE r.class_id = t.class_id AND r.seq = t.seq RETURNING r.job_id
      )
      UPDATE job_state s SET state = 'RUNNING', claim_id = 1, attempt = s.attempt + 1, seq = NULL,
        since = now()
      FROM gone WHERE s.job_id = gone.job_id
      RETURNING s.job_id, s.attempt
      """;

  static ClaimTrial.Registration of(Transactions transactions) {
    return () -> new SortingClaimant(transactions, new Completions(transactions));
  }

  private record Row(int classId, long seq, long job, long millicores, long memory) {}

  @Override
  public List<ClaimedJob> claim(Offer offer) throws SQLException {
    return transactions.run(connection -> claim(connection, offer));
  }

  private static List<ClaimedJob> claim(Connection connection, Offer offer) throws SQLException {
    List<Row> rows =
        Sql.of(
                connection,
                SORTED,
                offer.lane(),
                offer.free().millicores(),
                offer.free().memoryBytes(),
                offer.free().runtime().toSeconds(),
                offer.most())
            .list(
                row ->
                    new Row(
                        row.getInt("class_id"),
                        row.getLong("seq"),
                        row.getLong("job_id"),
                        row.getLong("millicores"),
                        row.getLong("memory_bytes")));
    long millicores = offer.free().millicores();
    long memory = offer.free().memoryBytes();
    List<Row> fit = new ArrayList<>();
    for (Row row : rows) {
      if (row.millicores() <= millicores && row.memory() <= memory) {
        millicores -= row.millicores();
        memory -= row.memory();
        fit.add(row);
      }
    }
    return Sql.of(
            connection,
            TAKEN,
            fit.stream().mapToInt(Row::classId).toArray(),
            fit.stream().mapToLong(Row::seq).toArray())
        .list(row -> new ClaimedJob(row.getLong("job_id"), 1, row.getInt("attempt")));
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
