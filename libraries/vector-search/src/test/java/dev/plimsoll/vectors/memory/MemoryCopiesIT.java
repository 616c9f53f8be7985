package dev.plimsoll.vectors.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.Oracle;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who gives way where the copies of several databases share a line.
@ExtendWith(StackExtension.class)
final class MemoryCopiesIT {
  // The vectors of a small table take one chunk, some 4 MB: two copies fit, a third does not.
  private static final long LINE = 10L << 20;

  // The vectors of the wide table take 8 MB, those of the large one 16.
  private static final String TABLES =
      """
      CREATE TABLE one (id int PRIMARY KEY, v real[]);
      INSERT INTO one SELECT i, ARRAY[i, i % 7] FROM generate_series(1, 1000) i;
      CREATE TABLE other (LIKE one INCLUDING ALL);
      INSERT INTO other SELECT * FROM one;
      CREATE TABLE large (LIKE one INCLUDING ALL);
      INSERT INTO large
      SELECT i, array_fill(i::real, ARRAY[200]) FROM generate_series(1, 20000) i;
      CREATE TABLE wide (LIKE one INCLUDING ALL);
      INSERT INTO wide
      SELECT i, array_fill(i::real, ARRAY[200]) FROM generate_series(1, 10000) i;
      ANALYZE one, other, wide, large
      """;

  @Test
  void theCopyUsedLongestAgoGivesWayWhicheverDatabaseHasIt(Stack stack) throws Exception {
    MemoryLine line = new MemoryLine(LINE);
    try (Copied first = copied(stack, "copies_first", line);
        Copied second = copied(stack, "copies_second", line)) {
      VectorCopy one = first.copy("one", LINE);
      VectorCopy other = first.copy("other", LINE);
      assertThat(first.copy("one", LINE)).isSameAs(one);

      VectorCopy ofSecond = second.copy("one", LINE);

      assertThat(line.taken()).isLessThanOrEqualTo(LINE);
      assertThat(first.copy("one", LINE)).isSameAs(one);
      assertThat(second.copy("one", LINE)).isSameAs(ofSecond);
      assertThat(first.copy("other", LINE)).isNotSameAs(other);
    }
  }

  @Test
  void aDatabaseAtItsOwnLimitTakesNoRoomFromOthers(Stack stack) throws Exception {
    MemoryLine line = new MemoryLine(LINE);
    try (Copied first = copied(stack, "copies_others", line);
        Copied second = copied(stack, "copies_limited", line)) {
      VectorCopy one = first.copy("one", LINE);
      VectorCopy ofSecond = second.copy("one", LINE / 2);

      VectorCopy next = second.copy("other", LINE / 2);

      assertThat(first.copy("one", LINE)).isSameAs(one);
      assertThat(second.copy("other", LINE / 2)).isSameAs(next);
      assertThat(second.copy("one", LINE / 2)).isNotSameAs(ofSecond);
    }
  }

  /// Reading goes on from where there was no more room.
  @Test
  void asManyGiveWayAsATableNeedsWhichIsReadOnce(Stack stack) throws Exception {
    MemoryLine line = new MemoryLine(LINE);
    try (Copied first = copied(stack, "copies_two", line);
        Copied second = copied(stack, "copies_wide", line)) {
      VectorCopy one = first.copy("one", LINE);
      VectorCopy other = second.copy("other", LINE);
      long before = second.reads("wide");

      VectorCopy wide = second.copy("wide", LINE);

      assertThat(line.taken()).isLessThanOrEqualTo(LINE);
      await("its session's statistics").until(() -> second.reads("wide") > before);
      assertThat(second.reads("wide")).isEqualTo(before + 1);
      assertThat(second.copy("wide", LINE)).isSameAs(wide);
      assertThat(first.copy("one", LINE)).isNotSameAs(one);
      assertThat(second.copy("other", LINE)).isNotSameAs(other);
    }
  }

  @Test
  void aTableThatCannotFitTakesNobodysRoom(Stack stack) throws Exception {
    MemoryLine line = new MemoryLine(LINE);
    try (Copied first = copied(stack, "copies_kept", line);
        Copied second = copied(stack, "copies_large", line)) {
      VectorCopy one = first.copy("one", LINE);
      VectorCopy ofSecond = second.copy("one", LINE);

      assertThatThrownBy(() -> second.copy("large", LINE))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.LOAD_LINE_EXCEEDED))
          .hasMessageContaining("more than the 10 MB")
          .hasMessageContaining("of about 20,000 fit");

      assertThat(first.copy("one", LINE)).isSameAs(one);
      assertThat(second.copy("one", LINE)).isSameAs(ofSecond);
    }
  }

  /// A database and the copies of its tables.
  private record Copied(TestDatabase test, MemoryCopies copies) implements AutoCloseable {
    private VectorCopy copy(String table, long limit) throws SQLException, InterruptedException {
      try (Connection connection = test.connect()) {
        return copies.of(
            VectorTableReader.read(connection, new QualifiedName("public", table), null, List.of()),
            limit,
            Duration.ofHours(1),
            new Cancellation());
      }
    }

    /// Scans of the whole table that have ended with their sessions.
    private long reads(String table) throws SQLException {
      try (Connection connection = test.connect();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = '%s'"
                      .formatted(table))) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() {
      copies.close();
    }
  }

  private static Copied copied(Stack stack, String name, MemoryLine line) throws SQLException {
    TestDatabase test = stack.createDatabase(name);
    try (Connection connection = test.connect()) {
      Oracle.execute(connection, TABLES);
    }
    return new Copied(test, new MemoryCopies(test.dataSource("public"), line));
  }
}
