package dev.plimsoll.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A statement with its parameters, run on the caller's connection.
///
/// Each run prepares the text, binds, executes and closes: one round trip, or two for a text that
/// is new to the connection. So the text must be constant. [Parameters] lists the types to bind.
///
/// All rows are fetched into memory before the first is mapped, so a mapper may use the connection.
/// Not thread-safe, like its connection.
public final class Sql {
  private final Connection connection;
  private final String text;
  private final @Nullable Object[] parameters;

  private Sql(Connection connection, String text, @Nullable Object[] parameters) {
    this.connection = connection;
    this.text = text;
    this.parameters = parameters;
  }

  /// @param parameters one for each `?`, in their order
  public static Sql of(Connection connection, String text, @Nullable Object... parameters) {
    return new Sql(connection, text, parameters);
  }

  /// All rows in order. Unmodifiable.
  public <T> List<T> list(RowMapper<T> mapper) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet row = statement.executeQuery()) {
      List<T> values = new ArrayList<>();
      while (row.next()) {
        values.add(mapper.map(row));
      }
      return Collections.unmodifiableList(values);
    }
  }

  /// All rows by key, in order; of equal keys the last row counts. Unmodifiable.
  public <K, V> Map<K, V> map(RowMapper<K> key, RowMapper<V> value) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet row = statement.executeQuery()) {
      Map<K, V> values = new LinkedHashMap<>();
      while (row.next()) {
        values.put(key.map(row), value.map(row));
      }
      return Collections.unmodifiableMap(values);
    }
  }

  /// The first row; empty for none.
  public <T> Optional<T> first(RowMapper<T> mapper) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
    }
  }

  /// The first row of a statement that always has one.
  ///
  /// @throws IllegalStateException where there is none
  public <T> T one(RowMapper<T> mapper) throws SQLException {
    return first(mapper)
        .orElseThrow(() -> new IllegalStateException("a statement without a row: " + text));
  }

  public boolean exists() throws SQLException {
    return first(_ -> true).isPresent();
  }

  /// Runs a statement without a result, and returns the number of changed rows.
  public int update() throws SQLException {
    try (PreparedStatement statement = prepare()) {
      return statement.executeUpdate();
    }
  }

  /// As [#update]: whether any row was changed.
  public boolean updateAny() throws SQLException {
    return update() > 0;
  }

  /// Runs a statement for each item in one batch; sends nothing for no item.
  ///
  /// @param parameters of an item, by [#row]
  public static <T> void batch(
      Connection connection,
      String text,
      Iterable<T> items,
      Function<T, @Nullable Object[]> parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (T item : items) {
        Parameters.bind(statement, parameters.apply(item));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /// The parameters of one item of a [#batch].
  public static @Nullable Object[] row(@Nullable Object... parameters) {
    return parameters;
  }

  private PreparedStatement prepare() throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      Parameters.bind(statement, parameters);
      return statement;
    } catch (Throwable e) {
      try (statement) {
        throw e;
      }
    }
  }
}
