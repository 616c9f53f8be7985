package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.commit.FileCommit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A plan is kept from when nothing waited. It must do for when much does.
class KeptPlansIT {
  private static final int IDLE_RUNS = 20;
  private static final int FILES = 300;

  @AutoClose private LogDatabase log;

  @BeforeEach
  void vacuumedWhileEmpty() throws SQLException {
    // given tables that a vacuum has found empty, so that to read them seems to cost nothing
    log = new LogDatabase("kept_plans", "");
    log.createPartitions("t", 4);
    log.change("VACUUM ANALYZE");
  }

  private static FileAppended file(int number) {
    List<FileBatch> batches = new ArrayList<>();
    for (int partition = 0; partition < 4; partition++) {
      batches.add(
          new FileBatch(
              "t",
              partition,
              "p",
              0,
              number,
              partition * 100,
              100,
              10,
              Instant.parse("2026-03-04T05:06:07Z")));
    }
    return new FileAppended("bucket", "file-" + number, batches);
  }

  /// Whole reads of the tables, by table. Of shards there are two, and a claim looks at both.
  private Map<String, Long> wholeReads() throws SQLException {
    Map<String, Long> reads = new TreeMap<>();
    try (Connection connection = log.connect();
        Statement read = connection.createStatement();
        ResultSet rows =
            read.executeQuery(
                """
                SELECT relname, seq_scan FROM pg_stat_user_tables
                WHERE schemaname = 'materializer' AND relname <> 'shard'
                """)) {
      while (rows.next()) {
        reads.put(rows.getString("relname"), rows.getLong("seq_scan"));
      }
    }
    return reads;
  }

  /// What sessions have counted is told after a while, or when they are asked.
  private void tellCounts() throws SQLException {
    List<Connection> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        Connection session = log.dataSource().getConnection();
        sessions.add(session);
        try (Statement tell = session.createStatement();
            ResultSet _ = tell.executeQuery("SELECT pg_stat_force_next_flush()")) {
          // at the end of the statement
        }
      }
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  @Test
  void runsLookUpKeys() throws Exception {
    OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(100));
    for (int i = 0; i < IDLE_RUNS; i++) {
      assertThat(assignment.run(-1).idle()).isTrue();
    }
    FileAppend append = log.fileAppend();
    FileNumbering numbering = log.numbering();
    for (int i = 0; i < FILES; i++) {
      append.append(numbering.number(file(i)));
    }
    tellCounts();
    Map<String, Long> before = wholeReads();

    // when
    AssignedLog.assignAll(log);

    tellCounts();
    assertThat(wholeReads()).isEqualTo(before);
    assertThat(log.auditor().audit("").batches()).isEqualTo(4L * FILES);
  }

  /// PostgreSQL's own default is to compile what it takes for costly.
  @Test
  void nothingIsCompiled() throws Exception {
    try (LogDatabase compiling = new LogDatabase("kept_plans_jit", "-c jit=on")) {
      String jit =
          compiling
              .transactions()
              .run(
                  connection -> {
                    Shards.lock(connection, List.of(0));
                    try (Statement read = connection.createStatement();
                        ResultSet row = read.executeQuery("SHOW jit")) {
                      row.next();
                      return row.getString(1);
                    }
                  });
      assertThat(jit).isEqualTo("off");
    }
  }

  @Test
  void commitsLookUpKeys() throws Exception {
    FileCommit commit = LogDatabase.fileCommit(log.transactions());
    FileNumbering numbering = log.numbering();
    commit.commit(numbering.number(file(0)));
    tellCounts();
    Map<String, Long> before = wholeReads();

    // when
    for (int i = 1; i < IDLE_RUNS; i++) {
      commit.commit(numbering.number(file(i)));
    }

    tellCounts();
    assertThat(wholeReads()).isEqualTo(before);
    assertThat(log.auditor().audit("").batches()).isEqualTo(4L * IDLE_RUNS);
  }
}
