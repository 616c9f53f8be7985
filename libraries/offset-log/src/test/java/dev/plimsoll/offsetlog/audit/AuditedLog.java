package dev.plimsoll.offsetlog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A log of two partitions of four segments of five batches each, and the ways to damage it.
final class AuditedLog implements AutoCloseable {
  static final String SECOND_SEGMENT =
      "(SELECT last_offset FROM segment WHERE part_id = 1 ORDER BY last_offset OFFSET 1 LIMIT 1)";

  final LogDatabase log;

  AuditedLog() throws SQLException {
    log = new LogDatabase("audit", "");
    for (int round = 0; round < 4; round++) {
      List<BatchAppended> events = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        events.add(Batches.batch("t.one", 0, "p", 0, 5L * round + i));
        events.add(Batches.batch("t.two", 0, "p", 0, 5L * round + i));
      }
      log.ingestion().append(events);
      AssignedLog.assignAll(log);
    }
  }

  static LogBatch withSequence(LogBatch batch, long sequence) {
    return new LogBatch(
        batch.partId(),
        batch.recordCount(),
        batch.producerRef(),
        batch.epoch(),
        sequence,
        batch.fileId(),
        batch.byteOffset(),
        batch.byteLength(),
        batch.youngestMicros());
  }

  static LogBatch counting(LogBatch batch, long more) {
    return new LogBatch(
        batch.partId(),
        batch.recordCount() + more,
        batch.producerRef(),
        batch.epoch(),
        batch.sequence(),
        batch.fileId(),
        batch.byteOffset(),
        batch.byteLength(),
        batch.youngestMicros());
  }

  List<LogBatch> second() throws SQLException {
    return BatchCodec.unpack(packed(1));
  }

  /// Of a partition's second segment.
  byte[] packed(int partId) throws SQLException {
    try (Connection connection = log.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT packed FROM segment WHERE part_id = %d ORDER BY last_offset OFFSET 1 LIMIT 1"
                    .formatted(partId))) {
      row.next();
      return row.getBytes(1);
    }
  }

  void repackSecond(Consumer<List<LogBatch>> damage) throws SQLException {
    List<LogBatch> batches = new ArrayList<>(second());
    damage.accept(batches);
    try (Connection connection = log.connect();
        PreparedStatement repack =
            connection.prepareStatement(
                "UPDATE segment SET packed = ? WHERE part_id = 1 AND last_offset = "
                    + SECOND_SEGMENT)) {
      repack.setBytes(1, BatchCodec.pack(batches));
      assertThat(repack.executeUpdate()).isEqualTo(1);
    }
  }

  /// Of the whole log.
  void assertKinds(String... kinds) throws SQLException {
    LogAudit audit = log.auditor().audit("");
    assertThat(audit.findings().first())
        .extracting(LogAudit.AuditFinding::kind)
        .containsExactly(kinds);
    assertThat(audit.findings().count()).isEqualTo(kinds.length);
    assertThat(audit.clean()).isEqualTo(kinds.length == 0);
  }

  void assertFound(long gaps, long overlaps) throws SQLException {
    LogAudit audit = log.auditor().audit("");
    assertThat(audit.clean()).isFalse();
    assertThat(audit.gaps()).isEqualTo(gaps);
    assertThat(audit.overlaps()).isEqualTo(overlaps);
    // the other partition is not blamed
    assertThat(log.auditor().audit("t.two").clean()).isTrue();
  }

  @Override
  public void close() {
    log.close();
  }
}
