package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.extract.ExtractTable;
import dev.plimsoll.sync.receipt.DigestSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Which keys of the target the source has no more, by one snapshot of each.
///
/// Range by range of the target's keys, each database first tells how many it has and their digest;
/// where these are equal, no key is sent. Where not, the source is asked which of the target's keys
/// it lacks: by equality, so that it does not matter if the two sort differently.
final class KeyDifference {
  /// Keys of a range: some milliseconds of either server, and about 1 MB here where it differs.
  private static final int RANGE = 10_000;

  private final ExtractTable table;
  private final List<Column> key;
  private final KeySql sql;
  private final Connection target;
  private final Connection source;

  /// @param target in a transaction of its snapshot, taken before that of the source
  KeyDifference(ExtractTable table, Connection target, Connection source) {
    this.table = table;
    this.key = Column.named(table.definition().primaryKey(), table.definition().columns());
    this.sql = new KeySql(table.name(), key);
    this.target = target;
    this.source = source;
  }

  /// What was found of all keys.
  ///
  /// @param keys at the target
  /// @param gone from the source, among them
  /// @param ranges that have some of those; the others are forgotten
  record Found(long keys, long gone, List<KeyRange> ranges) {}

  private record Digest(long keys, String digest) {}

  /// @param wanted asked before each range
  /// @throws PlimsollException INTERRUPTED when it is wanted no longer
  Found find(BooleanSupplier wanted) throws SQLException {
    List<KeyRange> ranges = new ArrayList<>();
    long keys = 0;
    long gone = 0;
    KeyRange range = rangeAfter(List.of());
    while (range != null) {
      requireWanted(wanted);
      Digest there = digest(target, sql.rows(range, false, RANGE));
      keys += there.keys();
      if (there.keys() > 0 && !there.equals(atSource(range, there.keys()))) {
        int goneHere = gone(range).count();
        gone += goneHere;
        if (goneHere > 0) {
          ranges.add(range);
        }
      }
      range = range.isLast() ? null : rangeAfter(range.upTo());
    }
    return new Found(keys, gone, ranges);
  }

  static void requireWanted(BooleanSupplier wanted) {
    if (!wanted.getAsBoolean()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "keys are to be compared no longer");
    }
  }

  private KeyRange rangeAfter(List<String> after) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql.lastOfRange(after, RANGE))) {
      List<String> last = new ArrayList<>();
      if (row.next()) {
        for (int i = 0; i < key.size(); i++) {
          last.add(row.getString(i + 1));
        }
      }
      return new KeyRange(after, List.copyOf(last));
    }
  }

  // One key more than the target has is enough to differ.
  private Digest atSource(KeyRange range, long keysThere) throws SQLException {
    return digest(source, sql.rows(range, table.definition().only(), keysThere + 1));
  }

  private Digest digest(Connection session, String rows) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(DigestSql.ofRows(rows, key))) {
      row.next();
      return new Digest(row.getLong("row_count"), row.getString("digest"));
    }
  }

  /// Rows of a range whose keys the source has no more, as the target's snapshot has them.
  RowVersions gone(KeyRange range) throws SQLException {
    RowVersions rows = RowVersions.read(target, sql.keys(range, RANGE), key.size());
    List<Integer> gone = new ArrayList<>();
    try (PreparedStatement statement =
        source.prepareStatement(sql.missing(table.definition().only()))) {
      rows.bind(statement, key.size());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          gone.add(row.getInt(1) - 1);
        }
      }
    }
    return rows.only(gone);
  }

  /// Deletes those of the rows that nobody has written since.
  ///
  /// @param writer another session at the target
  /// @return how many
  long delete(Connection writer, RowVersions rows) throws SQLException {
    try (PreparedStatement statement = writer.prepareStatement(sql.delete())) {
      rows.bind(statement, rows.columns().size());
      return statement.executeUpdate();
    }
  }
}
