package dev.plimsoll.offsetlog.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.audit.IncrementalAudit.Outcome;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An audit reads what is new, and its mark moves over what is right alone.
class IncrementalAuditIT {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

  @AutoClose private LogDatabase log;
  private int sequence;

  @BeforeEach
  void fill() throws SQLException {
    log = new LogDatabase("incremental", "");
    append(5);
  }

  /// A segment of so many batches in each of two partitions.
  private void append(int batches) throws SQLException {
    List<BatchAppended> events = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      events.add(Batches.batch("t.one", 0, "p", 0, sequence));
      events.add(Batches.batch("t.two", 0, "p", 0, sequence));
      sequence++;
    }
    log.ingestion().append(events);
    AssignedLog.assignAll(log);
  }

  private Outcome audit() throws SQLException {
    return log.incrementalAudit().run(LONG_ENOUGH);
  }

  @Test
  void readsEverythingOnce() throws SQLException {
    assertThat(audit()).isEqualTo(new Outcome(10, 0, CountedFindings.NONE));
    assertThat(audit()).isEqualTo(new Outcome(0, 0, CountedFindings.NONE));
    append(3);
    assertThat(audit()).isEqualTo(new Outcome(6, 0, CountedFindings.NONE));
  }

  @Test
  void catchesUpInSteps() throws SQLException {
    for (int i = 0; i < 120; i++) {
      append(1);
    }

    assertThat(audit()).isEqualTo(new Outcome(250, 0, CountedFindings.NONE));
  }

  @Test
  void leavesTheRestToTheNextOne() throws SQLException {
    Outcome none = log.incrementalAudit().run(Duration.ZERO);

    assertThat(none.batches()).isZero();
    assertThat(none.lagRecords())
        .isEqualTo(log.number("SELECT sum(next_offset) FROM partition_state"));
    assertThat(audit().lagRecords()).isZero();
  }

  @Test
  void findsWhatIsWrongUntilItIsMended() throws SQLException {
    audit();
    append(5);
    log.change("UPDATE partition_state SET batches = batches + 1 WHERE part_id = 1");

    // the mark of the other partition moves on
    for (int i = 0; i < 2; i++) {
      Outcome outcome = audit();
      assertThat(outcome.findings().first())
          .extracting(LogAudit.AuditFinding::kind)
          .containsExactly("totals");
      assertThat(outcome.lagRecords()).isEqualTo(recordsOfLastSegment());
    }

    log.change("UPDATE partition_state SET batches = batches - 1 WHERE part_id = 1");
    assertThat(audit()).isEqualTo(new Outcome(5, 0, CountedFindings.NONE));
  }

  private long recordsOfLastSegment() throws SQLException {
    return log.number(
        "SELECT last_offset - base_offset + 1 FROM segment WHERE part_id = 1"
            + " ORDER BY last_offset DESC LIMIT 1");
  }

  @Test
  void doesNotLookBehindItsMark() throws SQLException {
    append(5);
    audit();
    log.change("DELETE FROM segment WHERE part_id = 1 AND base_offset = 0");
    append(5);

    // only who reads everything sees it, and each says what it has read
    LogAudit part = log.auditor().audit("", false);
    assertThat(part.full()).isFalse();
    assertThat(part.clean()).isTrue();
    assertThat(part.batches()).isEqualTo(30);
    assertThat(part.details().getFirst().readFrom()).isPositive();
    assertThat(audit().findings().count()).isZero();
    LogAudit full = log.auditor().audit("", true);
    assertThat(full.full()).isTrue();
    assertThat(full.clean()).isFalse();
    assertThat(full.findings().first())
        .extracting(LogAudit.AuditFinding::kind)
        .contains("gap", "totals", "references");
  }

  @Test
  void aHighWatermarkThatFellBehindTheMarkIsFound() throws SQLException {
    audit();
    log.change("UPDATE partition_state SET next_offset = next_offset - 1 WHERE part_id = 1");

    assertThat(audit().findings().first())
        .extracting(LogAudit.AuditFinding::kind)
        .containsExactly("overlap");
  }

  @Test
  void oneTakesTheTurnAndAllKnowWhatCameOfIt() throws SQLException {
    AuditTurns turns = new AuditTurns(log.transactions());
    assertThat(turns.last()).isEmpty();

    assertThat(turns.take(LONG_ENOUGH)).isTrue();
    assertThat(new AuditTurns(log.transactions()).take(LONG_ENOUGH)).isFalse();
    log.change("UPDATE partition_state SET bytes = 7 WHERE part_id = 1");
    turns.end(audit(), Duration.ofMillis(12));

    AuditTurns.Last last = new AuditTurns(log.transactions()).last().orElseThrow();
    assertThat(last.findings()).isEqualTo(1);
    assertThat(last.firstFinding()).startsWith("totals in t.one/0 at ").endsWith("found 7");
    assertThat(last.took()).isEqualTo(Duration.ofMillis(12));
    // and once its time is over it is anybody's
    log.change("UPDATE audit_turn SET taken_until = now()");
    assertThat(turns.take(LONG_ENOUGH)).isTrue();
  }
}
