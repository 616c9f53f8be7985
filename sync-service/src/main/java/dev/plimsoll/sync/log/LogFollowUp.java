package dev.plimsoll.sync.log;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.load.LoadWorkers;
import dev.plimsoll.sync.log.client.LogApi;
import dev.plimsoll.sync.log.client.LogConfig;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import dev.plimsoll.sync.table.TableRows;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Periodic work at the log, if its address is known. Idempotent, so several processes may do it
/// at once.
///
/// One task looks for commits that have not arrived: `log.commits` may have been cleaned up before
/// it was read, or belong to another broker after a restore. The log still has what it has placed.
/// It is asked only for a partition that has stood at one offset since the last round, since other
/// commits are still on their way.
///
/// The other task deletes the topics of tables that were loaded long ago.
@Singleton
public final class LogFollowUp {
  private static final Logger LOG = Logger.getLogger(LogFollowUp.class);

  private static final String WAITING =
      """
      SELECT b.table_id, t.log_topic, b.log_partition,
             (SELECT coalesce(max(o.base_offset + o.record_count), 0) FROM batch o
              WHERE o.table_id = b.table_id AND o.log_partition = b.log_partition
                AND o.base_offset IS NOT NULL) AS expected
      FROM (SELECT DISTINCT u.table_id, u.log_partition
            FROM batch u JOIN extract_table n ON n.id = u.table_id
            WHERE n.state IN ('EXTRACTING', 'EXTRACTED', 'LOADING') AND u.base_offset IS NULL) b
      JOIN extract_table t ON t.id = b.table_id
      JOIN extract e ON e.id = t.extract_id
      WHERE e.target IS NOT NULL
      ORDER BY b.table_id, b.log_partition
      """;

  // One statement, so that a topic is ended once.
  private static final String END_TOPICS =
      """
      WITH ended AS (
        UPDATE extract_table SET log_topic_ended = true
        WHERE id IN (
          SELECT t.id FROM extract_table t JOIN extract e ON e.id = t.extract_id
          WHERE t.state = 'LOADED' AND NOT t.log_topic_ended AND e.loads IS NULL
            AND t.ended_at < clock_timestamp() - make_interval(secs => ?)
          ORDER BY t.ended_at LIMIT 1000
          FOR NO KEY UPDATE OF t SKIP LOCKED)
        RETURNING log_topic)
      INSERT INTO ended_topic (topic) SELECT log_topic FROM ended ON CONFLICT DO NOTHING
      """;

  private static final String ENDED = "SELECT topic FROM ended_topic ORDER BY ended_at LIMIT 1000";

  private static final String FORGET = "DELETE FROM ended_topic WHERE topic = ?";

  /// Partition of a table's log topic with batches that have no offsets, and the offset of the
  /// next batch.
  private record WaitingPartition(UUID tableId, String topic, int partition, long expected) {}

  private final LogConfig config;
  private final LogApi log;
  private final SyncDatabase database;
  private final LoadWorkers loads;
  private final TableFailures failures;
  private final PeriodicWork commits;
  private final PeriodicWork topics;
  private Set<WaitingPartition> before = Set.of();

  public LogFollowUp(
      LogConfig config,
      LogApi log,
      SyncDatabase database,
      LoadWorkers loads,
      TableFailures failures) {
    this.config = config;
    this.log = log;
    this.database = database;
    this.loads = loads;
    this.failures = failures;
    this.commits =
        PeriodicWork.every("log-commits-missed", config.interval())
            .afterAnInterval()
            .runs(this::lookForCommits);
    this.topics =
        PeriodicWork.every("log-topics-ended", config.interval())
            .afterAnInterval()
            .runs(this::deleteTopics);
  }

  void start(@Observes StartupEvent event) {
    if (log.isKnown()) {
      commits.start();
      topics.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    commits.close();
    topics.close();
  }

  private void lookForCommits() throws Exception {
    List<WaitingPartition> now =
        database.ask(connection -> Sql.of(connection, WAITING).list(LogFollowUp::waiting));
    // Only those that have not moved since the last round.
    List<WaitingPartition> standing = now.stream().filter(before::contains).toList();
    before = new HashSet<>(now);
    commits.each(standing, this::look);
  }

  private void deleteTopics() throws Exception {
    List<String> ended =
        database.ask(
            connection -> {
              Sql.of(connection, END_TOPICS, config.keepTopics()).update();
              return Sql.of(connection, ENDED).list(row -> row.getString("topic"));
            });
    topics.each(
        ended,
        topic -> {
          log.delete(topic);
          database.tell(connection -> Sql.of(connection, FORGET, topic).update());
        });
  }

  private static WaitingPartition waiting(ResultSet row) throws SQLException {
    return new WaitingPartition(
        row.getObject("table_id", UUID.class),
        row.getString("log_topic"),
        row.getInt("log_partition"),
        row.getLong("expected"));
  }

  private void look(WaitingPartition partition) throws IOException, InterruptedException {
    LogFetch fetched;
    try {
      fetched = log.fetch(partition.topic(), partition.partition(), partition.expected());
    } catch (PlimsollException e) {
      if (!isGone(e.code(), partition)) {
        throw e;
      }
      ExtractTable table =
          database.ask(connection -> TableRows.byId(connection, partition.tableId()));
      failures.note(
          table,
          new PlimsollException(
              ErrorCode.LOG_REFUSED,
              "the log has no records of partition %d of %s from offset %d on: %s"
                  .formatted(
                      partition.partition(),
                      partition.topic(),
                      partition.expected(),
                      e.getMessage()),
              e),
          null);
      return;
    }
    for (BatchCommitted commit : fetched.batches()) {
      LOG.warnf(
          "a commit that has not come is taken from the log: topic=%s partition=%d base=%d",
          commit.topic(), commit.partition(), commit.baseOffset());
      loads.take(commit);
    }
  }

  // Before its first batch a topic does not exist.
  private static boolean isGone(ErrorCode code, WaitingPartition partition) {
    return code == ErrorCode.OFFSET_OUT_OF_RANGE
        || (partition.expected() > 0
            && (code == ErrorCode.NOT_FOUND || code == ErrorCode.UNKNOWN_PARTITION));
  }
}
