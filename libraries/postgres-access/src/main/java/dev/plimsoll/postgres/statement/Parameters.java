package dev.plimsoll.postgres.statement;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Binding of Java values as parameters by their types.
///
/// | Java | PostgreSQL |
/// |---|---|
/// | `String`, an enum's name | `varchar`, which goes where `text` does |
/// | `Integer`, `Long`, `Double`, `Boolean` | `int4`, `int8`, `float8`, `bool` |
/// | `UUID` | `uuid` |
/// | `Instant`, `OffsetDateTime` | `timestamptz` |
/// | `Duration` | `float8`: seconds, to the millisecond, as in `make_interval(secs => ?)` |
/// | `byte[]` | `bytea` |
/// | `String[]`, `UUID[]`, `Long[]`, `Integer[]` | `text[]`, `uuid[]`, `int8[]`, `int4[]` |
/// | `long[]`, `int[]`, `Boolean[]`, `byte[][]` | `int8[]`, `int4[]`, `bool[]`, `bytea[]` |
/// | null, [Untyped] | of the type that the server infers |
///
/// A parameter that changes its type, also between null and a value, makes the driver prepare the
/// statement again: avoid it in hot statements.
final class Parameters {
  private Parameters() {}

  /// @throws IllegalArgumentException for a value of another type
  static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
    if (values.getClass() != Object[].class) {
      throw new IllegalArgumentException(
          "an array as the only parameter stands for all of them: cast it to Object");
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case String text -> statement.setString(index, text);
      case Untyped(String text) -> statement.setObject(index, text, Types.OTHER);
      case Enum<?> constant -> statement.setString(index, constant.name());
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean flag -> statement.setBoolean(index, flag);
      case UUID id -> statement.setObject(index, id);
      case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
      case OffsetDateTime time -> statement.setObject(index, time);
      case Duration duration -> statement.setDouble(index, duration.toMillis() / 1_000.0);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case String[] texts -> setArray(statement, index, "text", texts);
      case UUID[] ids -> setArray(statement, index, "uuid", ids);
      case Long[] numbers -> setArray(statement, index, "int8", numbers);
      case Integer[] numbers -> setArray(statement, index, "int4", numbers);
      case long[] numbers -> statement.setObject(index, numbers);
      case int[] numbers -> statement.setObject(index, numbers);
      case Boolean[] flags -> setArray(statement, index, "bool", flags);
      case byte[][] values -> setArray(statement, index, "bytea", values);
      default ->
          throw new IllegalArgumentException(
              "parameter %d is a %s, which cannot be bound"
                  .formatted(index, value.getClass().getName()));
    }
  }

  private static void setArray(
      PreparedStatement statement, int index, String type, Object[] elements) throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
  }
}
