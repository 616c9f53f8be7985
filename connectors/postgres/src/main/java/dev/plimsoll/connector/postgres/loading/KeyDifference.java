package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.postgres.KeySql;
import dev.plimsoll.connector.postgres.KeyTexts;
import dev.plimsoll.connector.postgres.PostgresSourceKeys;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Difference of two tables' keys: keys of the target that the source lacks, by a snapshot of each.
///
/// For each range of the target's keys, both databases count and digest their keys. If they differ,
/// the source is asked which of the target's keys it lacks: by equality, so that different sort
/// orders do not matter.
///
/// Keys that are equal at the source may be different keys at the target. So a key is also gone if
/// the target has it in the source's present spelling as well. Otherwise the row under the new
/// spelling is still to come, and the old one stays.
///
/// @param target in a transaction of its snapshot, which is older than the source's
record KeyDifference(KeySql sql, Connection target, SourceKeys source) {
  /// Keys of a range: milliseconds of either server, and about 1 MB here where they differ.
  private static final int RANGE = 10_000;

  /// Number of ranges of so many keys.
  static long ranges(long keys) {
    return Math.max(1, Math.ceilDiv(keys, RANGE));
  }

  /// @param wanted asked before each range
  /// @throws PlimsollException INTERRUPTED when no longer wanted
  KeyDeletes.Found find(BooleanSupplier wanted) throws SQLException {
    List<KeyRange> ranges = new ArrayList<>();
    long keys = 0;
    long gone = 0;
    KeyRange range = rangeAfter(List.of());
    while (range != null) {
      requireWanted(wanted);
      TableDigest there = PostgresSourceKeys.digest(target, sql, sql.rows(range, false, RANGE));
      keys += there.rows();
      // One key more than the target's is enough to differ.
      if (there.rows() > 0 && !Optional.of(there).equals(source.digest(range, there.rows() + 1))) {
        int goneHere = gone(range).columns().getFirst().size();
        gone += goneHere;
        if (goneHere > 0) {
          ranges.add(range);
        }
      }
      range = range.isLast() ? null : rangeAfter(range.upTo());
    }
    return new KeyDeletes.Found(keys, gone, ranges);
  }

  static void requireWanted(BooleanSupplier wanted) {
    if (!wanted.getAsBoolean()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "keys are to be compared no longer");
    }
  }

  private KeyRange rangeAfter(List<String> after) throws SQLException {
    List<String> last =
        Sql.of(target, sql.lastOfRange(after, RANGE))
            .first(row -> texts(row, sql.key().size()))
            .orElse(List.of());
    return new KeyRange(after, last);
  }

  // Not List.of: a key at the target may hold NULL.
  private static List<String> texts(ResultSet row, int columns) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      texts.add(row.getString(i));
    }
    return Collections.unmodifiableList(texts);
  }

  /// Keys, `ctid` and `xmin` of rows in the target's snapshot whose keys the source lacks.
  KeyTexts gone(KeyRange range) throws SQLException {
    int columns = sql.key().size();
    List<List<String>> rows =
        Sql.of(target, sql.keys(range, RANGE)).list(row -> texts(row, columns + 2));
    SourceKeys.Answer answer =
        source.ask(rows.stream().map(row -> row.subList(0, columns)).toList());
    List<Integer> gone = new ArrayList<>(answer.lacking());
    List<Integer> otherwise = List.copyOf(answer.otherwise().keySet());
    KeyTexts asWritten =
        KeyTexts.of(otherwise.stream().map(answer.otherwise()::get).toList(), columns);
    for (int place : asWritten.select(target, sql.written())) {
      gone.add(otherwise.get(place));
    }
    return KeyTexts.of(gone.stream().map(rows::get).toList(), columns + 2);
  }

  /// Deletes rows that were not changed since, by another session at the target.
  ///
  /// @return number of deleted rows
  long delete(Connection writer, KeyTexts rows) throws SQLException {
    return Sql.of(writer, sql.delete(), rows.parameters()).update();
  }
}
