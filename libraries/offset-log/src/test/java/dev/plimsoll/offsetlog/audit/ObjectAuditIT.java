package dev.plimsoll.offsetlog.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.audit.ObjectAudit.ObjectLook.Seen;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectAuditIT {
  private static final int OBJECTS = 25;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  /// Keys in the store.
  private final Set<String> store = ConcurrentHashMap.newKeySet();

  @AutoClose private LogDatabase log;
  private ObjectAudit audit;

  @BeforeEach
  void fill() throws SQLException {
    // given objects with a batch each, one of which still waits
    log = new LogDatabase("object_audit", "");
    log.createPartitions("t", 1);
    for (int i = 0; i < OBJECTS; i++) {
      if (i == OBJECTS - 1) {
        AssignedLog.assignAll(log);
      }
      log.ingestion()
          .append(
              List.of(
                  new BatchAppended(
                      "t", 0, "p", 0, i, new ObjectRange("b", "log/" + i, 0, 100), 10, WRITTEN)));
      store.add("log/" + i);
    }
    audit = new ObjectAudit(log.transactions(), this::look);
  }

  private Seen look(String bucket, String key) {
    return store.contains(key) ? new Seen.There() : new Seen.Missing();
  }

  private List<AuditFinding> page(ObjectAudit audit, int atMost) throws Exception {
    List<AuditFinding> found = new ArrayList<>();
    long lookedAt = 0;
    LogObjectAudit answer = new LogObjectAudit(0, 0, 0, false, CountedFindings.NONE);
    while (!answer.ended()) {
      answer = audit.audit(answer.next(), atMost);
      assertThat(answer.lookedAt()).isLessThanOrEqualTo(atMost);
      lookedAt += answer.lookedAt();
      found.addAll(answer.findings().first());
    }
    assertThat(lookedAt).isEqualTo(OBJECTS);
    return found;
  }

  @Test
  void findsAnObjectThatIsGoneWhateverThePage() throws Exception {
    for (int atMost : List.of(1, 10, OBJECTS, Math.toIntExact(Bound.PAGE_OF_OBJECTS.most()))) {
      store.add("log/7");
      store.add("log/24");
      assertThat(page(audit, atMost)).isEmpty();

      store.remove("log/7");
      store.remove("log/24");
      assertThat(page(audit, atMost))
          .extracting(AuditFinding::kind, AuditFinding::expected)
          .containsExactly(
              tuple("object-missing", "log/7 in b, to which 1 batches refer"),
              tuple("object-missing", "log/24 in b, to which 1 batches refer"));
    }
  }

  @Test
  void anObjectThatNobodyNeedsAnyMoreMayGoMeanwhile() throws Exception {
    ObjectAudit beside =
        new ObjectAudit(
            log.transactions(),
            (bucket, key) -> {
              if (key.equals("log/7")) {
                change("UPDATE file SET batch_refs = 0 WHERE object_key = 'log/7'");
                return new Seen.Missing();
              }
              return look(bucket, key);
            });

    assertThat(page(beside, OBJECTS)).isEmpty();
  }

  private void change(String sql) {
    try {
      log.change(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whereTheStoreDoesNotAnswerNothingIsSaid() {
    ObjectAudit away =
        new ObjectAudit(
            log.transactions(),
            (_, _) -> {
              throw new PlimsollException(ErrorCode.STORAGE_UNAVAILABLE, "it does not answer");
            });

    assertThatThrownBy(() -> away.audit(0, 10))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
  }
}
