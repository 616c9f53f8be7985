package dev.plimsoll.offsetlog.packing;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// Fills a statement's parameters one after the other with arrays that run side by side, one
/// element a row. The driver sends all but texts in binary.
public final class ArrayParameters {
  private final PreparedStatement statement;
  private int next;

  public ArrayParameters(PreparedStatement statement) {
    this(statement, 1);
  }

  /// @param first parameter to fill
  public ArrayParameters(PreparedStatement statement, int first) {
    this.statement = statement;
    this.next = first;
  }

  public <T> void ints(List<T> rows, ToIntFunction<? super T> of) throws SQLException {
    statement.setObject(next++, rows.stream().mapToInt(of).toArray());
  }

  public <T> void longs(List<T> rows, ToLongFunction<? super T> of) throws SQLException {
    statement.setObject(next++, rows.stream().mapToLong(of).toArray());
  }

  public <T> void bytes(List<T> rows, Function<? super T, byte[]> of) throws SQLException {
    array("bytea", rows.stream().map(of).toArray(byte[][]::new));
  }

  public <T> void texts(List<T> rows, Function<? super T, String> of) throws SQLException {
    array("text", rows.stream().map(of).toArray(String[]::new));
  }

  public <T> void uuids(List<T> rows, Function<? super T, UUID> of) throws SQLException {
    array("uuid", rows.stream().map(of).toArray(UUID[]::new));
  }

  public <T> void booleans(List<T> rows, Predicate<? super T> of) throws SQLException {
    array("boolean", rows.stream().map(of::test).toArray(Boolean[]::new));
  }

  private void array(String type, Object[] elements) throws SQLException {
    statement.setArray(next++, statement.getConnection().createArrayOf(type, elements));
  }
}
