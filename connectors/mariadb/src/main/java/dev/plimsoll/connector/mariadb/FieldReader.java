package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Numerics;
import dev.plimsoll.connector.column.UnsupportedValueException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Conversion of a result row's field into one of binary COPY: its length (-1 for NULL) and bytes.
/// It reads binary values where the protocol has them, else bytes of text, and makes no string.
enum FieldReader {
  BOOL,
  INT2,
  INT4,
  INT8,
  FLOAT4,
  FLOAT8,
  /// An unsigned 64-bit number, cast to a signed one.
  UNSIGNED,
  NUMERIC,
  /// Dates and times as numbers: see {@link TemporalNumber}.
  DATE_NUMBER,
  TIMESTAMP_NUMBER,
  TIME_NUMBER,
  TIMESTAMP,
  TIME,
  UUID,
  TEXT,
  JSON,
  BYTES;

  private static final int NULL = -1;

  /// Appends one field.
  ///
  /// @throws UnsupportedValueException for a value that PostgreSQL's type does not have; its
  ///     message completes "the column holds …"
  void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
    switch (this) {
      case BOOL, INT2, INT4 -> {
        int value = row.getInt(index);
        if (notNull(row, out)) {
          copyInt(value, out);
        }
      }
      case INT8, UNSIGNED, DATE_NUMBER, TIMESTAMP_NUMBER, TIME_NUMBER -> {
        long value = row.getLong(index);
        if (notNull(row, out)) {
          copyLong(value, out);
        }
      }
      case FLOAT4 -> {
        float value = row.getFloat(index);
        if (notNull(row, out)) {
          putInt(Float.floatToIntBits(value), out);
        }
      }
      case FLOAT8 -> {
        double value = row.getDouble(index);
        if (notNull(row, out)) {
          putLong(Double.doubleToLongBits(value), out);
        }
      }
      // The driver returns bytes of text columns only.
      case NUMERIC -> {
        @Nullable String digits = row.getString(index);
        copyText(digits == null ? null : digits.getBytes(StandardCharsets.ISO_8859_1), out);
      }
      case TIMESTAMP, TIME, UUID, TEXT, JSON, BYTES -> copyText(row.getBytes(index), out);
    }
  }

  private void copyInt(int value, ByteBuilder out) {
    switch (this) {
      case BOOL -> {
        out.putInt(1);
        out.putByte(value == 0 ? 0 : 1);
      }
      case INT2 -> {
        out.putInt(Short.BYTES);
        out.putShort(value);
      }
      default -> putInt(value, out);
    }
  }

  private void copyLong(long value, ByteBuilder out) {
    switch (this) {
      case UNSIGNED -> Numerics.putUnsigned(value, out);
      case DATE_NUMBER -> putInt(TemporalNumber.date(value), out);
      case TIMESTAMP_NUMBER -> putLong(TemporalNumber.timestamp(value), out);
      case TIME_NUMBER -> putLong(TemporalNumber.time(value), out);
      default -> putLong(value, out);
    }
  }

  private void copyText(byte @Nullable [] text, ByteBuilder out) {
    if (text == null) {
      out.putInt(NULL);
      return;
    }
    switch (this) {
      case NUMERIC -> putNumeric(text, out);
      case TIMESTAMP -> putLong(TemporalText.timestamp(text), out);
      case TIME -> putLong(TemporalText.time(text), out);
      case UUID -> putUuid(text, out);
      case TEXT -> putBytes(requireNoNul(text), out);
      case JSON -> putBytes(requireStrict(text), out);
      default -> putBytes(text, out);
    }
  }

  private static void putNumeric(byte[] text, ByteBuilder out) {
    int from = 0;
    // ZEROFILL pads with zeros.
    while (from < text.length - 1 && text[from] == '0' && text[from + 1] != '.') {
      from++;
    }
    Numerics.putText(text, from, text.length - from, out);
  }

  private static void putUuid(byte[] text, ByteBuilder out) {
    out.putInt(16);
    for (int i = 0; i < text.length; ) {
      if (text[i] == '-') {
        i++;
      } else {
        out.putByte(Character.digit(text[i], 16) << 4 | Character.digit(text[i + 1], 16));
        i += 2;
      }
    }
  }

  private static byte[] requireNoNul(byte[] text) {
    for (byte b : text) {
      if (b == 0) {
        throw new UnsupportedValueException("a NUL character, which PostgreSQL's text cannot");
      }
    }
    return text;
  }

  private static byte[] requireStrict(byte[] text) {
    if (!JsonLexer.isStrict(text)) {
      throw new UnsupportedValueException("JSON that MariaDB takes for valid and PostgreSQL not");
    }
    return text;
  }

  /// Text of a value for messages; null for NULL.
  @Nullable String text(ResultSet row, int index) throws SQLException {
    return switch (this) {
      case UNSIGNED -> text(row, index, Long::toUnsignedString);
      case DATE_NUMBER -> text(row, index, TemporalNumber::dateText);
      case TIMESTAMP_NUMBER -> text(row, index, TemporalNumber::timestampText);
      case TIME_NUMBER -> text(row, index, TemporalNumber::timeText);
      default -> row.getString(index);
    };
  }

  private static @Nullable String text(ResultSet row, int index, LongFunction<String> text)
      throws SQLException {
    long number = row.getLong(index);
    return row.wasNull() ? null : text.apply(number);
  }

  private static void putInt(int value, ByteBuilder out) {
    out.putInt(Integer.BYTES);
    out.putInt(value);
  }

  private static void putLong(long value, ByteBuilder out) {
    out.putInt(Long.BYTES);
    out.putLong(value);
  }

  private static void putBytes(byte[] value, ByteBuilder out) {
    out.putInt(value.length);
    out.write(value, 0, value.length);
  }

  private static boolean notNull(ResultSet row, ByteBuilder out) throws SQLException {
    if (row.wasNull()) {
      out.putInt(NULL);
      return false;
    }
    return true;
  }
}
